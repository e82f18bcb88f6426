"""The bulletin of a quarter as it would be today: to read, to print, to take along in Word, to freeze."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from obligations.jurisdiction import Jurisdiction
from obligations.periods import Every, Period, periods
from reports import bulletin_drafts, bulletin_paper, frozen, spans
from reports.bulletin import KIND, apart_words, elsewhere_words, punctual_words, sentence
from reports.bulletin_drafts import Draft
from reports.spans import UnknownPeriodError
from reports.states import State
from tasks.lifecycle import MoveRefused
from web.acting import once
from web.downloads import word_file
from web.errors import NotFound
from web.forms import Sent, text
from web.house import InHouse
from web.pages import page
from web.reports import showing
from web.rights import MayOversee, MaySupervise
from web.roles import Visitor

router = APIRouter()

#: So many quarters can be chosen from, the newest first.
CHOICES = 6


@router.get("/reports/bulletin")
def the_bulletin(who: MayOversee, house: InHouse, period: str = "", said: str = "") -> Response:
    """The draft of a quarter; without one named, of the last that is over."""
    wanted = period[:20] or last_over(who).id
    with house.database.read() as session:
        try:
            found = bulletin_drafts.draft(session, who.jurisdiction, wanted, who.on)
        except UnknownPeriodError:
            raise NotFound from None
        kept = frozen.reports_of(session, who.jurisdiction, KIND, wanted)
    return page(
        "reports/bulletin.html",
        who,
        said=said,
        choices=_choices(who),
        kept=[(one.id, State(one.state).label, frozen.number_text(one)) for one in kept],
        **shown(found),
        **showing.view(found.said),
    )


@router.get("/reports/bulletin/document")
def the_document(who: MayOversee, house: InHouse, period: str) -> Response:
    with house.database.read() as session:
        try:
            found = bulletin_drafts.draft(session, who.jurisdiction, period[:20], who.on)
        except UnknownPeriodError:
            raise NotFound from None
    return document(who.jurisdiction, found)


@router.post("/reports/bulletin/freeze")
def freeze(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    period = text(form, "period", 20)
    with house.database.write() as session:
        try:
            if once(session, form, who):
                bulletin_drafts.freeze(
                    session, who.jurisdiction, period, by=who.person, now=who.now
                )
            newest = frozen.reports_of(session, who.jurisdiction, KIND, period)
        except (UnknownPeriodError, MoveRefused):
            raise NotFound from None
    return RedirectResponse(f"/reports/frozen/{newest[0].id}?said=frozen", status_code=303)


def shown(found: Draft) -> dict[str, Any]:
    """What the pages of a draft and of a frozen bulletin both say."""
    return {
        "bulletin": found.said,
        "signed": found.signed,
        "whole": sentence(found.said.whole),
        "punctual": punctual_words(found.said.whole),
        "apart": apart_words(found.said.apart),
        "elsewhere": elsewhere_words(found.said.elsewhere),
        "against": bulletin_paper.objections(found.said, found.signed.objections),
    }


def document(rules: Jurisdiction, found: Draft) -> Response:
    """The bulletin as a Word file, to be saved."""
    filled = bulletin_paper.paper(found.said, found.signed)
    return word_file(bulletin_paper.render(filled, rules.templates), f"{found.said.title}.docx")


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
