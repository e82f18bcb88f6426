"""令牌和日历地址: where a person makes them, sees them once, and revokes them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web import keys
from web.acting import once
from web.errors import NotAllowed
from web.forms import Sent, TaskId, text, texts
from web.house import InHouse
from web.keys import Scope
from web.pages import page
from web.rights import SignedIn
from web.roles import Visitor
from web.tables import ApiToken, CalendarFeed
from web.wording import moment

router = APIRouter()


@router.get("/account/keys")
def the_keys(who: SignedIn, house: InHouse, said: str = "") -> Response:
    _may(who)
    return _show(who, house, said=said)


@router.post("/account/keys/feeds")
def make_feed(who: SignedIn, house: InHouse, form: Sent) -> Response:
    """Shows the address, this once."""
    _may(who)
    post = text(form, "post", 160)
    if post not in who.posts | who.stands_in:
        raise NotAllowed("只能为自己的岗位要日历")
    with house.database.write() as session:
        secret = keys.make_feed(session, who, post) if once(session, form, who) else ""
    address = f"{house.settings.address}/feeds/{secret}.ics" if secret else ""
    return _show(who, house, feed=address)


@router.post("/account/keys/tokens")
def make_token(who: SignedIn, house: InHouse, form: Sent) -> Response:
    """Shows the token, this once."""
    _may(who)
    name, posts = text(form, "name", 60), texts(form, "post")
    scopes = {Scope(one) for one in texts(form, "scope") if one in list(Scope)}
    if not name or not scopes or not set(posts) & (who.posts | who.stands_in):
        return _show(who, house, wrong="请写明给什么程序用，并选岗位和能做什么")
    with house.database.write() as session:
        first = once(session, form, who)
        secret = keys.make_token(session, who, name, scopes, posts) if first else ""
    return _show(who, house, token=secret)


@router.post("/account/keys/tokens/{number:int}/revoke")
def revoke_token(number: TaskId, who: SignedIn, house: InHouse) -> Response:
    return _revoke(who, house, ApiToken, number)


@router.post("/account/keys/feeds/{number:int}/revoke")
def revoke_feed(number: TaskId, who: SignedIn, house: InHouse) -> Response:
    return _revoke(who, house, CalendarFeed, number)


def _revoke(
    who: Visitor, house: InHouse, table: type[ApiToken] | type[CalendarFeed], number: int
) -> Response:
    _may(who)
    with house.database.write() as session:
        keys.revoke(session, who, table, number)
    return RedirectResponse("/account/keys?said=revoked", status_code=303)


def _may(who: Visitor) -> None:
    """A link's session makes no other key."""
    if who.only is not None:
        raise NotAllowed("请用姓名和密码登录")


def _show(
    who: Visitor,
    house: InHouse,
    *,
    said: str = "",
    feed: str = "",
    token: str = "",
    wrong: str = "",
) -> Response:
    with house.database.read() as session:
        made, feeds = keys.mine(session, who)
    return page(
        "keys.html",
        who,
        status=422 if wrong else 200,
        said=said,
        wrong=wrong,
        feed=feed,
        token=token,
        posts=sorted(who.posts | who.stands_in),
        scopes=list(Scope),
        tokens=[_token(who, one) for one in made],
        feeds=[(one.id, one.post, moment(one.made_at, who.jurisdiction, who.on)) for one in feeds],
    )


def _token(who: Visitor, one: ApiToken) -> tuple[int, str, str, str, str]:
    scopes = "、".join(Scope(scope).label for scope in one.scopes)
    at = moment(one.made_at, who.jurisdiction, who.on)
    return one.id, one.name, scopes, "、".join(one.posts), at
