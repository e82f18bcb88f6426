"""台账: the ledger of a duty as an Excel file."""

from __future__ import annotations

import io
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from obligations.periods import Every
from obligations.roster import HEAD
from reports import ledgers, sheets, tally
from reports.ledgers import Ledger, Near
from reports.spans import UnknownPeriodError
from web.downloads import made_file
from web.errors import NotFound
from web.house import House, InHouse
from web.pages import page
from web.reports.choosing import choices
from web.rights import MayOversee
from web.roles import Visitor
from web.wording import duty_name

router = APIRouter()

#: Of what length a period can be chosen, as the form calls it.
_LENGTHS = (
    (Every.MONTH, "月"),
    (Every.QUARTER, "季度"),
    (Every.TERM, "学期"),
    (Every.YEAR, "年"),
)


@router.get("/ledgers")
def the_ledgers(who: MayOversee, duty: str = "") -> Response:
    return _page(who, duty)


@router.get("/ledgers/file")
def the_file(who: MayOversee, house: InHouse, duty: str = "", period: str = "") -> Response:
    wanted = period.strip()[:20]
    try:
        found = ledger_of(who, house, duty, wanted)
    except UnknownPeriodError as error:
        return _page(who, duty, wrong=str(error))
    return as_file(found, who.on)


def ledger_of(who: Visitor, house: House, duty: str, period: str) -> Ledger:
    """Raises NotFound for a duty that there is not, UnknownPeriodError."""
    rules = who.jurisdiction
    if duty not in rules.plan.by_id:
        raise NotFound
    asked = rules.obligation(duty)
    with house.database.read() as session:
        return ledgers.ledger(session, rules, asked, who.on, period=period, near=near_to(who))


def as_file(found: Ledger, on: date) -> Response:
    """As an Excel file to be saved."""
    to = io.BytesIO()
    sheets.write(found, to, on)
    return made_file(to.getvalue(), _name(found.title), sheets.MEDIA_TYPE)


def _page(who: Visitor, chosen: str, *, wrong: str = "") -> Response:
    duties = [(duty.id, duty_name(duty)) for duty in who.jurisdiction.plan.obligations]
    status = 422 if wrong else 200
    return page(
        "reports/ledgers.html",
        who,
        status=status,
        duties=duties,
        censuses=[(one.id, duty_name(one)) for one in tally.duties(who.jurisdiction)],
        chosen=chosen,
        periods=[(name, choices(who, every)) for every, name in _LENGTHS],
        wrong=wrong,
    )


def _name(title: str) -> str:
    return title.replace(" · ", "-").replace("/", "_") + sheets.SUFFIX


def near_to(who: Visitor) -> Near:
    """Is the post one of the visitor's, or of the unit that he heads?"""
    units = {post.removesuffix(HEAD) for post in who.posts if post.endswith(HEAD)}
    roster = who.jurisdiction.roster

    def near(post: str) -> bool:
        found = roster.by_name.get(post)
        return post in who.posts or (found is not None and found.unit in units)

    return near
