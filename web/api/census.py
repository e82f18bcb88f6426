"""/api/v1/ledgers/census: a census added up over its units, by the rule of the page for small numbers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from reports import tally
from web.api.archive_types import Census
from web.api.bearing import Sees
from web.api.figures import BASE
from web.api.files import EXCEL_FILE
from web.api.report_types import PeriodText
from web.errors import NotFound
from web.house import InHouse
from web.reports import tally as pages

router = APIRouter(prefix="/api/v1/ledgers/census", tags=["archives"])


@router.get("/{duty}")
def the_census(duty: str, who: Sees, house: InHouse, period: PeriodText = "") -> Census:
    """Of that period, or the newest, for whoever oversees everything, reviews it or reports to it."""
    asked = pages.census_of(who, duty)
    with house.database.read() as session:
        periods = tally.periods(session, who.jurisdiction, asked)
        chosen = pages.chosen_of(periods, period)
        if not chosen:
            raise NotFound
        found = pages.added_for(session, who, asked, chosen)
    return Census(
        title=found.ledger.title,
        period=chosen,
        periods=periods,
        headings=found.ledger.headings,
        rows=found.ledger.rows,
        totals=found.ledger.totals,
        missing=found.missing,
        file=f"{BASE}/ledgers/census/{asked.id}/file?period={chosen}",
    )


@router.get("/{duty}/file", responses=EXCEL_FILE, response_class=Response)
def the_file(duty: str, who: Sees, house: InHouse, period: PeriodText = "") -> Response:
    return pages.the_file(duty, who, house, period)
