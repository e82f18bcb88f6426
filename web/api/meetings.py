"""/api/v1/reports: the meeting's pack, the year's assessment, the goals; and the draft of a school year."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reports import goals
from web.api import report_types as types
from web.api import said
from web.api.bearing import Oversees, Sees, Supervises
from web.api.files import EXCEL_FILE, WORD_FILE
from web.forms import TaskId
from web.house import InHouse
from web.reports import assessment, meeting, summary
from web.reports import goals as goal_pages

router = APIRouter(prefix="/api/v1", tags=["reports"])

Year = Annotated[int | None, Query(ge=2000, le=9998)]


@router.get("/reports/meeting")
def the_meeting(who: Oversees, house: InHouse, period: types.PeriodText = "") -> types.Meeting:
    """联席会议材料 of a quarter; without one, of the one under way. A 约谈建议 is not in it."""
    with house.database.read() as session:
        return said.meeting(who, meeting.pack_of(session, who, period))


@router.get("/reports/meeting/document", responses=WORD_FILE, response_class=Response)
def meeting_document(who: Oversees, house: InHouse, period: types.PeriodText = "") -> Response:
    return meeting.the_document(who, house, period)


@router.get("/reports/meeting/minutes", responses=WORD_FILE, response_class=Response)
def meeting_minutes(who: Oversees, house: InHouse, period: types.PeriodText = "") -> Response:
    """The minutes, to be finished after the meeting."""
    return meeting.the_minutes(who, house, period)


@router.get("/reports/assessment")
def the_assessment(who: Oversees, house: InHouse, year: Year = None) -> types.Assessment:
    """年终考核 of a year; without one, of this one. Only whether work was done, and when."""
    with house.database.read() as session:
        return said.judged(who, assessment.judged_of(session, who, year))


@router.get("/reports/assessment/document", responses=WORD_FILE, response_class=Response)
def assessment_document(who: Oversees, house: InHouse, year: Year = None) -> Response:
    return assessment.the_document(who, house, year)


@router.get("/reports/assessment/sheet", responses=EXCEL_FILE, response_class=Response)
def assessment_sheet(who: Oversees, house: InHouse, year: Year = None) -> Response:
    return assessment.the_sheet(who, house, year)


@router.get("/reports/goals")
def the_goals(who: Oversees, house: InHouse) -> list[types.Goal]:
    """三年目标; empty where the plan has none. Never part of a score."""
    with house.database.read() as session:
        return said.goals(who, goals.courses(session, who.jurisdiction))


@router.get("/reports/goals/document", responses=WORD_FILE, response_class=Response)
def goals_document(who: Oversees, house: InHouse) -> Response:
    return goal_pages.the_document(who, house)


@router.post("/reports/goals")
def set_goal(body: types.GoalBody, who: Supervises, house: InHouse) -> list[types.Goal]:
    with house.database.write() as session:
        goals.set_figure(
            session,
            who.jurisdiction.id,
            body.goal,
            body.year,
            body.value,
            by=who.person,
            now=who.now,
            source=body.source,
        )
        return said.goals(who, goals.courses(session, who.jurisdiction))


@router.get("/tasks/{task_id}/summary")
def the_summary(task_id: TaskId, who: Sees, house: InHouse) -> types.Summary:
    """学年梳理总结 of the task's post and period, for whoever may see the task."""
    with house.database.read() as session:
        _, found = summary.draft_of(session, who, task_id)
    return said.summary(who, found, task=task_id)


@router.get("/tasks/{task_id}/summary/document", responses=WORD_FILE, response_class=Response)
def summary_document(task_id: TaskId, who: Sees, house: InHouse) -> Response:
    return summary.the_document(task_id, who, house)
