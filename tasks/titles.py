"""What an assigned task 交办 is called, wherever its name is shown. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.plan import Obligation
from obligations.sensitive import neutral_name, sensitive_terms
from tasks.links import Assignment
from tasks.tables import Task

#: What the cause of an assigned task begins with; its number follows.
NUMBERED = "交办"


def titles(session: Session, tasks: Collection[Task]) -> Mapping[int, str]:
    """The titles of those of the tasks that somebody assigned; of most listings, none are asked for."""
    ids = [task.id for task in tasks if task.cause.startswith(NUMBERED)]
    if not ids:
        return {}
    rows = select(Assignment.task_id, Assignment.title).where(Assignment.task_id.in_(ids))
    return {task: f"{NUMBERED}：{title}" for task, title in session.execute(rows).tuples()}


def title(session: Session, task: Task) -> str:
    """The title of an assigned task; empty for any other, which is called by its duty's name."""
    return titles(session, [task]).get(task.id, "")


def spoken_name(duty: Obligation, name: str) -> str:
    """What a task is called in messages and papers: by its title `name` where it was assigned, else by the
    neutral name of its duty."""
    assigned = duty.is_assigned and name and not sensitive_terms(name)
    return name if assigned else neutral_name(duty)
