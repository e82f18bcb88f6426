"""/api/v1/assigned: 交办, give work to a post."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks

from tasks import assigning, queries
from web.acting import tell_later
from web.api import types
from web.api.bearing import Assigns
from web.api.tasks import task_of
from web.house import InHouse

router = APIRouter(prefix="/api/v1", tags=["moves"])


@router.post("/assigned")
def assign(
    body: types.AssignBody, who: Assigns, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """Open one task for `lead`, a unit or post, by that date. What it cannot be answers 409."""
    with house.database.write() as session:
        made = assigning.assign(
            session,
            who.jurisdiction,
            title=body.title,
            lead=body.lead,
            support=body.support,
            due=body.due,
            source=body.source,
            by=who.person,
            now=who.now,
        )
        answer = task_of(session, who, queries.line_of(session, who.jurisdiction, made, who.on))
    tell_later(later, house, who)
    return answer
