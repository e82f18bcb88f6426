"""The call of the month, handed in with two taps. Its one line of text goes into the room, not into the hand-in."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care import identity
from care.lifecycle import CareRefused
from obligations.caring import Care
from obligations.plan import Obligation
from tasks import commands
from tasks.lifecycle import MoveRefused
from web import forms
from web.acting import once, tell_later
from web.caring import card, case, door
from web.errors import NOT_YOURS, NotAllowed, NotFound
from web.forms import Sent, TaskId
from web.house import House, InHouse
from web.rights import MayHandIn
from web.roles import Visitor
from web.units.access import ACTING
from web.units.opening import open_task
from web.units.showing import show

router = APIRouter()


@router.post("/care/calls/{task_id:int}")
def hand_in(
    task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    duty = opened.duty
    if duty.care is None:
        raise NotFound
    if opened.standing not in ACTING:
        raise NotAllowed(NOT_YOURS)
    try:
        with house.database.write() as session:
            if once(session, form, who):
                _hand_in(session, house, who, task_id, duty, duty.care, form)
    except (MoveRefused, *door.REFUSALS) as refused:
        with house.database.read() as session:
            again = open_task(session, who, task_id)
        return show(again, who, status=422, wrong=case.said_of(refused))
    tell_later(later, house, who)
    return RedirectResponse(f"/tasks/{task_id}?said=submitted", status_code=303)


def _hand_in(
    session: Session,
    house: House,
    who: Visitor,
    task_id: int,
    duty: Obligation,
    care: Care,
    form: Sent,
) -> None:
    result = forms.text(form, "result", 40)
    if not result:
        raise CareRefused("请选择联系的结果")
    values = card.values_of(duty, care, result, support=forms.text(form, "support") == "yes")
    commands.submit(session, task_id, values, by=who.person, now=who.now)
    if note := forms.text(form, "note", 200):
        _keep(session, house, who, task_id, note)


def _keep(session: Session, house: House, who: Visitor, task_id: int, note: str) -> None:
    if who.only is not None:
        raise NotAllowed(door.SIGN_IN)
    identity.note(
        session,
        door.keyring(house),
        who.jurisdiction,
        task_id,
        note,
        by=who.person,
        now=who.now,
    )
