"""What each kind of report says, as the API tells it: the draft of today and a frozen one alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from reports import assessment_paper
from reports.assessment import Assessed, Judged
from reports.bulletin import Bulletin
from reports.drawing import Drawn
from reports.figures import Standing
from reports.goals import Course, Table
from reports.information import Information
from reports.kinds import ReportKind
from reports.meeting import Meeting
from reports.summary import Summary
from web.api import report_types as types
from web.api.figures import BASE, bulletin_of, figures, late
from web.reports import assessment
from web.roles import Right, Visitor


def at(found: Drawn[Any], form: str, live: str, **asked: Any) -> str:
    """Where the file of that name is: of the frozen report, else of the draft at `live`."""
    if found.number:
        return f"{BASE}/reports/frozen/{found.number}/document?form={form}"
    return f"{BASE}{live}/{form}" + (f"?{urlencode(asked)}" if asked else "")


def bulletin(_: Visitor, found: Drawn[Bulletin], *, opens: bool = True) -> types.Bulletin:
    where = at(found, "document", "/reports/bulletin", period=found.said.period)
    return bulletin_of(found.said, document=where, report=found.number, opens=opens)


def meeting(who: Visitor, found: Drawn[Meeting], *, opens: bool = True) -> types.Meeting:
    said, period = found.said, found.said.figures.period
    return types.Meeting(
        on=said.on,
        figures=bulletin_of(said.figures, report=found.number, opens=opens),
        late=[late(one) for one in said.late],
        elsewhere=said.elsewhere,
        decisions=[
            types.Decision(
                kind=one.kind,
                what=one.what,
                why=one.why,
                answers=one.answers,
                task=one.task or None,
                notice=one.notice or None,
            )
            for one in said.decisions
        ],
        assigned=[
            types.AssignedLine(
                task=one.task, title=one.title, post=one.post, due=one.due, standing=one.standing
            )
            for one in said.assigned
        ],
        goals=goals(who, said.goals),
        document=at(found, "document", "/reports/meeting", period=period),
        minutes=at(found, "minutes", "/reports/meeting", period=period),
    )


def information(_: Visitor, found: Drawn[Information], *, opens: bool = True) -> types.Information:
    said = found.said
    return types.Information(
        title=said.title,
        paragraphs=said.paragraphs,
        figures=bulletin_of(said.figures, report=found.number, opens=opens),
        document=at(found, "document", "/reports/information", period=said.figures.period),
    )


def judged(_: Visitor, found: Drawn[Judged], *, opens: bool = True) -> types.Assessment:
    said = found.said
    rows = [(one.is_village, _assessed(found, one, opens=opens)) for one in said.rows]
    return types.Assessment(
        year=said.year,
        ranked=said.ranked,
        how=assessment_paper.how_words(said.weights),
        units=[row for is_village, row in rows if not is_village],
        villages=[row for is_village, row in rows if is_village],
        document=at(found, "document", "/reports/assessment", year=said.year),
        sheet=at(found, "sheet", "/reports/assessment", year=said.year),
    )


def _assessed(found: Drawn[Judged], one: Assessed, *, opens: bool) -> types.Assessed:
    def count(stands: tuple[Standing, ...]) -> int:
        return one.count(*stands) if stands else one.total

    def opened(stands: tuple[Standing, ...]) -> str:
        return assessment.opens_at(found, one, stands)

    return types.Assessed(
        key=one.name,
        name=one.name,
        figures=figures(assessment.COLUMNS, count, opened if opens else None),
        score=one.score(found.said.weights),
    )


def goals(who: Visitor, found: Iterable[Course]) -> list[types.Goal]:
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


def _goals(who: Visitor, found: Drawn[Table], **_: bool) -> list[types.Goal]:
    return goals(who, found.said.courses)


def summary(_: Visitor, found: Drawn[Summary], *, task: int = 0, **__: bool) -> types.Summary:
    """`task`: the one that leads to the draft."""
    said = found.said
    return types.Summary(
        post=said.post,
        person=said.person,
        label=said.label,
        opening=said.opening,
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
            for chapter in said.chapters
        ],
        text=said.text,
        document=at(found, "document", f"/tasks/{task}/summary"),
    )


#: By kind. `opens`: may the caller see the tasks behind the figures?
TOLD: Mapping[ReportKind, Callable[..., Any]] = {
    ReportKind.BULLETIN: bulletin,
    ReportKind.MEETING: meeting,
    ReportKind.INFORMATION: information,
    ReportKind.ASSESSMENT: judged,
    ReportKind.SUMMARY: summary,
    ReportKind.GOALS: _goals,
}
