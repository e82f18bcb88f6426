"""/api/v1/assigned and /told: 交办, give work to a post; 外部通报, open a duty of which an agency outside tells."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from sqlalchemy.orm import Session

from tasks import assigning, queries, telling_in
from tasks.lifecycle import MoveRefused
from tasks.tables import Task
from web.acting import tell_later
from web.api import types
from web.api.archive_types import TellableDuty, ToldBody
from web.api.bearing import Assigns, Supervises
from web.api.tasks import task_of, visible
from web.house import InHouse
from web.roles import Visitor
from web.wording import duty_name

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
        answer = _told(session, who, made)
    tell_later(later, house, who)
    return answer


@router.get("/told")
def tellable(who: Supervises) -> list[TellableDuty]:
    """The duties that an agency outside may open; empty where the plan has none."""
    rules = who.jurisdiction
    return [
        TellableDuty(
            duty=one.id,
            name=duty_name(one),
            told_by=one.told_by,
            units=[subject.name for subject in rules.subjects(one)],
        )
        for one in telling_in.duties_told(rules)
    ]


@router.post("/told")
def tell(body: ToldBody, who: Supervises, house: InHouse, later: BackgroundTasks) -> types.Task:
    """外部通报: open one unit's task, with how many, and a reference; the key to it stays with the sender."""
    if body.duty not in who.jurisdiction.plan.by_id:
        raise MoveRefused(f"方案里没有职责 {body.duty}")
    with house.database.write() as session:
        made = telling_in.open_for(
            session,
            who.jurisdiction,
            body.duty,
            body.unit,
            told_by=body.told_by,
            count=body.count,
            reference=body.reference,
            by=who.person,
            now=who.now,
        )
        answer = _told(session, who, made)
    tell_later(later, house, who)
    return answer


def _told(session: Session, who: Visitor, made: Task) -> types.Task:
    line = queries.line_of(session, who.jurisdiction, made, who.on)
    return task_of(session, who, line)
