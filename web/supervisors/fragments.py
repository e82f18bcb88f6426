"""Pieces of pages that were drawn before: as long as nobody has changed anything they are sent again."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

MOST = 128  # pieces, some 100 kB each
#: Another one whenever the app starts: its templates may be others then.
_STARTED = secrets.token_hex(16)


class Fragments:
    """The pieces drawn last, by everything that they depend on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], str]) -> Markup:
        """The piece of that key; drawn now, if it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = Markup(draw())  # noqa: S704  # what a template of ours has drawn
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return drawn


KEPT = Fragments()


def tag(*parts: Hashable) -> str:
    """The ETag of a page that depends on these."""
    return f'W/"{hashlib.sha256(repr((_STARTED, parts)).encode()).hexdigest()[:24]}"'


def unchanged(request: Request, etag: str) -> Response | None:
    """The answer to a browser that has the page already."""
    if etag in request.headers.get("if-none-match", ""):
        return kept(Response(status_code=304), etag)
    return None


def kept(response: Response, etag: str) -> Response:
    """Let the browser keep the page and ask each time whether it is still good."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
