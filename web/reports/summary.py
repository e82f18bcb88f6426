"""学年梳理总结: the draft of what the holder of a post did in a school year, for himself to finish."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from reports.catalogue import SUMMARY
from reports.drawing import Drawn
from reports.summary import Summary
from reports.tables import Report
from tasks.queries import TaskLine
from web.acting import once
from web.errors import NotAllowed
from web.forms import Sent, TaskId
from web.house import InHouse
from web.pages import page
from web.reports import drawn
from web.rights import MayHandIn, MaySee
from web.roles import Right, Visitor
from web.units.opening import open_task

router = APIRouter()


@router.get("/tasks/{task_id:int}/summary")
def the_summary(task_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        line, found = draft_of(session, who, task_id)
        action = f"/tasks/{task_id}/summary/freeze" if may_freeze(who, line) else ""
        freezing = drawn.freezing(session, who, SUMMARY.id, line.period, line.post, action)
    freezing["action"] = action
    return page("reports/summary.html", who, task=task_id, freezing=freezing, **view(who, found))


@router.get("/tasks/{task_id:int}/summary/document")
def the_document(task_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        _, found = draft_of(session, who, task_id)
    return drawn.file(who.jurisdiction, found, "document", who)


@router.post("/tasks/{task_id:int}/summary/freeze")
def freeze(task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent) -> Response:
    """冻结 by the holder of the post, his deputy, or the office."""
    with house.database.write() as session:
        line = open_task(session, who, task_id).found.line
        if once(session, form, who):
            kept = frozen_of(session, who, line).id
        else:
            kept = drawn.newest(session, who, SUMMARY.id, line.period, line.post)
    return RedirectResponse(f"/reports/frozen/{kept}?said=frozen", status_code=303)


def frozen_of(session: Session, who: Visitor, line: TaskLine) -> Report:
    """Raises NotAllowed for whoever may not keep it."""
    if not may_freeze(who, line):
        raise NotAllowed("总结由本岗位冻结")
    return drawn.freeze(session, who, SUMMARY, line.period, line.post)


def may_freeze(who: Visitor, line: TaskLine) -> bool:
    """Is it his own post, or is he of the office? Not by a sign-in link."""
    mine = who.may(Right.HAND_IN) and line.post in who.posts | who.stands_in
    return who.only is None and (mine or who.may(Right.SUPERVISE))


def draft_of(session: Session, who: Visitor, task_id: int) -> tuple[TaskLine, Drawn[Summary]]:
    """Of the post and the period of that task: who may see the task may see it."""
    line = open_task(session, who, task_id).found.line
    return line, drawn.drafted(session, who, SUMMARY, line.period, line.post)


def view(_: Visitor, found: Drawn[Summary], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of a draft and of a frozen summary both say."""
    return {"found": found.said, "signed": found.signed, "opens": opens}
