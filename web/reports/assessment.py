"""年终考核: how the work of a year stands, by unit and by village; every figure opens its items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.responses import Response

from reports import assessment_paper
from reports.assessment import Assessed, Judged
from reports.catalogue import ASSESSMENT
from reports.drawing import Drawn
from reports.figures import Standing
from web.house import InHouse
from web.pages import page
from web.reports import drawn
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
    with house.database.read() as session:
        found = judged_of(session, who, year)
        freezing = drawn.freezing(session, who, ASSESSMENT.id, str(found.said.year))
    return page(
        "reports/assessment.html",
        who,
        years=range(who.on.year, who.on.year - CHOICES, -1),
        freezing=freezing,
        **view(who, found),
    )


@router.get("/reports/assessment/document")
def the_document(who: MayOversee, house: InHouse, year: Year = None) -> Response:
    with house.database.read() as session:
        found = judged_of(session, who, year)
    return drawn.file(who.jurisdiction, found, "document", who)


@router.get("/reports/assessment/sheet")
def the_sheet(who: MayOversee, house: InHouse, year: Year = None) -> Response:
    with house.database.read() as session:
        found = judged_of(session, who, year)
    return drawn.file(who.jurisdiction, found, drawn.SHEET, who)


def judged_of(session: Session, who: Visitor, year: int | None) -> Drawn[Judged]:
    return drawn.drafted(session, who, ASSESSMENT, str(year or who.on.year))


def view(_: Visitor, found: Drawn[Judged], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of a draft and of a frozen assessment both say."""
    said = found.said
    return {
        "found": said,
        "signed": found.signed,
        "opens": opens,
        "columns": [name for name, _ in COLUMNS],
        "units": list(_rows(found, is_village=False)),
        "villages": list(_rows(found, is_village=True)),
        "villages_text": assessment_paper.VILLAGES,
        "how": assessment_paper.how_words(said.weights),
    }


def _rows(found: Drawn[Judged], *, is_village: bool) -> Iterator[Row]:
    for one in found.said.rows:
        if one.is_village is is_village:
            score = one.score(found.said.weights)
            cells = tuple(_cells(found, one))
            yield Row(one.name, cells, "—" if score is None else f"{score:.1f}")


def _cells(found: Drawn[Judged], one: Assessed) -> Iterator[tuple[int, str]]:
    for _, stands in COLUMNS:
        count = one.count(*stands) if stands else one.total
        yield count, opens_at(found, one, stands) if count else ""


def opens_at(found: Drawn[Judged], one: Assessed, stands: tuple[Standing, ...]) -> str:
    """The address of those tasks of one unit or village that stand so."""
    unit, subject = ("", one.name) if one.is_village else (one.name, "")
    return address(
        str(found.said.year), stands, unit=unit, subject=subject, report=found.number, judged=True
    )
