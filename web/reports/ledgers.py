"""台账: the ledger of a duty as an Excel file."""

from __future__ import annotations

import io

from fastapi import APIRouter
from starlette.responses import Response

from obligations.roster import HEAD
from reports import ledgers, sheets
from reports.ledgers import Near
from reports.spans import UnknownPeriodError
from web.downloads import made_file
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee
from web.roles import Visitor
from web.wording import duty_name

router = APIRouter()


@router.get("/ledgers")
def the_ledgers(who: MayOversee, duty: str = "") -> Response:
    return _page(who, duty)


@router.get("/ledgers/file")
def the_file(who: MayOversee, house: InHouse, duty: str = "", period: str = "") -> Response:
    """Raises NotFound for a duty that there is not."""
    rules, to = who.jurisdiction, io.BytesIO()
    if duty not in rules.plan.by_id:
        raise NotFound
    asked, wanted = rules.obligation(duty), period.strip()[:20]
    try:
        with house.database.read() as session:
            found = ledgers.ledger(session, rules, asked, who.on, period=wanted, near=_near(who))
    except UnknownPeriodError as error:
        return _page(who, duty, period=wanted, wrong=str(error))
    sheets.write(found, to, who.on)
    return made_file(to.getvalue(), _name(found.title), sheets.MEDIA_TYPE)


def _page(who: Visitor, chosen: str, *, period: str = "", wrong: str = "") -> Response:
    duties = [(duty.id, duty_name(duty)) for duty in who.jurisdiction.plan.obligations]
    status = 422 if wrong else 200
    return page(
        "reports/ledgers.html",
        who,
        status=status,
        duties=duties,
        chosen=chosen,
        period=period,
        wrong=wrong,
    )


def _name(title: str) -> str:
    return title.replace(" · ", "-").replace("/", "_") + sheets.SUFFIX


def _near(who: Visitor) -> Near:
    """Is the post one of the visitor's, or of the unit that he heads?"""
    units = {post.removesuffix(HEAD) for post in who.posts if post.endswith(HEAD)}
    roster = who.jurisdiction.roster

    def near(post: str) -> bool:
        found = roster.by_name.get(post)
        return post in who.posts or (found is not None and found.unit in units)

    return near
