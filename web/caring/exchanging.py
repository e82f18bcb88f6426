"""信息交换: what one unit notifies another of. A reference and choices; who it is stays with the sender.

To whoever neither sends, approves nor receives, these pages are not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care.notification import ANSWERS, State, Step
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.caring import exchanged
from web.errors import NotFound
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


@router.get("/exchange")
def the_exchange(who: SignedIn, house: InHouse, said: str = "", after: str = "") -> Response:
    with house.database.read() as session:
        return _list(session, who, said=said, after=after)


@router.get("/exchange/new")
def new(who: SignedIn) -> Response:
    return _form(who, {"expires_on": (who.on + exchanged.USUAL).isoformat()})


@router.post("/exchange/new")
def send(who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks) -> Response:
    """One notification, for one child. For the next child the form comes back as it was filled in, in the
    answer itself: what somebody needs stands in no address."""
    sent, made = {name: text(form, name, 40) for name in _FIELDS}, None
    try:
        with house.database.write() as session:
            if once(session, form, who):
                made = exchanged.ask(session, who, sent)
    except MoveRefused as refused:
        return _form(who, sent, wrong=str(refused), status=422)
    tell_later(later, house, who)
    if made and text(form, "another", 1):
        return _form(who, sent, made=made.reference)
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
    if step not in exchanged.STEPS:
        raise NotFound
    try:
        with house.database.write() as session:
            exchanged.one(session, who, reference)
            if once(session, form, who):
                said = text(form, "answer", 20)
                exchanged.take(session, who, reference, Step(step), said)
    except MoveRefused as refused:
        with house.database.read() as session:
            return _list(session, who, wrong=str(refused), status=422)
    tell_later(later, house, who)
    return RedirectResponse(f"/exchange?said=exchange_{step}", status_code=303)


def _list(session: Session, who: Visitor, *, after: str = "", **more: Any) -> Response:
    exchanged.check(session, who)
    found = exchanged.listed(session, who, after=exchanged.place(*after.partition(".")[::2]))
    values = {"said": "", "wrong": "", "status": 200, **more}
    return page(
        "caring/exchange.html",
        who,
        lines=[
            (one, _LOOKS[one.state]) for one in sorted(found.lines, key=lambda line: not line.waits)
        ],
        more=f"/exchange?after={found.after[0]:d}.{found.after[1]}" if found.after else "",
        sends=bool(exchanged.sending(who)),
        answers=ANSWERS,
        **values,
    )


def _form(who: Visitor, sent: Mapping[str, str], **more: Any) -> Response:
    """`more`: what is `wrong` with it and the `status`, or the reference of the one `made` before."""
    values = {"wrong": "", "made": "", "status": 200, **more}
    return page(
        "caring/exchange_new.html",
        who,
        **values,
        can=exchanged.choices(who),
        sent={name: sent.get(name, "") for name in _FIELDS},
    )
