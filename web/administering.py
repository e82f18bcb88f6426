"""账号, for the administrator: who has one, on how many devices, and to end that.

Nobody is given a password here: whoever can set one could sign in with it, and an administrator hands in
nothing and sees no cases. That stays with the command line (`huhang user`), on the machine itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from web import accounts
from web.accounts import Devices
from web.acting import once
from web.errors import NotAllowed, NotFound
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import MayAdminister
from web.roles import Visitor
from web.tables import Account
from web.wording import full_day, moment

router = APIRouter()

#: What can be done with an account, and the key of what the page says then.
STEPS = {"sign-out": "account_out", "disable": "account_off", "enable": "account_on"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One account in words."""

    number: int
    login: str
    about: str  #: the person or unit it is for, where its name is another
    state: str
    is_on: bool
    is_own: bool
    devices: int
    seen: str


@router.get("/accounts")
def the_accounts(who: MayAdminister, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        found = accounts.all_accounts(session, who.jurisdiction.id)
        at = accounts.devices(session, who.jurisdiction.id, who.now)
        shown = [_shown(who, one, at.get(one.id)) for one in found]
    return page("accounts.html", who, said=said, accounts=shown)


def _shown(who: Visitor, one: Account, at: Devices | None) -> Shown:
    known = accounts.people(who.jurisdiction)
    state = "管理员" if one.is_admin and not one.person else ""
    if one.person and one.person not in known:
        state = "名册里已经没有这个人"
    if one.disabled_at:
        state = f"{full_day(one.disabled_at.astimezone(who.jurisdiction.zone).date())}停用"
    return Shown(
        number=one.id,
        login=one.login,
        about=one.person if one.person != one.login else "",
        state=state,
        is_on=one.disabled_at is None,
        is_own=one.id == who.account,
        devices=at.count if at else 0,
        seen=moment(at.seen_at, who.jurisdiction, who.on) if at else "",
    )


@router.post("/accounts/{number:int}/{step}")
def take(number: int, step: str, who: MayAdminister, house: InHouse, form: Sent) -> Response:
    """One step with an account of this jurisdiction. Nobody shuts himself out."""
    with house.database.write() as session:
        account = session.get(Account, number)
        if account is None or account.jurisdiction != who.jurisdiction.id or step not in STEPS:
            raise NotFound
        if account.id == who.account:
            raise NotAllowed("不能停用自己的账号；要退出，右上角点自己的名字")
        if once(session, form, who):
            _take(session, account.login, step, who.now)
    return RedirectResponse(f"/accounts?said={STEPS[step]}", status_code=303)


def _take(session: Session, login: str, step: str, now: datetime) -> None:
    match step:
        case "sign-out":
            accounts.sign_out(session, login, now=now)
        case "disable":
            accounts.disable(session, login, now=now)
        case "enable":
            accounts.enable(session, login)
