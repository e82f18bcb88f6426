"""How long to wait before the next try. Pure."""

from __future__ import annotations

import random
from datetime import timedelta

MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
GROWTH = 4
JITTER = 0.25  # of the wait, so that what failed together does not come back together


def wait(attempt: int, seed: str) -> timedelta:
    """The wait after the `attempt`-th try (counted from 1): 30 s, 2 min, 8 min, 32 min, 1 h, each
    a quarter longer or shorter. The same `seed` gives the same wait."""
    plain = min(FIRST_WAIT * int(GROWTH ** (attempt - 1)), LONGEST_WAIT)
    drawn = random.Random(f"{seed}/{attempt}")  # noqa: S311 -- spreads the load, guards nothing
    return plain * drawn.uniform(1 - JITTER, 1 + JITTER)
