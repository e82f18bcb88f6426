"""What happened to a task, written down as something that somebody is to be told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from runtime.database import table_of
from tasks.occasions import Occasion
from tasks.tables import Nudge, Task

#: The clock of a nudge that stands on no ladder.
EVENT = "event"

_NUDGE = table_of(Nudge)
_ADD = insert(_NUDGE)
_WITHHOLD = (
    update(_NUDGE)
    .where(
        _NUDGE.c.task_id == bindparam("whose"),
        _NUDGE.c.post == bindparam("to"),
        _NUDGE.c.outcome == "",
        _NUDGE.c.message_id.is_(None),
    )
    .values(outcome="suppressed", reason=bindparam("why"))
)


def tell(
    session: Session,
    task: Task,
    occasion: Occasion,
    post: str,
    seq: int,
    now: datetime,
    on: date,
    reason: str = "",
) -> None:
    """Let `post` be told of it. `seq` is the journal row that says what happened: it makes it one of
    its kind."""
    nudge = {
        "jurisdiction": task.jurisdiction,
        "task_id": task.id,
        "clock": EVENT,
        "attempt": task.attempt,
        "rung": f"#{seq}",
        "kind": occasion,
        "due": task.due,
        "post": post,
        "on": on,
        "made_at": now,
        "reason": reason,
    }
    session.execute(_ADD, nudge)


def was_told(session: Session, task: Task) -> bool:
    """Has anybody been told of the task, or is a message about it made?"""
    told = exists().where(
        Nudge.task_id == task.id, (Nudge.outcome == "sent") | Nudge.message_id.is_not(None)
    )
    return bool(session.scalar(select(told)))


def withhold(session: Session, task: Task, post: str, reason: str) -> None:
    """What waits to be told to `post` about this task is not told."""
    session.execute(_WITHHOLD, {"whose": task.id, "to": post, "why": reason})
