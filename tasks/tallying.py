"""What a unit counted before: the number that this month's count goes on from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.plan import Obligation
from obligations.tallying import problems
from tasks.lifecycle import State
from tasks.tables import HandIn, Task


def before(session: Session, task: Task) -> Mapping[str, Any] | None:
    """What was accepted of the same duty and subject for the latest period due before this one."""
    wanted = (
        select(HandIn.fields)
        .join(Task, (Task.id == HandIn.task_id) & (Task.version == HandIn.version))
        .where(
            Task.jurisdiction == task.jurisdiction,
            Task.obligation == task.obligation,
            Task.subject == task.subject,
            Task.state == State.DONE,
            Task.original_due < task.original_due,
        )
        .order_by(Task.original_due.desc(), Task.id.desc())
    )
    return session.scalars(wanted.limit(1)).first()


def wrong(session: Session, duty: Obligation, task: Task, values: Mapping[str, Any]) -> list[str]:
    """What does not add up in a hand-in of a duty that counts on; empty for any other."""
    if duty.tally is None:
        return []
    return problems(duty.tally, values, before(session, task))
