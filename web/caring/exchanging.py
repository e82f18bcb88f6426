"""信息交换: what one unit notifies another of. A reference and choices; who it is stays with the sender.

To whoever neither sends, approves nor receives, these pages are not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care import exchange, exchange_queries
from care.lifecycle import CareRefused
from care.notification import ANSWERS, LAWS, LONGEST, NEEDS, PURPOSES, Notification, State
from tasks import plans
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.caring.door import SIGN_IN
from web.errors import NotAllowed, NotFound
from web.forms import Sent, text
from web.house import InHouse
from web.pages import page
from web.rights import SignedIn
from web.roles import Visitor

router = APIRouter()

Reference = Annotated[str, Path(pattern="^X-[0-9A-Z]{8}$")]
#: How a state looks: see the macro `mark`.
_LOOKS = {
    State.ASKED: "busy",
    State.REFUSED: "off",
    State.SENT: "note",
    State.RECEIVED: "busy",
    State.ANSWERED: "well",
    State.EXPIRED: "off",
}
_FIELDS = ("sender", "receiver", "need", "purpose", "law", "article", "expires_on")
_USUAL = timedelta(days=30)  # how long a notification is open unless somebody says otherwise


@router.get("/exchange")
def the_exchange(who: SignedIn, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        return _list(session, who, said=said)


@router.get("/exchange/new")
def new(who: SignedIn) -> Response:
    return _form(who, {"expires_on": (who.on + _USUAL).isoformat()})


@router.post("/exchange/new")
def send(who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks) -> Response:
    _senders(who)
    sent = {name: text(form, name, 40) for name in _FIELDS}
    try:
        with house.database.write() as session:
            if once(session, form, who):
                rules = plans.held(session, who.jurisdiction.id)
                exchange.ask(session, rules, _read(sent), by=who.person, now=who.now)
    except MoveRefused as refused:
        return _form(who, sent, wrong=str(refused), status=422)
    tell_later(later, house, who)
    return RedirectResponse("/exchange?said=exchange_asked", status_code=303)


@router.post("/exchange/{reference}/{step}")
def act(
    reference: Reference,
    step: str,
    who: SignedIn,
    house: InHouse,
    form: Sent,
    later: BackgroundTasks,
) -> Response:
    if who.only is not None:
        raise NotAllowed(SIGN_IN)
    if step not in _STEPS:
        raise NotFound
    with house.database.read() as session:
        if not any(one.reference == reference for one in _seen(session, who)):
            raise NotFound
    try:
        with house.database.write() as session:
            if once(session, form, who):
                more = (text(form, "answer", 20),) if step == "answer" else ()
                rules = plans.held(session, who.jurisdiction.id)
                _STEPS[step](session, rules, reference, *more, by=who.person, now=who.now)
    except MoveRefused as refused:
        with house.database.read() as session:
            return _list(session, who, wrong=str(refused), status=422)
    tell_later(later, house, who)
    return RedirectResponse(f"/exchange?said=exchange_{step}", status_code=303)


_STEPS: Mapping[str, Callable[..., Any]] = {
    "approve": exchange.approve,
    "refuse": exchange.refuse,
    "receive": exchange.receive,
    "answer": exchange.answer,
}


def concerns(session: Session, who: Visitor) -> bool:
    """Is there anything in the exchange for this visitor? Never for one who came by a link."""
    if who.only is not None or not who.person:
        return False
    return bool(_sending(who) or _seen(session, who))


def _list(session: Session, who: Visitor, **more: Any) -> Response:
    if who.only is not None:
        raise NotAllowed(SIGN_IN)
    if not concerns(session, who):
        raise NotFound
    values = {"said": "", "wrong": "", "status": 200, **more}
    return page(
        "caring/exchange.html",
        who,
        lines=[(one, _LOOKS[one.state]) for one in _seen(session, who)],
        sends=bool(_sending(who)),
        answers=ANSWERS,
        **values,
    )


def _form(who: Visitor, sent: Mapping[str, str], *, wrong: str = "", status: int = 200) -> Response:
    return page(
        "caring/exchange_new.html",
        who,
        status=status,
        wrong=wrong,
        senders=_senders(who),
        receivers=exchange.receivers(who.jurisdiction),
        needs=NEEDS,
        purposes=PURPOSES,
        laws=LAWS,
        longest=LONGEST,
        sent={name: sent.get(name, "") for name in _FIELDS},
    )


def _senders(who: Visitor) -> tuple[str, ...]:
    """Raises NotFound for whoever sends for nobody, NotAllowed for one who came by a link."""
    if who.only is not None:
        raise NotAllowed(SIGN_IN)
    if found := _sending(who):
        return found
    raise NotFound


def _sending(who: Visitor) -> tuple[str, ...]:
    try:
        return exchange.senders(who.jurisdiction, who.person, who.on)
    except CareRefused:  # the plan has no duty that a notification could open
        return ()


def _seen(session: Session, who: Visitor) -> list[exchange_queries.Seen]:
    return exchange_queries.seen(session, who.jurisdiction, who.person, who.on)


def _read(sent: Mapping[str, str]) -> Notification:
    """Raises CareRefused for a day that is none."""
    try:
        day = date.fromisoformat(sent["expires_on"])
    except ValueError:
        raise CareRefused("请选择有效期") from None
    texts = {name: value for name, value in sent.items() if name != "expires_on"}
    return Notification(**texts, expires_on=day)
