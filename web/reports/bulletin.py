"""The bulletin of a quarter as it would be today: to read, to print, to take along in Word, to freeze."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from obligations.periods import Every, Period, periods
from reports import bulletin_paper, spans
from reports.bulletin import Bulletin, apart_words, elsewhere_words, punctual_words, sentence
from reports.catalogue import BULLETIN
from reports.drawing import Drawn
from web.house import InHouse
from web.pages import page
from web.reports import drawn, showing
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()

#: So many quarters can be chosen from, the newest first.
CHOICES = 6


@router.get("/reports/bulletin")
def the_bulletin(who: MayOversee, house: InHouse, period: str = "", said: str = "") -> Response:
    """The draft of a quarter; without one named, of the last that is over."""
    wanted = period[:20] or last_over(who).id
    with house.database.read() as session:
        found = drawn.drafted(session, who, BULLETIN, wanted)
        freezing = drawn.freezing(session, who, BULLETIN.id, wanted)
    return page(
        "reports/bulletin.html",
        who,
        said=said,
        choices=_choices(who),
        freezing=freezing,
        **view(who, found),
    )


@router.get("/reports/bulletin/document")
def the_document(who: MayOversee, house: InHouse, period: str) -> Response:
    with house.database.read() as session:
        found = drawn.drafted(session, who, BULLETIN, period)
    return drawn.file(who.jurisdiction, found, "document", who)


def view(_: Visitor, found: Drawn[Bulletin], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of a draft and of a frozen bulletin both say."""
    said = found.said
    return {
        "bulletin": said,
        "signed": found.signed,
        "opens": opens,
        "whole": sentence(said.whole),
        "punctual": punctual_words(said.whole),
        "apart": apart_words(said.apart),
        "elsewhere": elsewhere_words(said.elsewhere),
        "against": bulletin_paper.objections(said, found.signed.objections),
        **showing.view(said, found.number),
    }


def last_over(who: Visitor) -> Period:
    """The last quarter that is over, as somebody has to tell of it; the first one of all where none is."""
    now = spans.holding(who.jurisdiction, Every.QUARTER, who.on)
    before = [one for one in _quarters(who) if one.last < who.on]
    return before[-1] if before else now


def _quarters(who: Visitor) -> list[Period]:
    year = who.on.year
    first = who.on.replace(year=max(year - 2, 1), month=1, day=1)
    return list(periods(Every.QUARTER, first, who.on, who.jurisdiction.school))


def _choices(who: Visitor) -> list[tuple[str, str]]:
    return [(one.id, one.label) for one in reversed(_quarters(who)[-CHOICES:])]
