"""/api/v1/assigned: 交办, give work to a post."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from sqlalchemy.orm import Session

from tasks import assigning, queries
from tasks.tables import Task
from web.acting import tell_later
from web.api import types
from web.api.bearing import Assigns
from web.api.office_types import Assignable, Undone
from web.api.tasks import task_of, visible
from web.forms import TaskId
from web.house import InHouse
from web.office.assigning import comes_from, missing_in, undone
from web.roles import Visitor

router = APIRouter(prefix="/api/v1", tags=["moves"])


Source = Annotated[int | None, Query(ge=1, le=2**53)]


@router.get("/assigned")
def assigned(
    who: Assigns, house: InHouse, source: Source = None, limit: types.Limit = 50
) -> list[types.Task]:
    """The newest first: all, or what came out of the task `source`, a meeting or a check. Page by page they are
    at /tasks, by their duty."""
    rules = who.jurisdiction
    with house.database.read() as session:
        found = assigning.assigned(session, rules, source, limit)
        lines = queries.lines_of(session, rules, found, who.on)
        return [task_of(session, who, line) for line in visible(session, who, lines)]


@router.get("/tasks/{task_id}/assignable")
def assignable(task_id: TaskId, who: Assigns, house: InHouse) -> Assignable:
    """What can be assigned out of a meeting or a check. Any other task is not found."""
    with house.database.read() as session:
        comes = comes_from(session, who, task_id)
        missing, urged = missing_in(session, who, comes)
        return Assignable(
            decided=undone(session, who, comes),
            undone=[
                Undone(
                    post=one.post,
                    late=[row.id for row in one.late],
                    open=[row.id for row in one.open],
                    title=one.title,
                )
                for one in missing
            ],
            urged=urged,
        )


@router.post("/assigned")
def assign(
    body: types.AssignBody, who: Assigns, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """Open one task for `lead`, a unit or post, by that date. What it cannot be answers 409."""
    with house.database.write() as session:
        comes = comes_from(session, who, body.source_task or 0)
        made = assigning.assign(
            session,
            who.jurisdiction,
            title=body.title,
            lead=body.lead,
            support=body.support,
            due=body.due,
            source=comes.words if comes.task else body.source,
            source_id=comes.task.id if comes.task else None,
            by=who.person,
            now=who.now,
        )
        answer = _told(session, who, made)
    tell_later(later, house, who)
    return answer


def _told(session: Session, who: Visitor, made: Task) -> types.Task:
    line = queries.line_of(session, who.jurisdiction, made, who.on)
    return task_of(session, who, line)
