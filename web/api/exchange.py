"""/api/v1/exchange: 信息交换, by the same door as the pages. The care register itself has no API: there is no
machine way to an identity."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path

from web.acting import tell_later
from web.api import exchange_types as types
from web.api import types as wire
from web.api.bearing import HandsIn, Reviews, Sees
from web.caring import exchanged
from web.caring.exchanged import Seen, Step
from web.house import House, InHouse
from web.roles import Visitor

router = APIRouter(prefix="/api/v1/exchange", tags=["exchange"])

Reference = Annotated[str, Path(pattern="^X-[0-9A-Z]{8}$")]


@router.get("")
def the_exchange(
    who: Sees, house: InHouse, cursor: wire.Cursor = "", limit: wire.Limit = 50
) -> types.Exchanges:
    """What the caller's posts send, approve or have received: what is open first, then the newest. To
    whoever has no part in it, it is not there."""
    with house.database.read() as session:
        exchanged.check(session, who)
        found = exchanged.listed(
            session, who, after=exchanged.place(*(wire.place(cursor) or ("", ""))), limit=limit
        )
    following = wire.cursor(int(found.after[0]), found.after[1]) if found.after else None
    return types.Exchanges(items=[_sheet(one) for one in found.lines], next=following)


@router.get("/choices")
def the_choices(who: Sees) -> types.ExchangeChoices:
    """What can be chosen in a notification, for whoever sends any."""
    can = exchanged.choices(who)
    return types.ExchangeChoices(
        senders=can.senders,
        receivers=can.receivers,
        needs=can.needs,
        purposes=can.purposes,
        laws=can.laws,
        answers=can.answers,
        longest=can.longest,
    )


@router.get("/{reference}")
def one(reference: Reference, who: Sees, house: InHouse) -> types.Exchange:
    with house.database.read() as session:
        return _sheet(exchanged.one(session, who, reference))


@router.post("")
def ask(
    body: types.ExchangeBody, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> types.Exchange:
    """发出通报: it gets its reference, and goes to its receiver once somebody else has approved it."""
    sent = {name: str(value) for name, value in body}
    with house.database.write() as session:
        made = exchanged.ask(session, who, sent)
    tell_later(later, house, who)
    return _sheet(made)


@router.post("/{reference}/approve")
def approve(
    reference: Reference, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Exchange:
    """The receiver's work is opened, and the receiver told."""
    return _take(house, who, reference, Step.APPROVE, later)


@router.post("/{reference}/refuse")
def refuse(
    reference: Reference, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Exchange:
    return _take(house, who, reference, Step.REFUSE, later)


@router.post("/{reference}/receive")
def receive(
    reference: Reference, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> types.Exchange:
    """签收. What is to be done about it is the task, handed in like any other."""
    return _take(house, who, reference, Step.RECEIVE, later)


@router.post("/{reference}/answer")
def answer(
    reference: Reference,
    body: types.ExchangeAnswerBody,
    who: HandsIn,
    house: InHouse,
    later: BackgroundTasks,
) -> types.Exchange:
    """What became of it. The sender is told that there is an answer."""
    return _take(house, who, reference, Step.ANSWER, later, body.answer)


def _take(
    house: House,
    who: Visitor,
    reference: str,
    step: Step,
    later: BackgroundTasks,
    said: str = "",
) -> types.Exchange:
    with house.database.write() as session:
        seen = exchanged.take(session, who, reference, step, said)
    tell_later(later, house, who)
    return _sheet(seen)


def _sheet(seen: Seen) -> types.Exchange:
    return types.Exchange(
        reference=seen.reference,
        sender=seen.sender,
        receiver=seen.receiver,
        need=seen.need,
        purpose=seen.purpose,
        law=seen.law,
        article=seen.article,
        asked_on=seen.asked_on,
        expires_on=seen.expires_on,
        state=seen.state,
        answer=seen.answer,
        task=seen.task_id,
        may=exchanged.steps(seen),
    )
