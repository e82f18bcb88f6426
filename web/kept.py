"""Pages, and pieces of them, that were drawn before: as long as nobody has changed anything they are sent
again as they are (web/doorway.py)."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock, RLock
from typing import Generic, TypeVar

from markupsafe import Markup

MOST = 256  # pieces, some 100 kB each

_What = TypeVar("_What")


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


class Latest(Generic[_What]):
    """What was used last, by its key; from many threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, _What] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable) -> _What | None:
        """What is kept under that key, if it is there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, what: _What) -> None:
        """Keep it, and let go of what nobody has asked for the longest."""
        with self._lock:
            self._kept[key] = what
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


class Fragments(Latest[Drawn]):
    """What was drawn last, by everything that it depends on."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most)
        self._drawing = RLock()  # a page draws its pieces

    def get(self, key: Hashable, draw: Callable[[], str]) -> Drawn:
        """The piece of that key; drawn now, if it is not there, and once however many wait for it."""
        if (found := self.find(key)) is not None:
            return found
        with self._drawing:
            if (found := self.find(key)) is not None:
                return found
            drawn = Drawn(draw())
            self.keep(key, drawn)
            return drawn


@dataclass(frozen=True, slots=True)
class Shown:
    """The page that a device was shown at an address."""

    stands_on: Hashable  #: everything that would have it drawn anew if it changed
    etag: str
    drawn: Drawn


@dataclass(frozen=True)
class Kept:
    """All that an app keeps."""

    pieces: Fragments = field(default_factory=Fragments)
    #: by the hash of the session and the address
    shown: Latest[Shown] = field(default_factory=Latest)
