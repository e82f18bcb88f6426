"""/api/v1/reports: the meeting's pack, the year's assessment, the goals; and the draft of a school year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from reports import assessment_paper, goals
from reports.assessment import Assessed, assess
from reports.figures import Standing
from web.api import report_types as types
from web.api.bearing import Oversees, Sees, Supervises
from web.api.figures import BASE, bulletin_of, figures, late
from web.api.files import EXCEL_FILE, WORD_FILE
from web.forms import TaskId
from web.house import InHouse
from web.reports import assessment, meeting, summary
from web.reports.addresses import address
from web.roles import Right, Visitor

router = APIRouter(prefix="/api/v1", tags=["reports"])

Year = Annotated[int | None, Query(ge=2000, le=9998)]


@router.get("/reports/meeting")
def the_meeting(who: Oversees, house: InHouse, period: types.PeriodText = "") -> types.Meeting:
    """联席会议材料 of a quarter; without one, of the one under way. A 约谈建议 is not in it."""
    with house.database.read() as session:
        found = meeting.pack_of(session, who, period)
    asked = urlencode({"period": found.figures.period})
    return types.Meeting(
        on=found.on,
        figures=bulletin_of(found.figures),
        late=[late(one) for one in found.late],
        elsewhere=found.elsewhere,
        decisions=[
            types.Decision(
                kind=one.kind,
                what=one.what,
                why=one.why,
                answers=one.answers,
                task=one.task or None,
                notice=one.notice or None,
            )
            for one in found.decisions
        ],
        assigned=[
            types.AssignedLine(
                task=one.task, title=one.title, post=one.post, due=one.due, standing=one.standing
            )
            for one in found.assigned
        ],
        goals=_goals(who, found.goals),
        document=f"{BASE}/reports/meeting/document?{asked}",
        minutes=f"{BASE}/reports/meeting/minutes?{asked}",
    )


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
    wanted, judged = year or who.on.year, who.jurisdiction.plan.assessment
    with house.database.read() as session:
        found = assess(session, who.jurisdiction, wanted, who.on)
    at = f"{BASE}/reports/assessment"
    return types.Assessment(
        year=wanted,
        ranked=judged.ranked,
        how=assessment_paper.how_words(judged.weights),
        units=[_assessed(who, wanted, one) for one in found if not one.is_village],
        villages=[_assessed(who, wanted, one) for one in found if one.is_village],
        document=f"{at}/document?year={wanted}",
        sheet=f"{at}/sheet?year={wanted}",
    )


def _assessed(who: Visitor, year: int, one: Assessed) -> types.Assessed:
    def count(stands: tuple[Standing, ...]) -> int:
        return one.count(*stands) if stands else one.total

    def opens(stands: tuple[Standing, ...]) -> str:
        unit, subject = ("", one.name) if one.is_village else (one.name, "")
        return address(str(year), stands, unit=unit, subject=subject)

    return types.Assessed(
        key=one.name,
        name=one.name,
        figures=figures(assessment.COLUMNS, count, opens),
        score=one.score(who.jurisdiction.plan.assessment.weights),
    )


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
        return _all_goals(session, who)


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
        return _all_goals(session, who)


def _all_goals(session: Session, who: Visitor) -> list[types.Goal]:
    return _goals(who, goals.courses(session, who.jurisdiction))


def _goals(who: Visitor, found: Iterable[goals.Course]) -> list[types.Goal]:
    near = who.may(Right.SUPERVISE)
    return [
        types.Goal(
            id=one.goal.id,
            name=one.goal.name,
            measure=one.goal.measure,
            unit="%" if one.goal.kind == "percent" else one.goal.unit,
            years={year: one.shown(year, near=near) for year in sorted(one.figures)},
            went=one.went(),
        )
        for one in found
    ]


@router.get("/tasks/{task_id}/summary")
def the_summary(task_id: TaskId, who: Sees, house: InHouse) -> types.Summary:
    """学年梳理总结 of the task's post and period, for whoever may see the task."""
    with house.database.read() as session:
        found = summary.draft_of(session, who, task_id)
    return types.Summary(
        post=found.post,
        person=found.person,
        label=found.label,
        opening=found.opening,
        chapters=[
            types.Chapter(
                duty=chapter.duty,
                name=chapter.name,
                deeds=[
                    types.Deed(
                        task=one.task,
                        day=one.day,
                        period=one.period,
                        what=one.what,
                        about=one.about,
                    )
                    for one in chapter.deeds
                ],
            )
            for chapter in found.chapters
        ],
        text=found.text,
        document=f"{BASE}/tasks/{task_id}/summary/document",
    )


@router.get("/tasks/{task_id}/summary/document", responses=WORD_FILE, response_class=Response)
def summary_document(task_id: TaskId, who: Sees, house: InHouse) -> Response:
    return summary.the_document(task_id, who, house)
