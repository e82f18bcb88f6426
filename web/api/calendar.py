"""/api/v1/calendar, /terms and /notice: what is due when, and how the notice's sentences stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path

from obligations.amending import DAYS
from obligations.coverage import paragraphs
from obligations.jurisdiction import Jurisdiction
from tasks import printed
from web.api.bearing import Oversees
from web.api.office_types import Calendar, CalendarDay, Days, DueOn, NoticePiece, Term
from web.house import InHouse
from web.supervisors.calendar import year_load
from web.supervisors.cells import counts_children
from web.supervisors.days import Load, months
from web.supervisors.notice import SOMEBODY, lights, names_pattern

router = APIRouter(prefix="/api/v1", tags=["calendar"])

Year = Annotated[int, Path(ge=2000, le=2199)]


@router.get("/calendar/{year}")
def calendar(year: Year, who: Oversees, house: InHouse) -> list[CalendarDay]:
    """Every day of the year: before today what was due, from today on what is owed and will be."""
    with house.database.read() as session:
        found, _ = year_load(session, who, year)
    rules = who.jurisdiction
    return [
        CalendarDay(
            day=day.day,
            workday=day.is_workday,
            provisional=day.is_guess,
            in_term=day.in_term,
            due=list(_due(rules, found, day.day)),
        )
        for month in months(rules, year, {}, who.on)
        for day in month.days
    ]


def _due(rules: Jurisdiction, found: Load, day: date) -> Iterator[DueOn]:
    for (duty, unit), count in sorted(found.get(day, {}).items()):
        known = rules.plan.by_id.get(duty)
        if known is not None:
            hides = counts_children(rules, known)
            yield DueOn(duty=duty, unit=unit, count=None if hides else count)


@router.get("/terms")
def terms(who: Oversees) -> Calendar:
    """The terms that are known, and the days that the plan's own calendar lists."""
    known = who.jurisdiction.calendar
    return Calendar(
        terms=[
            Term(
                id=term.id,
                first=term.first,
                last=term.last,
                provisional=year.provisional,
            )
            for year in who.jurisdiction.school.years
            for term in year.terms
        ],
        days=[
            Days(
                kind=kind, place=n, first=one.from_, last=one.to, reason=getattr(one, "reason", "")
            )
            for kind in DAYS
            for n, one in enumerate(getattr(known, kind))
        ],
    )


@router.get("/notice")
def notice(who: Oversees, house: InHouse) -> list[list[NoticePiece]]:
    """The notice's own text by paragraphs, each piece with the duties that it carries and their lights."""
    rules = who.jurisdiction
    with house.database.read() as session:
        standing = lights(session, who)
        hidden = names_pattern(printed.names_not_shown(session, rules.id))
    return [
        [
            NoticePiece(
                text=hidden.sub(SOMEBODY, piece.text) if hidden else piece.text,
                duties={duty: standing.get(duty) for duty in piece.duties},
            )
            for sentence in paragraph
            for piece in sentence.pieces
        ]
        for paragraph in paragraphs(rules.notice, rules.plan.obligations, rules.plan.no_duty)
    ]
