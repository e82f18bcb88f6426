"""Stop-watch and figures. What is compared is measured in turns, so that a machine that slows down slows
all of it down."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """The times of one thing that was measured several times, in seconds."""

    name: str
    seconds: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure the block once."""
        gc.collect()
        began = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - began)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def share_of(self, limit: Figure) -> float:
        """Our speed as a share of the limit's: 1.0 is as fast, 0.5 takes twice as long."""
        return limit.median / self.median
