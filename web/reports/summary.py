"""学年梳理总结: the draft of what the holder of a post did in a school year, for himself to finish."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from reports import papers, summary
from reports.spans import UnknownPeriodError
from reports.summary import Summary
from web.downloads import word_file
from web.errors import NotFound
from web.forms import TaskId
from web.house import InHouse
from web.pages import page
from web.rights import MaySee
from web.roles import Visitor
from web.units.opening import open_task

router = APIRouter()


@router.get("/tasks/{task_id:int}/summary")
def the_summary(task_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = draft_of(session, who, task_id)
    return page("reports/summary.html", who, found=found, task=task_id)


@router.get("/tasks/{task_id:int}/summary/document")
def the_document(task_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = draft_of(session, who, task_id)
    values = papers.summary_values(found, who.on)
    made = papers.render(papers.SUMMARY, values, who.jurisdiction.templates)
    return word_file(made, f"{found.post}{values['title']}.docx")


def draft_of(session: Session, who: Visitor, task_id: int) -> Summary:
    """Of the post and the period of that task: who may see the task may see it."""
    line = open_task(session, who, task_id).found.line
    try:
        return summary.draft(session, who.jurisdiction, line.post, line.period, who.on)
    except UnknownPeriodError:
        raise NotFound from None
