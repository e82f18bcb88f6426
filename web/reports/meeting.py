"""联席会议材料: what was done, what is late, what has to be decided; and the minutes to be finished after it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.periods import Every
from reports import goals_paper
from reports.bulletin import apart_words, elsewhere_words, punctual_words, sentence
from reports.catalogue import MEETING
from reports.drawing import Drawn
from reports.meeting import Meeting
from web.house import InHouse
from web.pages import page
from web.reports import choosing, drawn, showing
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()


@router.get("/reports/meeting")
def the_meeting(who: MayOversee, house: InHouse, period: str = "") -> Response:
    """The pack of a quarter; without one named, of the one under way."""
    with house.database.read() as session:
        found = pack_of(session, who, period)
        freezing = drawn.freezing(session, who, MEETING.id, found.said.figures.period)
    return page(
        "reports/meeting.html",
        who,
        choices=choosing.choices(who, Every.QUARTER),
        freezing=freezing,
        **view(who, found),
    )


@router.get("/reports/meeting/document")
def the_document(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = pack_of(session, who, period)
    return drawn.file(who.jurisdiction, found, "document", who)


@router.get("/reports/meeting/minutes")
def the_minutes(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = pack_of(session, who, period)
    return drawn.file(who.jurisdiction, found, "minutes", who)


def pack_of(session: Session, who: Visitor, period: str) -> Drawn[Meeting]:
    wanted = period or choosing.under_way(who, Every.QUARTER)
    return drawn.drafted(session, who, MEETING, wanted)


def view(who: Visitor, found: Drawn[Meeting], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of a draft and of a frozen pack both say."""
    said, told = found.said, found.said.figures
    return {
        "found": said,
        "signed": found.signed,
        "opens": opens,
        "whole": sentence(told.whole),
        "punctual": punctual_words(told.whole),
        "apart": apart_words(told.apart).replace("本通报", "本材料"),
        "goal_rows": list(goals_paper.rows(said.goals, said.years)),
        "elsewhere": elsewhere_words(said.elsewhere),
        "goals_text": goals_paper.text(said.goals),
        "assigns": any(duty.is_assigned for duty in who.jurisdiction.plan.obligations),
        **showing.view(told, found.number),
    }
