"""Sign-in links: a page to confirm, and then in. Opening the address changes nothing: scanners do it too."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from notifiers import links
from notifiers.links import Found
from runtime import tokens
from web import security, sessions
from web.house import InHouse, Now
from web.pages import page
from web.rights import AnyoneAtAll
from web.roles import Visitor

router = APIRouter()


@router.get("/k/{secret}")
def confirm(secret: str, who: AnyoneAtAll, house: InHouse, now: Now) -> Response:
    with house.database.read() as session:
        found = links.find(session, secret, now)
    if found and who and _is_in(found, who):
        return RedirectResponse(_leads_to(found), status_code=303)
    if found is None or not found.is_good:
        return _over()
    return page("link.html", None, person=found.person, count=len(found.tasks), secret=secret)


@router.post("/k/{secret}")
def enter(secret: str, _: AnyoneAtAll, house: InHouse, now: Now) -> Response:
    with house.database.write() as session:
        found = links.find(session, secret, now)
        opened = _enter(session, found, secret, now) if found and found.is_good else ""
    if not found or not opened:
        return _over()
    response = RedirectResponse(_leads_to(found), status_code=303)
    seconds = round(sessions.BY_LINK.total_seconds())
    security.set_cookie(response, house.settings, opened, seconds)
    return response


def _enter(session: Session, found: Found, secret: str, now: Now) -> str:
    opened = sessions.begin_by_link(session, found.jurisdiction, found.person, found.tasks, now)
    return opened if links.use(session, secret, tokens.hashed(opened), now) else ""


def _is_in(found: Found, who: Visitor) -> bool:
    """Is this device in already: by this very link, or by that person's password?"""
    same = who.person == found.person and who.jurisdiction.id == found.jurisdiction
    return found.session == who.session or (same and who.only is None)


def _leads_to(found: Found) -> str:
    return f"/tasks/{found.tasks[0]}" if len(found.tasks) == 1 else "/tasks"


def _over() -> Response:
    return page("link_over.html", None, status=404)
