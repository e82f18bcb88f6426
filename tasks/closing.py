"""The end of a task, whatever ends it: its clock, its pause and its waiting request end with it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.database import table_of
from tasks import clocks
from tasks.lifecycle import State
from tasks.tables import Extension, HandIn, Pause, Task

_EXTENSION = table_of(Extension)
_LAPSE = (
    update(_EXTENSION)
    .where(_EXTENSION.c.task_id == bindparam("whose"), _EXTENSION.c.answer == "")
    .values(answer="lapsed")
)


def close(
    session: Session,
    rules: Jurisdiction,
    task: Task,
    to: State,
    *,
    on: date,
    now: datetime,
    by: str,
    reason: str,
) -> None:
    """Close the task without a result. `reason` is what its moments that never came will say."""
    if task.state == State.SUBMITTED:
        held = select(HandIn).where(HandIn.task_id == task.id, HandIn.version == task.version)
        handed_in = session.scalars(held).one()
        handed_in.outcome, handed_in.outcome_by = to.value, by
    clocks.stop(session, rules, task, on, now, reason)
    task.state, task.closed_on, task.review_due = to, on, None
    settle(session, task, on)


def settle(session: Session, task: Task, on: date) -> None:
    """A closed task stands still no longer, and nobody has to answer a request for it."""
    if task.paused_from:
        open_pause = update(Pause).where(Pause.task_id == task.id, Pause.until.is_(None))
        session.execute(open_pause.values(until=on))
    task.paused_from = None
    session.flush()
    session.execute(_LAPSE, {"whose": task.id})
