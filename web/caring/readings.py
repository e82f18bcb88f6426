"""查看记录: who read which fields in one month, and what for. Codes for the case post alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from care import listing, queries, watching
from obligations.wording import period_text
from web.caring import door
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.rights import SignedIn
from web.wording import moment

router = APIRouter()

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@router.get("/care/readings")
def readings(who: SignedIn, house: InHouse, month: str = "") -> Response:
    first = _month(month, who.on)
    with house.database.read() as session:
        standing = door.entered(session, who)
        if not door.may_read_list(session, who):
            raise NotFound
        if locked := door.sealed(session, who):
            return door.locked_page(who, locked)
        found = queries.readings(session, who.jurisdiction, *listing.span(who.jurisdiction, first))
    return page(
        "caring/readings.html",
        who,
        with_codes=standing.keeps,
        month=period_text(first.isoformat()[:7], who.on),
        before=listing.last_month(first).isoformat()[:7],
        after=_after(first, who.on),
        rows=[(moment(one.at, who.jurisdiction, who.on), one) for one in found],
        unusual=[
            (one.by, moment(one.at, who.jurisdiction, who.on), one.why)
            for one in watching.unusual(found, who.jurisdiction.zone)
        ],
    )


def _month(text: str, on: date) -> date:
    """The first day of the month that is asked for; of this one where none is."""
    return date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) else on.replace(day=1)


def _after(first: date, on: date) -> str:
    following = (first + timedelta(32)).replace(day=1)
    return following.isoformat()[:7] if following <= on else ""
