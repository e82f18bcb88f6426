"""How often somebody may try: passwords are not guessed here."""

from __future__ import annotations

from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

A_NAME = RateLimitItemPerMinute(6, 5)  #: wrong passwords for one name in 5 minutes
A_PLACE = RateLimitItemPerMinute(60, 5)  #: from one address, behind which a whole office may sit


class Limiter:
    """Counts in this process, which is the only one that signs people in."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        #: Held from the question to the count: of forty tries that arrive together, six are tried. It keeps
        #: the memory of the passwords' hashes (64 MB each) to one as well.
        self.one_at_a_time = Lock()

    def is_open(self, name: str, place: str) -> bool:
        """May `name` be tried from `place`?"""
        return all(self._window.test(item, key) for item, key in _keys(name, place))

    def failed(self, name: str, place: str) -> None:
        """A try was wrong."""
        for item, key in _keys(name, place):
            self._window.hit(item, key)


def _keys(name: str, place: str) -> tuple[tuple[RateLimitItem, str], ...]:
    return (A_NAME, f"name {name.strip()}"), (A_PLACE, f"place {place}")
