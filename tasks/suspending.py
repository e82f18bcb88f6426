"""Ad-hoc suspensions (高温停课, 停课): an entry of the calendar pauses what it covers and resumes it.

It covers the duties whose time follows the school year. The interval is stored; resuming adds its working
days to the due date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.terms import Suspension
from runtime.clock import today
from tasks import clocks, journal, plans
from tasks.journal import SYSTEM
from tasks.lifecycle import OWING
from tasks.tables import Pause, Task


@dataclass(frozen=True, slots=True)
class Step:
    """One task to pause for a suspension, or to resume after it."""

    task: Task
    suspension: Suspension
    pauses: bool


def key_of(suspension: Suspension) -> str:
    """`2026-09-07/2026-09-09`."""
    return f"{suspension.first}/{suspension.last}"


def decide(
    session: Session, jurisdiction: Jurisdiction, duty: Obligation, on: date
) -> Iterator[Step]:
    """What the calendar's suspensions change in the open tasks of one duty."""
    if not duty.in_term:
        return
    for suspension in jurisdiction.school.stops:
        if suspension.first > on:
            continue
        for task in _open(session, jurisdiction, duty):
            paused = _paused(session, task, suspension)
            was_open = task.opened_on <= suspension.last
            if paused is None and was_open and task.paused_from is None:
                yield Step(task, suspension, pauses=True)
            elif paused is not None and paused.until is None and suspension.last < on:
                yield Step(task, suspension, pauses=False)


def apply(session: Session, jurisdiction: Jurisdiction, duty: Obligation, now: datetime) -> int:
    """Pause and resume as decided; return how many steps that took.

    A suspension that was entered after it had ended pauses and resumes in one go.
    """
    on = today(now, jurisdiction.zone)
    taken = 0
    while steps := list(decide(session, jurisdiction, duty, on)):
        for step in steps:
            _take(session, jurisdiction, step, now)
        session.flush()
        taken += len(steps)
    return taken


def _take(session: Session, jurisdiction: Jurisdiction, step: Step, now: datetime) -> None:
    task, suspension = step.task, step.suspension
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    if step.pauses:
        first = max(suspension.first, task.opened_on)
        key, reason = key_of(suspension), suspension.reason
        pause(session, rules, task, first, now=now, by=SYSTEM, reason=reason, suspension=key)
    else:
        resume(session, rules, task, suspension.last + timedelta(1), now=now, by=SYSTEM)


def pause(
    session: Session,
    rules: Jurisdiction,
    task: Task,
    since: date,
    *,
    now: datetime,
    by: str,
    reason: str,
    suspension: str = "",
) -> None:
    """Let the unit's clock stand still from `since` on."""
    clocks.stop(session, rules, task, today(now, rules.zone), now, f"暂缓：{reason}")
    task.paused_from = since
    session.add(
        Pause(task_id=task.id, since=since, until=None, reason=reason, suspension=suspension)
    )
    _write(session, task, now, by, "pause", reason, since)


def resume(
    session: Session,
    rules: Jurisdiction,
    task: Task,
    until: date,
    *,
    now: datetime,
    by: str,
    reason: str = "",
) -> None:
    """Let the clock run again from `until` on; the working days in between are added to the due date."""
    found = select(Pause).where(Pause.task_id == task.id, Pause.until.is_(None))
    interval = session.scalars(found).one()
    interval.until = until
    one = timedelta(1)
    stood = rules.workdays.count(interval.since - one, until - one)
    task.due = rules.workdays.add(task.due, stood) if stood > 0 else task.due
    task.paused_from = None
    clocks.restart(rules, task, today(now, rules.zone))
    _write(session, task, now, by, "resume", reason or interval.reason, until, due=task.due)


def _write(
    session: Session,
    task: Task,
    now: datetime,
    by: str,
    verb: str,
    reason: str,
    day: date,
    **data: date,
) -> None:
    journal.write(
        session,
        task.jurisdiction,
        now=now,
        actor=by,
        verb=verb,
        task_id=task.id,
        reason=reason,
        day=day,
        **data,
    )


def _open(session: Session, jurisdiction: Jurisdiction, duty: Obligation) -> list[Task]:
    found = select(Task).where(
        Task.jurisdiction == jurisdiction.id,
        Task.obligation == duty.id,
        Task.closed_on.is_(None),
        Task.state.in_(OWING),
    )
    return list(session.scalars(found.order_by(Task.id)))


def _paused(session: Session, task: Task, suspension: Suspension) -> Pause | None:
    found = select(Pause).where(Pause.task_id == task.id, Pause.suspension == key_of(suspension))
    return session.scalars(found).first()
