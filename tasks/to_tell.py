"""What a round has found to tell of a duty, for the report of its run. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.database import table_of
from tasks import plans
from tasks.lifecycle import State
from tasks.queries import mover
from tasks.tables import Nudge, Task

#: Every duty asks this in every round: built once, and of no more columns than it shows.
_TASK, _NUDGE = table_of(Task), table_of(Nudge)
_TO_BE_TOLD = (
    select(
        _TASK.c.plan_version,
        _TASK.c.period,
        _TASK.c.subject,
        _TASK.c.post,
        _TASK.c.state,
        _TASK.c.due,
        _NUDGE.c.kind,
        _NUDGE.c.post.label("to"),
    )
    .join(_NUDGE, _TASK.c.id == _NUDGE.c.task_id)
    .where(
        _NUDGE.c.jurisdiction == bindparam("where"),
        # Written out: SQLite uses a partial index only for the very text.
        text("nudge.outcome = ''"),
        _NUDGE.c.message_id.is_(None),
        _TASK.c.obligation == bindparam("duty"),
    )
    .order_by(_TASK.c.id, _NUDGE.c.id)
)


@dataclass(frozen=True, slots=True)
class ToTell:
    """One nudge that waits to be told, with what is said of its task. `to`: the post that is told."""

    period: str
    subject: str
    post: str
    state: State
    due: date
    whose_move: str
    kind: str
    to: str


def to_be_told(
    session: Session, jurisdiction: Jurisdiction, obligation_id: str, on: date
) -> list[ToTell]:
    """What waits to be told of one duty, in order of task."""
    asked = {"where": jurisdiction.id, "duty": obligation_id}
    return [
        _to_tell(plans.rules_for(session, jurisdiction, row.plan_version), obligation_id, row, on)
        for row in session.execute(_TO_BE_TOLD, asked)
    ]


def _to_tell(rules: Jurisdiction, obligation_id: str, row: Row[Any], on: date) -> ToTell:
    state = State(row.state)
    return ToTell(
        period=row.period,
        subject=row.subject,
        post=row.post,
        state=state,
        due=row.due,
        whose_move=mover(rules, obligation_id, row.post, state, on),
        kind=row.kind,
        to=row.to,
    )
