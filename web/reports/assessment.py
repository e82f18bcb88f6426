"""年终考核: how the work of a year stands, by unit and by village; every figure opens its items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from reports import assessment_paper, papers, sheets
from reports.assessment import Assessed, assess
from reports.figures import Standing
from web.downloads import made_file, word_file
from web.house import InHouse
from web.pages import page
from web.reports.addresses import address
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()

Year = Annotated[int | None, Query(ge=2000, le=9998)]
#: So many years can be chosen from.
CHOICES = 5
#: What each column counts; nothing named: all.
COLUMNS: tuple[tuple[str, tuple[Standing, ...]], ...] = (
    ("应办", ()),
    ("按时", (Standing.ON_TIME,)),
    ("逾期办结", (Standing.DONE_LATE,)),
    ("逾期未办", (Standing.OVERDUE,)),
    ("免责", (Standing.NO_FAULT,)),
    ("其他", (Standing.OPEN, Standing.WAITING, Standing.PAUSED)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """`cells`: how many, and where a click leads."""

    name: str
    cells: tuple[tuple[int, str], ...]
    score: str


@router.get("/reports/assessment")
def the_assessment(who: MayOversee, house: InHouse, year: Year = None) -> Response:
    """Of a year; without one named, of this one."""
    wanted = year or who.on.year
    with house.database.read() as session:
        found = assess(session, who.jurisdiction, wanted, who.on)
    judged = who.jurisdiction.plan.assessment
    return page(
        "reports/assessment.html",
        who,
        year=wanted,
        years=range(who.on.year, who.on.year - CHOICES, -1),
        columns=[name for name, _ in COLUMNS],
        units=list(_rows(who, wanted, (one for one in found if not one.is_village))),
        villages=list(_rows(who, wanted, (one for one in found if one.is_village))),
        villages_text=assessment_paper.VILLAGES,
        how=assessment_paper.how_words(judged.weights),
        ranked=judged.ranked,
    )


def _rows(who: Visitor, year: int, found: Iterator[Assessed]) -> Iterator[Row]:
    weights = who.jurisdiction.plan.assessment.weights
    for one in found:
        score = one.score(weights)
        yield Row(
            one.name,
            tuple(_cells(year, one)),
            "—" if score is None else f"{score:.1f}",
        )


def _cells(year: int, one: Assessed) -> Iterator[tuple[int, str]]:
    unit, subject = ("", one.name) if one.is_village else (one.name, "")
    for _, stands in COLUMNS:
        count = one.count(*stands) if stands else one.total
        opens = address(str(year), stands, unit=unit, subject=subject)
        yield count, opens if count else ""


@router.get("/reports/assessment/document")
def the_document(who: MayOversee, house: InHouse, year: Year = None) -> Response:
    wanted, rules = year or who.on.year, who.jurisdiction
    judged = rules.plan.assessment
    with house.database.read() as session:
        found = assess(session, rules, wanted, who.on)
    values = assessment_paper.assessment_values(
        rules.name, wanted, found, judged.weights, ranked=judged.ranked, on=who.on
    )
    made = papers.render(papers.ASSESSMENT, values, rules.templates)
    return word_file(made, f"{values['title']}.docx")


@router.get("/reports/assessment/sheet")
def the_sheet(who: MayOversee, house: InHouse, year: Year = None) -> Response:
    wanted, rules = year or who.on.year, who.jurisdiction
    with house.database.read() as session:
        found = assess(session, rules, wanted, who.on)
    table = assessment_paper.sheet(rules.name, wanted, found, rules.plan.assessment.weights)
    book = BytesIO()
    sheets.write(table, book, who.on)
    return made_file(book.getvalue(), f"{table.title}{sheets.SUFFIX}", sheets.MEDIA_TYPE)
