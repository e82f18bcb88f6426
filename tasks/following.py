"""Follow-ups: the tasks that the acceptance of another one opens (DESIGN, "After another task").

They are opened in the transaction that accepts the parent; the round repairs what is missing. Each
remembers its cause, the parent and the accepted version, so that a hand-in accepted twice opens nothing
twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import fair_due
from obligations.plan import ACCEPTED, After, Obligation
from obligations.roster import Subject
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, journal, serving
from tasks.accepted import Accepted, Look, look
from tasks.lifecycle import State
from tasks.tables import JurisdictionRow, Task

#: The round looks this far back for a parent whose follow-up is missing, in days.
_REPAIRED = 40

#: What every acceptance asks, built once.
_TASK = table_of(Task).c
_OPENED = select(_TASK.subject).where(
    _TASK.parent_id == bindparam("parent"),
    _TASK.obligation == bindparam("duty"),
    _TASK.cause == bindparam("why"),
)


def cause_of(parent: Task | Accepted) -> str:
    """`<parent id>@<accepted version>`: why a follow-up is owed."""
    return f"{parent.id}@{parent.version}"


def open_followers(
    session: Session,
    jurisdiction: Jurisdiction,
    parent: Task,
    values: Mapping[str, Any],
    now: datetime,
) -> int:
    """Open what the acceptance of `parent` opens, by the plan in force. `values`: what was handed in."""
    return sum(
        _open(session, jurisdiction, duty, parent, values, now)
        for duty, after in jurisdiction.plan.followers(parent.obligation)
        if _applies(after, values)
    )


def repair(session: Session, jurisdiction: Jurisdiction, duty: Obligation, now: datetime) -> int:
    """Open the follow-ups of `duty` that acceptance should have opened and did not."""
    head = journal.lock(session, jurisdiction.id)
    return sum(
        _open(session, jurisdiction, duty, session.get_one(Task, one.id), one.values, now)
        for one in missing(session, jurisdiction, duty, head)
    )


def missing(
    session: Session, jurisdiction: Jurisdiction, duty: Obligation, head: JurisdictionRow
) -> Iterator[Accepted]:
    """The accepted parents that have no task of `duty` yet.

    A duty that a later version of the plan added, or put after another one, does not reach back before
    that version.
    """
    yield from _missing(jurisdiction, duty, head, _look(session, jurisdiction, [duty], head))


def duties_missing(
    session: Session, jurisdiction: Jurisdiction, head: JurisdictionRow
) -> frozenset[str]:
    """The duties for which `missing` finds anything, by one look at all of them."""
    duties = [duty for duty in jurisdiction.plan.obligations if duty.after]
    seen = _look(session, jurisdiction, duties, head)
    return frozenset(d.id for d in duties if any(_missing(jurisdiction, d, head, seen)))


def _missing(
    jurisdiction: Jurisdiction, duty: Obligation, head: JurisdictionRow, seen: Look
) -> Iterator[Accepted]:
    """What `missing` yields. Pure."""
    since = _since(jurisdiction, duty, head)
    made = seen.made.get(duty.id, {})
    for after in duty.after:
        for parent in seen.accepted.get(after.obligation, ()):
            if (parent.closed_on or since) < since or not _applies(after, parent.values):
                continue
            children = made.get((parent.id, cause_of(parent)), set())
            if not children.issuperset(_subjects(jurisdiction, duty, parent, parent.values)):
                yield parent


def _since(jurisdiction: Jurisdiction, duty: Obligation, head: JurisdictionRow) -> date:
    """The first day on which an acceptance counts for `duty`."""
    floor = head.rounds_until - timedelta(_REPAIRED) if head.rounds_until else head.go_live
    marks = (jurisdiction.since_of(kind, duty.id) or date.min for kind in ("duty", "cadence"))
    return max(head.go_live, floor, *marks)


def nameable(jurisdiction: Jurisdiction, parent: Obligation, field: str) -> frozenset[str]:
    """The units that `field` of the parent's hand-in may name: those that every follow-up which it
    names units for is about; any unit where there is none."""
    names = frozenset(unit.name for unit in jurisdiction.roster.units)
    for duty, _ in jurisdiction.plan.followers(parent.id):
        if duty.named_in == field:
            subjects = (s.name for s in jurisdiction.subjects(duty))
            names &= {jurisdiction.roster.resolve(name) or name for name in subjects}
    return names


def children(session: Session, parent: Task) -> Sequence[Task]:
    """The follow-ups of a task, whatever became of them."""
    return session.scalars(select(Task).where(Task.parent_id == parent.id).order_by(Task.id)).all()


def _open(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    parent: Task,
    values: Mapping[str, Any],
    now: datetime,
) -> int:
    mine = {"parent": parent.id, "duty": duty.id, "why": cause_of(parent)}
    made = frozenset(session.scalars(_OPENED, mine))
    new = [s for s in _subjects(jurisdiction, duty, parent, values) if s not in made]
    for subject in new:
        task = _task(session, jurisdiction, duty, parent, subject, values, now)
        session.add(task)
        session.flush()
        journal.write(
            session,
            jurisdiction.id,
            now=now,
            actor=journal.SYSTEM,
            verb="open",
            task_id=task.id,
            obligation=duty.id,
            period=task.period,
            due=task.due,
            cause=task.cause,
        )
        served = serving.serve(session, jurisdiction, duty, task, parent, now)
        if served is not None:
            open_followers(session, jurisdiction, task, served, now)
    return len(new)


def _task(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    parent: Task,
    subject: str,
    values: Mapping[str, Any],
    now: datetime,
) -> Task:
    on = today(now, jurisdiction.zone)
    head = journal.lock(session, jurisdiction.id)
    counted = _counted_from(duty, parent, values, on)
    planned = jurisdiction.workdays.add(counted, duty.within.days if duty.within else 0)
    task = Task(
        jurisdiction=jurisdiction.id,
        obligation=duty.id,
        period=parent.period,
        subject=subject,
        cause=cause_of(parent),
        parent_id=parent.id,
        plan_version=head.version,
        post=jurisdiction.answering_post(duty, subject),
        pinned=False,
        state=State.PENDING,
        opens=on,
        due=planned if counted >= on else fair_due(jurisdiction, on, planned),
        original_due=planned,
        opened_on=on,
        batch=head.journal_seq + 1,
        attempt=1,
        clock_from=on,
        version=0,
        flag="",
    )
    clocks.start(jurisdiction, task, on)
    return task


def _counted_from(duty: Obligation, parent: Task, values: Mapping[str, Any], on: date) -> date:
    """The day from which `within` counts: a date that was handed in, or the acceptance."""
    if duty.of != ACCEPTED and values.get(duty.of):
        return date.fromisoformat(str(values[duty.of]))
    return parent.closed_on or on


def _applies(after: After, values: Mapping[str, Any]) -> bool:
    return after.when is None or values.get(after.when) not in (None, "", [], 0, False)


def _subjects(
    jurisdiction: Jurisdiction,
    duty: Obligation,
    parent: Task | Accepted,
    values: Mapping[str, Any],
) -> list[str]:
    """Whom a follow-up is about: the units its parent names, else the parent's own subject where the
    duty knows it, else every subject that the duty had when the parent was accepted."""
    own = list(jurisdiction.subjects(duty))
    resolve = jurisdiction.roster.resolve
    if duty.named_in:
        named = {resolve(name) for name in values.get(duty.named_in) or ()} - {None}
        return [subject.name for subject in own if resolve(subject.name) in named]
    if any(subject.name == parent.subject for subject in own):
        return [parent.subject]
    if parent.subject not in jurisdiction.subject_by_name:
        return []  # it has left the roster: nobody else's hand-in stands for it
    return [subject.name for subject in own if _was_there(jurisdiction, subject, parent)]


def _was_there(jurisdiction: Jurisdiction, subject: Subject, parent: Task | Accepted) -> bool:
    """Was the subject one of the duty's on the day of the acceptance?"""
    on = parent.closed_on or parent.opened_on
    begins = subject.from_ or jurisdiction.since_of("subject", subject.name)
    return (begins is None or begins <= on) and (subject.to is None or on <= subject.to)


def _look(
    session: Session,
    jurisdiction: Jurisdiction,
    duties: Sequence[Obligation],
    head: JurisdictionRow,
) -> Look:
    """Of the parents that have been accepted since the first day that counts for any of the duties."""
    since = min((_since(jurisdiction, duty, head) for duty in duties), default=date.max)
    return look(session, jurisdiction, duties, since)
