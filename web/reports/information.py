"""信息报送: the draft of a month's text, to be copied, changed and sent."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.periods import Every
from reports import information, papers
from reports.information import Information
from reports.spans import UnknownPeriodError
from web.downloads import word_file
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.reports import choosing, showing
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()


@router.get("/reports/information")
def the_information(who: MayOversee, house: InHouse, period: str = "") -> Response:
    """The draft of a month; without one named, of the last that is over."""
    with house.database.read() as session:
        found = draft_of(session, who, period)
    return page(
        "reports/information.html",
        who,
        found=found,
        choices=choosing.choices(who, Every.MONTH),
        **showing.view(found.figures),
    )


@router.get("/reports/information/document")
def the_document(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = draft_of(session, who, period)
    values = papers.information_values(found, who.on)
    made = papers.render(papers.INFORMATION, values, who.jurisdiction.templates)
    return word_file(made, f"{found.title}.docx")


def draft_of(session: Session, who: Visitor, period: str) -> Information:
    wanted = period[:20] or choosing.last_over(who, Every.MONTH)
    try:
        return information.draft(session, who.jurisdiction, wanted, who.on)
    except UnknownPeriodError:
        raise NotFound from None
