"""Report once 报一次: what earlier hand-ins have said already fills the next one, or makes it unnecessary.

The plan's `feeds` says which (obligations.feeds). Evidence is named again and never copied: one file, one
row. Whatever is filled in names the item that it comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from obligations import archives
from obligations.fed import feeders, gives_to
from obligations.feeds import Given, field_of, is_whole, signed, taken
from obligations.fields import FieldType, check_values
from obligations.jurisdiction import Jurisdiction
from obligations.owed import span_of
from obligations.plan import Obligation
from tasks import plans
from tasks.lifecycle import State
from tasks.links import Feed
from tasks.tables import HandIn, Task


@dataclass(frozen=True, slots=True)
class Source:
    """An accepted hand-in that has said already what a field asks for; `value` in that field's type."""

    task_id: int
    version: int
    duty: str  #: the obligation's id
    period: str
    subject: str
    post: str
    plan_version: int
    on: date  #: handed in
    value: Any


Known = Mapping[str, list[Source]]
#: An archive reaches past its due date to the next term: no longer than this.
_LONG = timedelta(days=100)


def known(session: Session, rules: Jurisdiction, task: Task) -> Known:
    """What is known already, by field of the task's duty, the oldest first. `rules`: those of the task.

    A follow-up is fed by the task that opened it; any other by what the calendar had due in its period, for
    the same subject, a seat of that school, or anybody where it is about the whole township.
    """
    duty = rules.obligation(task.obligation)
    given = {one.id: fields for one, fields in feeders(rules.plan, duty.id)}
    if not given:
        return {}
    found: dict[str, list[Source]] = {}
    for source, handed_in in _accepted(session, rules, duty, task, given):
        own = plans.duty_of(session, rules, source)
        for field, value in _values(duty, own, given[source.obligation], handed_in.fields):
            found.setdefault(field, []).append(_source(source, value))
    return found


def filled(duty: Obligation, said: Known) -> dict[str, Any]:
    """What the fields of a hand-in are filled with."""
    values = {
        name: taken(duty.hand_in[name], [source.value for source in sources])
        for name, sources in said.items()
    }
    return {name: value for name, value in values.items() if value is not None}


def evidence(duty: Obligation, said: Known) -> frozenset[str]:
    """The ids of evidence of other tasks that a hand-in of this one may name."""
    return frozenset(
        one
        for name, sources in said.items()
        if duty.hand_in[name].type is FieldType.FILES
        for source in sources
        for one in source.value
    )


def complete(duty: Obligation, said: Known) -> dict[str, Any] | None:
    """The values of a hand-in to which nothing is missing; None where something is."""
    values, wrong = check_values(duty.hand_in, filled(duty, said))
    return values if values and not wrong and is_whole(duty.hand_in, values) else None


def remember(
    session: Session, task: Task, said: Known, values: Mapping[str, Any], *, by_itself: bool = False
) -> None:
    """Write down which fields of the last version say what others had said."""
    for field, sources in said.items():
        for source in sources:
            if _is_taken(source.value, values.get(field)):
                session.add(
                    Feed(
                        task_id=task.id,
                        version=task.version,
                        field=field,
                        source_id=source.task_id,
                        source_version=source.version,
                        by_itself=by_itself,
                    )
                )


def served_by(session: Session, rules: Jurisdiction, task: Task) -> list[Task]:
    """The tasks that the accepted hand-in of this one serves as well, in order: what was taken from it,
    and what can be. `rules`: those of the task."""
    feeds = list(rules.obligation(task.obligation).feeds)
    if not feeds or task.state != State.DONE:
        return []
    fed = select(Task).where(
        Task.jurisdiction == task.jurisdiction,
        Task.obligation.in_(feeds),
        Task.opens <= max(task.original_due, task.closed_on or task.original_due),
        or_(Task.parent_id == task.id, Task.original_due >= task.original_due - _LONG),
    )
    taken_from = select(Feed.task_id).where(Feed.source_id == task.id)
    written = select(Task).where(Task.id.in_(taken_from))
    found = {one.id: one for one in session.scalars(written)}
    for one in session.scalars(fed):
        if one.id not in found and _is_known(session, rules, one, task):
            found[one.id] = one
    return [found[number] for number in sorted(found)]


def _is_known(session: Session, rules: Jurisdiction, fed: Task, task: Task) -> bool:
    if fed.obligation not in rules.plan.by_id or not gives_to(rules, task.subject, fed.subject):
        return False
    said = known(session, rules, fed)
    return any(source.task_id == task.id for sources in said.values() for source in sources)


def handed_in_by_itself(session: Session, task: Task) -> bool:
    """Did the last version come whole from another task, and nobody had to act?"""
    whole = select(Feed.field).where(
        Feed.task_id == task.id, Feed.version == task.version, Feed.by_itself.is_(True)
    )
    return session.scalar(whole.limit(1)) is not None


def _is_taken(value: Any, said: Any) -> bool:
    if isinstance(value, list):
        return isinstance(said, list) and bool(set(value) & set(said))
    return said is not False and said not in (None, "")  # a count of 0 was said


def _source(task: Task, value: Any) -> Source:
    return Source(
        task_id=task.id,
        version=task.version,
        duty=task.obligation,
        period=task.period,
        subject=task.subject,
        post=task.post,
        plan_version=task.plan_version,
        on=task.submitted_on or task.opened_on,
        value=value,
    )


def _values(
    duty: Obligation, source: Obligation, given: Given, fields: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """The fields of `duty` that one hand-in of `source` fills."""
    for field, names in given.items():
        known = [name for name in names if field_of(name) in source.hand_in.keys() & fields.keys()]
        said = [signed(name, fields[field_of(name)]) for name in known]
        value = taken(duty.hand_in[field], said) if field in duty.hand_in else None
        if value is not None:
            yield field, value


def _accepted(
    session: Session, rules: Jurisdiction, duty: Obligation, task: Task, given: Collection[str]
) -> Iterator[tuple[Task, HandIn]]:
    """The accepted hand-ins that feed the task, the oldest first."""
    found = (
        select(Task, HandIn)
        .join(HandIn, (HandIn.task_id == Task.id) & (HandIn.version == Task.version))
        .where(
            Task.jurisdiction == task.jurisdiction,
            Task.obligation.in_(list(given)),
            Task.state == State.DONE,
        )
        .order_by(Task.submitted_on, Task.id)
    )
    parent = session.get(Task, task.parent_id) if task.parent_id else None
    if parent and parent.obligation in given:
        yield from session.execute(found.where(Task.id == parent.id)).tuples()
        return
    span = _span(rules, duty, task)
    for source, handed_in in session.execute(
        found.where(Task.original_due.between(*span))
    ).tuples():
        if gives_to(rules, source.subject, task.subject):
            yield source, handed_in


def _span(rules: Jurisdiction, duty: Obligation, task: Task) -> tuple[date, date]:
    """From when to when a hand-in feeds the task: its period; an archive's reaches to the next one."""
    if duty.archive:
        period = archives.span(rules, duty, task.period)
        return period.first, period.last
    found = span_of(rules, duty, task.period, task.opens)
    return found or (task.opens, task.original_due)
