"""What an entry says about its own use, beside what Apprise reads of it.

- mailtos://user:password@smtp.example.org:
    to: office@example.org
    tag: [平安办, 派出所]
    fallback: [派出所]     # comes after the other channels of these tags; true: of all its tags
    tries: 3               # until the next channel is tried
    audience: person       # person: one reader, who can get a sign-in link; group: never one
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notifiers.errors import ChannelsError
from notifiers.retries import MOST_TRIES

NAMES = frozenset({"fallback", "tries", "audience"})
_AUDIENCES = {"person": True, "group": False}
_EVERY = "*"
_LIMIT = 20  # tries


@dataclass(frozen=True, slots=True)
class Terms:
    """`is_personal` is None where the entry leaves it to the kind of channel."""

    tries: int = MOST_TRIES
    fallback: frozenset[str] = frozenset()
    is_personal: bool | None = None

    def is_fallback(self, tag: str) -> bool:
        """Does it come after the other channels of that tag?"""
        return _EVERY in self.fallback or tag in self.fallback


def read(tokens: Mapping[str, Any], tags: frozenset[str]) -> Terms:
    """The terms of one entry with these tags. Raises ChannelsError with every fault."""
    if faults := list(_faults(tokens, tags)):
        raise ChannelsError(faults)
    audience = tokens.get("audience")
    return Terms(
        tries=tokens.get("tries", MOST_TRIES),
        fallback=_fallback(tokens.get("fallback")),
        is_personal=None if audience is None else _AUDIENCES[audience],
    )


def _faults(tokens: Mapping[str, Any], tags: frozenset[str]) -> Iterator[str]:
    tries = tokens.get("tries", MOST_TRIES)
    if not isinstance(tries, int) or isinstance(tries, bool) or not 1 <= tries <= _LIMIT:
        yield f"tries 应是 1 到 {_LIMIT} 的整数，读到 {tries!r}"
    audience = tokens.get("audience", "person")
    if not isinstance(audience, str) or audience not in _AUDIENCES:
        yield f"audience 应是 person 或 group，读到 {audience!r}"
    for tag in sorted(_fallback(tokens.get("fallback")) - tags - {_EVERY}):
        yield f"fallback 里的 {tag!r} 不在这一项的 tag 里"


def _fallback(written: Any) -> frozenset[str]:
    if written is True:
        return frozenset({_EVERY})
    listed = written if isinstance(written, list) else [written] if written else []
    return frozenset(str(tag).strip().lower() for tag in listed)
