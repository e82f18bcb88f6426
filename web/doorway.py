"""The way in for a page that was drawn before: one question, whether anything has changed, and it is sent
again as it is. Only where something has, or nothing is kept, the request goes on to the page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Hashable
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime import tokens
from web import security
from web.house import House, house_of
from web.kept import MOST, Drawn, Shown
from web.threads import at_the_door
from web.visiting import Visit, visit

#: Another one whenever the app starts: its templates may be others then.
_STARTED = secrets.token_hex(16)


async def answer(request: Request, key: Hashable, draw: Callable[[], str]) -> Response:
    """The page of that key: not at all where the browser has it still, else as it was drawn before. Only
    what is drawn now takes a thread.

    `key`: everything that the page depends on; besides the address all of it is of the visit (Visit.stands_on),
    so that the doorway can send it again. The browser may keep it and asks each time whether it is still good.
    """
    house, etag = house_of(request), _etag(key)
    pieces = house.kept.pieces
    drawn = pieces.find(key)
    if drawn is None:
        if _has(request.headers, etag):
            return _same(etag)
        drawn = await run_in_threadpool(lambda: pieces.get(key, draw).ready())
    found: Visit = request.state.visit
    house.kept.shown.keep(_place(request, house), Shown(found.stands_on, etag, drawn))
    return _page(request.headers, etag, drawn)


class Doorway:
    """Around the pages: answers for those that are kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = await _kept(HTTPConnection(scope)) if _may_be_kept(scope) else None
        await (way or self.app)(scope, receive, send)


def _may_be_kept(scope: Scope) -> bool:
    return bool(scope["type"] == "http" and scope["method"] == "GET")


async def _kept(connection: HTTPConnection) -> Response | None:
    house = house_of(connection)
    shown = house.kept.shown.find(_place(connection, house))
    if shown is None:
        return None
    found = await at_the_door(visit, connection, house, house.clock())
    if found is None or found.stands_on != shown.stands_on:
        return None
    return _page(connection.headers, shown.etag, shown.drawn)


def _place(connection: HTTPConnection, house: House) -> Hashable:
    scope = connection.scope
    device = tokens.hashed(security.cookie_of(connection, house.settings))
    return device, scope["path"], scope["query_string"]


def _page(asked: Headers, etag: str, drawn: Drawn) -> Response:
    if _has(asked, etag):
        return _same(etag)
    headers = _headers(etag)
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(drawn.zipped, headers=headers, media_type="text/html")
    return Response(drawn.plain, headers=headers, media_type="text/html")


def _has(asked: Headers, etag: str) -> bool:
    return etag in asked.get("if-none-match", "")


def _same(etag: str) -> Response:
    return Response(status_code=304, headers=_headers(etag))


def _headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


@lru_cache(maxsize=MOST)
def _etag(key: Hashable) -> str:
    return f'"{hashlib.sha256(repr((_STARTED, key)).encode()).hexdigest()[:24]}"'
