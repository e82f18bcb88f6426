"""信息报送: the draft of a month's text, to be copied, changed and sent."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.periods import Every
from reports.catalogue import INFORMATION
from reports.drawing import Drawn
from reports.information import Information
from web.house import InHouse
from web.pages import page
from web.reports import choosing, drawn, showing
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()


@router.get("/reports/information")
def the_information(who: MayOversee, house: InHouse, period: str = "") -> Response:
    """The draft of a month; without one named, of the last that is over."""
    with house.database.read() as session:
        found = draft_of(session, who, period)
        freezing = drawn.freezing(session, who, INFORMATION.id, found.said.figures.period)
    return page(
        "reports/information.html",
        who,
        choices=choosing.choices(who, Every.MONTH),
        freezing=freezing,
        **view(who, found),
    )


@router.get("/reports/information/document")
def the_document(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = draft_of(session, who, period)
    return drawn.file(who.jurisdiction, found, "document", who)


def draft_of(session: Session, who: Visitor, period: str) -> Drawn[Information]:
    wanted = period or choosing.last_over(who, Every.MONTH)
    return drawn.drafted(session, who, INFORMATION, wanted)


def view(_: Visitor, found: Drawn[Information], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of a draft and of a frozen text both say."""
    told = showing.view(found.said.figures, found.number)
    return {"found": found.said, "signed": found.signed, "opens": opens, **told}
