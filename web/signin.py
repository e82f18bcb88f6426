"""Signing in and out with a name and a password; the account's own page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import accounts, navigation, security, sessions
from web.forms import Sent, inside, text
from web.house import InHouse, Now
from web.limiting import Limiter
from web.pages import page
from web.rights import AnyoneAtAll, SignedIn
from web.tables import Account

router = APIRouter()

#: The same for a name that there is not, a wrong password and a disabled account.
WRONG = "姓名或密码不对"
TOO_OFTEN = "试得太频繁了，请过几分钟再来"


@router.get("/")
def start(who: AnyoneAtAll) -> Response:
    return RedirectResponse(navigation.home_of(who) if who else "/sign-in", status_code=303)


@router.get("/healthz")
def is_up(_: AnyoneAtAll) -> dict[str, str]:
    return {"status": "ok"}


@router.get("/sign-in")
def ask(who: AnyoneAtAll, next: str = "/", said: str = "") -> Response:  # noqa: A002  # in the address
    if who and who.only is None:
        return RedirectResponse(inside(next), status_code=303)
    return page("sign_in.html", None, said=said, next=inside(next), login="", wrong="")


@router.post("/sign-in")
def sign_in(_: AnyoneAtAll, request: Request, form: Sent, house: InHouse, now: Now) -> Response:
    login, back = text(form, "login", 160), inside(text(form, "next") or "/")
    limiter: Limiter = request.app.state.limiter
    place = request.client.host if request.client else ""
    with limiter.one_at_a_time:
        if not limiter.is_open(login, place):
            return _again(login, back, TOO_OFTEN, 429)
        with house.database.read() as session:
            account = accounts.check(session, login, str(form.get("password", "")))
        if account is None:
            limiter.failed(login, place)
            return _again(login, back, WRONG, 422)
    return _let_in(account, back, house, now)


def _let_in(account: Account, back: str, house: InHouse, now: Now) -> Response:
    with house.database.write() as session:
        sessions.tidy(session, now)
        secret = sessions.begin(session, account, now)
    response = RedirectResponse(back, status_code=303)
    security.set_cookie(response, house.settings, secret, round(sessions.LONGEST.total_seconds()))
    return response


def _again(login: str, back: str, wrong: str, status: int) -> Response:
    return page("sign_in.html", None, status=status, next=back, login=login, wrong=wrong)


@router.get("/account")
def account_page(who: SignedIn, said: str = "") -> Response:
    return page("account.html", who, said=said)


@router.post("/sign-out")
def sign_out(who: SignedIn, house: InHouse, now: Now) -> Response:
    with house.database.write() as session:
        sessions.end(session, who.session, now)
    response = RedirectResponse("/sign-in?said=signed_out", status_code=303)
    security.drop_cookie(response, house.settings)
    return response


@router.post("/account/sign-out-others")
def sign_out_others(who: SignedIn, house: InHouse, now: Now) -> Response:
    if who.account is not None:
        with house.database.write() as session:
            sessions.end_others(session, who.account, who.session, now)
    return RedirectResponse("/account?said=others_out", status_code=303)
