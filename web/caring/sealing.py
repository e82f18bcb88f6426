"""封存和启封: one tap when something went wrong, and somebody else's to open again."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care import zone
from tasks.lifecycle import MoveRefused
from web import forms
from web.acting import once
from web.caring import door, room
from web.errors import NotFound
from web.forms import Sent
from web.house import House, InHouse
from web.rights import SignedIn
from web.roles import Visitor

router = APIRouter()

_WHY = 200  # characters


@router.post("/care/seal")
def seal(who: SignedIn, house: InHouse, form: Sent) -> Response:
    with house.database.read() as session:
        if not door.entered(session, who).seals:
            raise NotFound
    try:
        with house.database.write() as session:
            if once(session, form, who):
                _seal(session, who, forms.text(form, "why", _WHY))
    except MoveRefused as refused:
        return _again(house, who, refused)
    return RedirectResponse("/care?said=care_sealed", status_code=303)


def _seal(session: Session, who: Visitor, why: str) -> None:
    zone.seal(session, who.jurisdiction, by=door.name_of(who), why=why, now=who.now)


@router.post("/care/unseal")
def unseal(who: SignedIn, house: InHouse, form: Sent) -> Response:
    with house.database.read() as session:
        door.entered(session, who)
    try:
        with house.database.write() as session:
            if once(session, form, who):
                why = forms.text(form, "why", _WHY)
                zone.unseal(session, who.jurisdiction, by=door.name_of(who), why=why, now=who.now)
    except MoveRefused as refused:
        return _again(house, who, refused)
    return RedirectResponse("/care?said=care_unsealed", status_code=303)


def _again(house: House, who: Visitor, refused: MoveRefused) -> Response:
    with house.database.read() as session:
        return room.show(session, who, wrong=str(refused), status=422)
