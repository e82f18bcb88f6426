"""Follow-ups: the tasks that the acceptance of another one opens (DESIGN, "After another task").

They are opened in the transaction that accepts the parent; the round repairs what is missing. Each
remembers its cause, the parent and the accepted version, so that a hand-in accepted twice opens nothing
twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import fair_due
from obligations.plan import ACCEPTED, After, Obligation
from runtime.clock import today
from tasks import clocks, journal, plans
from tasks.lifecycle import State
from tasks.tables import HandIn, JurisdictionRow, Task

#: The round looks this far back for a parent whose follow-up is missing, in days.
_REPAIRED = 40


def cause_of(parent: Task) -> str:
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
        _open(session, jurisdiction, duty, parent, values, now)
        for parent, values in missing(session, jurisdiction, duty, head)
    )


def missing(
    session: Session, jurisdiction: Jurisdiction, duty: Obligation, head: JurisdictionRow
) -> Iterator[tuple[Task, Mapping[str, Any]]]:
    """The accepted parents, with what was handed in, that have no task of `duty` yet.

    A duty that a later version of the plan added does not reach back before that version.
    """
    floor = head.rounds_until - timedelta(_REPAIRED) if head.rounds_until else head.go_live
    added = jurisdiction.since_of("duty", duty.id) or date.min
    for after in duty.after:
        for parent, values in _accepted(
            session, jurisdiction, after, max(head.go_live, floor, added)
        ):
            made = _made(session, duty, parent)
            expected = _subjects(jurisdiction, duty, parent, values)
            if _applies(after, values) and any(subject not in made for subject in expected):
                yield parent, values


def retract(
    session: Session, jurisdiction: Jurisdiction, parent: Task, *, now: datetime, by: str
) -> None:
    """The parent was reopened: follow-ups nobody has started are cancelled, started ones flagged."""
    on = today(now, jurisdiction.zone)
    children = select(Task).where(Task.parent_id == parent.id, Task.cause == cause_of(parent))
    for child in session.scalars(children.order_by(Task.id)).all():
        if child.state == State.PENDING and not child.version:
            rules = plans.rules_for(session, jurisdiction, child.plan_version)
            clocks.stop(session, rules, child, on, now, "上一环节重新打开")
            child.state, child.closed_on = State.CANCELLED, on
            verb = "cancel"
        elif child.state in (State.CANCELLED, State.WAIVED):
            continue
        else:
            child.flag = f"上一环节（任务 {parent.id}）已重新打开，请核对"
            verb = "flag"
        journal.write(
            session,
            child.jurisdiction,
            now=now,
            actor=by,
            verb=verb,
            task_id=child.id,
            reason="上一环节重新打开",
            parent=parent.id,
        )


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
    made = _made(session, duty, parent)
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
    planned = _due(jurisdiction, duty, parent, values, on)
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
        due=fair_due(jurisdiction, on, planned),
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


def _due(
    jurisdiction: Jurisdiction,
    duty: Obligation,
    parent: Task,
    values: Mapping[str, Any],
    on: date,
) -> date:
    if duty.within is None:
        raise ValueError(f"{duty.id} is no follow-up: it has no `within`")
    counted = parent.closed_on or on
    if duty.of != ACCEPTED and values.get(duty.of):
        counted = date.fromisoformat(str(values[duty.of]))
    return jurisdiction.workdays.add(counted, duty.within.days)


def _applies(after: After, values: Mapping[str, Any]) -> bool:
    return after.when is None or values.get(after.when) not in (None, "", [], 0, False)


def _subjects(
    jurisdiction: Jurisdiction, duty: Obligation, parent: Task, values: Mapping[str, Any]
) -> list[str]:
    """Whom a follow-up is about: the units its parent names, else the parent's own subject where the
    duty knows it, else every subject of the duty."""
    own = [subject.name for subject in jurisdiction.subjects(duty)]
    if duty.named_in:
        named = {jurisdiction.roster.resolve(n) for n in values.get(duty.named_in) or ()}
        return [name for name in own if jurisdiction.roster.resolve(name) in named]
    return [parent.subject] if parent.subject in own else own


def _accepted(
    session: Session, jurisdiction: Jurisdiction, after: After, since: date
) -> list[tuple[Task, Mapping[str, Any]]]:
    found = (
        select(Task, HandIn.fields)
        .join(HandIn, (HandIn.task_id == Task.id) & (HandIn.version == Task.version))
        .where(
            Task.jurisdiction == jurisdiction.id,
            Task.obligation == after.obligation,
            Task.closed_on >= since,
            Task.state == State.DONE,
        )
    )
    return list(session.execute(found.order_by(Task.id)).tuples())


def _made(session: Session, duty: Obligation, parent: Task) -> frozenset[str]:
    return frozenset(
        session.scalars(
            select(Task.subject).where(
                Task.parent_id == parent.id,
                Task.obligation == duty.id,
                Task.cause == cause_of(parent),
            )
        )
    )
