"""What happened in a jurisdiction since one last looked, for whoever plays it, measures it or shows it.
Reads only, in few statements whatever the number of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from tasks import clocks
from tasks.tables import JournalRow, Nudge, Task

#: What is asked every day that is played, built once.
_OPENED_SINCE = (
    select(Task)
    .where(Task.jurisdiction == bindparam("where"), Task.id > bindparam("after"))
    .order_by(Task.id)
)
_TASKS = select(Task).where(Task.id.in_(bindparam("ids", expanding=True))).order_by(Task.id)
_TOLD = (
    select(Nudge.task_id, Nudge.clock, Nudge.kind)
    .where(
        Nudge.task_id.in_(bindparam("tasks", expanding=True)),
        Nudge.message_id.in_(bindparam("messages", expanding=True)),
    )
    .order_by(Nudge.id)
)


class Nudged(NamedTuple):
    """One nudge; `reached`: somebody was told of it, or it stands in a queue for a person."""

    task_id: int
    clock: str
    attempt: int
    kind: str
    rung: str
    due: date
    post: str
    on: date
    outcome: str
    reached: bool


def opened_since(session: Session, jurisdiction_id: str, after: int) -> Sequence[Task]:
    """The tasks with a number greater than `after`, in order."""
    return session.scalars(_OPENED_SINCE, {"where": jurisdiction_id, "after": after}).all()


def tasks(session: Session, ids: Collection[int]) -> Sequence[Task]:
    """The tasks of these numbers, in order."""
    return session.scalars(_TASKS, {"ids": list(ids)}).all()


def told(
    session: Session, task_ids: Collection[int], message_ids: Collection[str]
) -> list[tuple[int, str, str]]:
    """Task, clock and kind of what these messages say of these tasks, each once, in order."""
    asked = {"tasks": list(task_ids), "messages": list(message_ids)}
    return list(dict.fromkeys(session.execute(_TOLD, asked).tuples()))


def nudges(session: Session, jurisdiction_id: str) -> list[Nudged]:
    """Every nudge there ever was, in order of task and day."""
    rows = (
        select(
            Nudge.task_id, Nudge.clock, Nudge.attempt, Nudge.kind, Nudge.rung, Nudge.due,
            Nudge.post, Nudge.on, Nudge.outcome, Nudge.reason,
        )
        .where(Nudge.jurisdiction == jurisdiction_id)
        .order_by(Nudge.task_id, Nudge.on, Nudge.id)
    )  # fmt: skip
    found = session.execute(rows).tuples()
    return [Nudged(*row[:-1], reached=_reached(row[-2], row[-1])) for row in found]


def journalled(session: Session, jurisdiction_id: str) -> Counter[tuple[int, str]]:
    """How often each verb stands in the journal, by task."""
    rows = (
        select(JournalRow.task_id, JournalRow.verb, func.count())
        .where(JournalRow.jurisdiction == jurisdiction_id, JournalRow.task_id.is_not(None))
        .group_by(JournalRow.task_id, JournalRow.verb)
    )
    found = session.execute(rows).tuples()
    return Counter({(task_id or 0, verb): count for task_id, verb, count in found})


def _reached(outcome: str, reason: str) -> bool:
    return outcome in ("sent", "failed") or reason == clocks.QUEUED
