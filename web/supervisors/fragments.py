"""Pages, and pieces of them, that were drawn before: as long as nobody has changed anything they are sent
again as they are."""

from __future__ import annotations

import gzip
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property, lru_cache
from threading import Lock, RLock

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

MOST = 256  # pieces, some 100 kB each
#: Another one whenever the app starts: its templates may be others then.
_STARTED = secrets.token_hex(16)


class Drawn:
    """A text as it was drawn, ready to be put into a page or to be sent."""

    def __init__(self, text: str) -> None:
        self.markup = Markup(text)  # noqa: S704  # what a template of ours has drawn

    def ready(self) -> Drawn:
        """The same, zipped by now: an answer does not wait for that."""
        _ = self.zipped
        return self

    @cached_property
    def plain(self) -> bytes:
        return self.markup.encode()

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.plain, 6, mtime=0)


class Fragments:
    """What was drawn last, by everything that it depends on."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, Drawn] = OrderedDict()
        self._lock = Lock()
        self._drawing = RLock()  # a page draws its pieces

    def get(self, key: Hashable, draw: Callable[[], str]) -> Drawn:
        """The piece of that key; drawn now, if it is not there, and once however many wait for it."""
        if (found := self.find(key)) is not None:
            return found
        with self._drawing:
            if (found := self.find(key)) is not None:
                return found
            drawn = Drawn(draw())
            self._keep(key, drawn)
            return drawn

    def find(self, key: Hashable) -> Drawn | None:
        """The piece of that key, if it is there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, drawn: Drawn) -> None:
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


KEPT = Fragments()


async def answer(request: Request, key: Hashable, draw: Callable[[], str]) -> Response:
    """The page of that key: not at all where the browser has it still, else as it was drawn before. Only
    what is drawn now takes a thread.

    The browser may keep it and asks each time whether it is still good.
    """
    etag = _etag(key)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    drawn = KEPT.find(key)
    if drawn is None:
        drawn = await run_in_threadpool(lambda: KEPT.get(key, draw).ready())
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(drawn.zipped, headers=headers, media_type="text/html")
    return Response(drawn.plain, headers=headers, media_type="text/html")


@lru_cache(maxsize=MOST)
def _etag(key: Hashable) -> str:
    return f'"{hashlib.sha256(repr((_STARTED, key)).encode()).hexdigest()[:24]}"'
