"""/api/v1/reports: what leaders read, as figures. Each figure has the address of its tasks."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from reports import keeping
from reports.catalogue import BULLETIN
from reports.figures import Item
from web.api import report_types as types
from web.api import said
from web.api import types as wire
from web.api.bearing import Oversees
from web.api.figures import BASE
from web.api.files import WORD_FILE
from web.house import InHouse
from web.reports import bulletin, burden, drawn, index, information
from web.reports.addresses import WhichItems, address

router = APIRouter(prefix="/api/v1", tags=["reports"])


@router.get("/reports")
def the_reports(_: Oversees) -> list[types.Place]:
    return [
        types.Place(name=name, about=about, address=BASE + path)
        for path, name, about in index.PAGES
    ]


@router.get("/reports/items")
def items(
    who: Oversees,
    house: InHouse,
    which: WhichItems,
    cursor: wire.Cursor = "",
    limit: wire.Limit = 50,
) -> types.Items:
    """The tasks behind a figure, by due date, as they stand or, with `report`, as they stood."""
    with house.database.read() as session:
        found = [one for one in index.items(session, who, which) if which.holds(one)]
    rest = _after(found, cursor)
    page = rest[:limit]
    following = wire.cursor(page[-1].due, page[-1].id) if len(rest) > limit else None
    return types.Items(items=[_item(one) for one in page], count=len(found), next=following)


def _after(found: list[Item], written: str) -> list[Item]:
    """Those that follow the one of the cursor; all of them where it is none of ours."""
    read = wire.place(written)
    try:
        last = (date.fromisoformat(read[0]), int(read[1][:15])) if read else None
    except ValueError:
        last = None
    return [one for one in found if last is None or (one.due, one.id) > last]


def _item(one: Item) -> types.Item:
    told = {
        name: value for name, value in keeping.kept(one).items() if name in types.Item.model_fields
    }
    return types.Item(**told, task=one.id, address=f"{BASE}/tasks/{one.id}")


@router.get("/reports/bulletin")
def the_bulletin(who: Oversees, house: InHouse, period: types.PeriodText = "") -> types.Bulletin:
    """通报 as it would be if it were frozen now; without a period, of the last quarter that is over."""
    wanted = period or bulletin.last_over(who).id
    with house.database.read() as session:
        return said.bulletin(who, drawn.drafted(session, who, BULLETIN, wanted))


@router.get("/reports/bulletin/document", responses=WORD_FILE, response_class=Response)
def bulletin_document(who: Oversees, house: InHouse, period: types.PeriodText) -> Response:
    return bulletin.the_document(who, house, period)


@router.get("/reports/information")
def the_information(
    who: Oversees, house: InHouse, period: types.PeriodText = ""
) -> types.Information:
    """信息报送 of a month; without one, of the last that is over."""
    with house.database.read() as session:
        return said.information(who, information.draft_of(session, who, period))


@router.get("/reports/information/document", responses=WORD_FILE, response_class=Response)
def information_document(who: Oversees, house: InHouse, period: types.PeriodText = "") -> Response:
    return information.the_document(who, house, period)


@router.get("/reports/burden")
def the_burden(who: Oversees, house: InHouse) -> types.Burden:
    """负担表: what the plan will ask for by its own estimates, beside what was really handed in."""
    with house.database.read() as session:
        found = burden.weighed(session, who)
    year = str(who.on.year)
    return types.Burden(
        months=found.months,
        units=[
            types.UnitBurden(
                unit=one.unit,
                times=one.times,
                minutes=one.minutes,
                files=one.files,
                was_times=one.was_times,
                was_minutes=one.was_minutes,
                was_files=one.was_files,
                items=BASE + address(year, unit=one.unit),
            )
            for one in found.rows
        ],
        costliest=[
            types.DutyBurden(
                duty=one.key,
                name=one.name,
                times=one.times,
                minutes=one.minutes,
                files=one.files,
                ledger=f"{BASE}/ledgers/{quote(one.key, safe='')}",
            )
            for one in found.costly
        ],
        pairs=found.pairs,
    )
