"""What lies on one person's desk: the tasks of some posts, and those some duties share. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from tasks import queries
from tasks.queries import TaskLine
from tasks.tables import HandIn, Task

#: Shown of what is done: the last so many.
LAST_DONE = 20


def open_of_duties(
    session: Session, jurisdiction: Jurisdiction, on: date, duties: Collection[str]
) -> list[TaskLine]:
    """The open tasks of these duties, whoever answers for them, by due date."""
    if not duties:
        return []
    found = select(Task).where(
        Task.jurisdiction == jurisdiction.id,
        Task.obligation.in_(list(duties)),
        Task.closed_on.is_(None),
    )
    ordered = found.order_by(Task.due, Task.obligation, Task.id)
    return [queries.line_of(session, jurisdiction, task, on) for task in session.scalars(ordered)]


def last_closed(
    session: Session, jurisdiction: Jurisdiction, on: date, posts: Collection[str]
) -> list[TaskLine]:
    """The tasks of these posts that were closed last, the newest first."""
    found = select(Task).where(
        Task.jurisdiction == jurisdiction.id,
        Task.post.in_(list(posts)),
        Task.closed_on.is_not(None),
    )
    newest = found.order_by(Task.closed_on.desc(), Task.id.desc()).limit(LAST_DONE)
    return [queries.line_of(session, jurisdiction, task, on) for task in session.scalars(newest)]


def lines(
    session: Session, jurisdiction: Jurisdiction, on: date, ids: Collection[int]
) -> list[TaskLine]:
    """These tasks, by due date; a number that there is not is left out."""
    found = select(Task).where(Task.jurisdiction == jurisdiction.id, Task.id.in_(list(ids)))
    ordered = found.order_by(Task.due, Task.id)
    return [queries.line_of(session, jurisdiction, task, on) for task in session.scalars(ordered)]


def last_values(session: Session, task: Task) -> dict[str, Any]:
    """What was handed in last for this task, or else last time for the same duty and subject; empty
    when nothing was."""
    own = select(HandIn.fields).where(HandIn.task_id == task.id).order_by(HandIn.version.desc())
    found = session.scalars(own.limit(1)).first()
    if found is not None:
        return dict(found)
    before = (
        select(HandIn.fields)
        .join(Task, Task.id == HandIn.task_id)
        .where(
            Task.jurisdiction == task.jurisdiction,
            Task.obligation == task.obligation,
            Task.subject == task.subject,
        )
        .order_by(HandIn.at.desc(), HandIn.id.desc())
    )
    return dict(session.scalars(before.limit(1)).first() or {})
