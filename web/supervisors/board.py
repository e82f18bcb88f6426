"""督办台: duties × units as lights; each opens its tasks."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from tasks import boards
from web import doorway
from web.house import House, InHouse
from web.pages import render
from web.rights import MayOversee
from web.roles import Visitor
from web.supervisors.asked import Asked, AskedFor, parts
from web.supervisors.cells import board
from web.supervisors.columns import column_names

router = APIRouter()

#: Periods to choose from: those opened within so many days.
LOOK_BACK = timedelta(days=400)


@router.get("/board")
async def the_board(request: Request, who: MayOversee, house: InHouse, asked: AskedFor) -> Response:
    key = ("board", state_of(who), asked)

    def drawn() -> Markup:
        """The same for everybody; the page around it is the visitor's."""
        return house.kept.pieces.get(key, lambda: _draw(house, who, asked)).markup

    return await doorway.answer(
        request, (*key, *seen_by(who)), lambda: render("board.html", who, drawn=drawn())
    )


def state_of(who: Visitor) -> tuple[str, int, date]:
    """Everything that a page about tasks depends on: every change is a row of the journal.

    What is drawn is read after the rows were counted. It can only be newer than this says, and is then drawn once
    more than need be.
    """
    return who.jurisdiction.id, who.changes, who.on


def seen_by(who: Visitor) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Everything that the frame of a page depends on."""
    return who.person, tuple(sorted(who.rights)), who.alarms


def _draw(house: House, who: Visitor, asked: Asked) -> str:
    rules, on = who.jurisdiction, who.on
    with house.database.read() as session:
        found = boards.tallies(session, rules, on, asked.which(rules))
        periods = period_choices(session, rules, on)
    return render(
        "board_drawn.html",
        None,
        board=board(rules, found, asked),
        asked=asked,
        parts=parts(rules),
        units=[(name, name) for name in column_names(rules)],
        periods=periods,
    )


def period_choices(session: Session, rules: Jurisdiction, on: date) -> list[tuple[str, str]]:
    """The periods to choose from, with what people call them."""
    return [(id_, label(id_)) for id_ in boards.periods(session, rules.id, on - LOOK_BACK)]
