"""The next task that opens with nothing missing: it is handed in, or closed, in the transaction that opens it.

A hand-in speaks for the post that made it, so that only a task of the same post is handed in by itself. It is
closed where the same reviewer has accepted the same things already, or nobody reviews it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.clock import today
from tasks import clocks, feeding, journal, plans
from tasks.lifecycle import Move, State
from tasks.tables import HandIn, Task

_WITH_PARENT = "已随上一环节提交"


def serve(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    task: Task,
    parent: Task,
    now: datetime,
) -> Mapping[str, Any] | None:
    """Hand in the task that `parent` has just opened, where nothing is missing. Returns what was handed in
    when that closed it, else None."""
    if task.post != parent.post:
        return None
    said = feeding.known(session, jurisdiction, task)
    values = feeding.complete(duty, said)
    if values is None:
        return None
    on = today(now, jurisdiction.zone)
    given = _hand_in_of(session, parent)
    clocks.stop(session, jurisdiction, task, on, now, _WITH_PARENT)
    handed_in = _hand_in(session, task, values, given, on, now)
    feeding.remember(session, task, said, values, by_itself=True)
    _write(session, task, parent, Move.SUBMIT, given.by, now, fields=sorted(values))
    if not _is_accepted(session, jurisdiction, duty, task, parent, on):
        task.review_due = jurisdiction.workdays.add(on, jurisdiction.plan.review_days)
        clocks.start(jurisdiction, task, on)
        return None
    handed_in.outcome, handed_in.outcome_by = "accepted", given.outcome_by
    task.state, task.closed_on = State.DONE, on
    if duty.review:
        _write(session, task, parent, Move.ACCEPT, given.outcome_by or journal.SYSTEM, now)
    session.flush()
    return values


def _hand_in_of(session: Session, parent: Task) -> HandIn:
    last = select(HandIn).where(HandIn.task_id == parent.id, HandIn.version == parent.version)
    return session.scalars(last).one()


def _hand_in(
    session: Session,
    task: Task,
    values: Mapping[str, Any],
    given: HandIn,
    on: date,
    now: datetime,
) -> HandIn:
    """The same person's word as in the parent's hand-in."""
    task.version += 1
    made = HandIn(
        task_id=task.id,
        version=task.version,
        fields=dict(values),
        at=now,
        by=given.by,
        recorded_for=given.recorded_for,
        outcome="",
        outcome_by="",
    )
    session.add(made)
    task.state, task.submitted_on = State.SUBMITTED, on
    session.flush()
    return made


def _is_accepted(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    task: Task,
    parent: Task,
    on: date,
) -> bool:
    """Has whoever would review it accepted the same things in the parent already?"""
    if duty.review is None:
        return True
    before = plans.rules_for(session, jurisdiction, parent.plan_version)
    if before.obligation(parent.obligation).review is None:
        return False
    reviews = clocks.reviewing_post(jurisdiction, duty.id, task.post, on)
    return reviews == clocks.reviewing_post(before, parent.obligation, parent.post, on)


def _write(
    session: Session, task: Task, parent: Task, move: Move, actor: str, now: datetime, **more: Any
) -> None:
    """Journalled with its source."""
    journal.write(
        session,
        task.jurisdiction,
        now=now,
        actor=actor,
        verb=move,
        task_id=task.id,
        version=task.version,
        source=f"{parent.id}@{parent.version}",
        **more,
    )
