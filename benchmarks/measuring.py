"""A stop-watch, and what is said of the times it took.

What is compared is measured in turns (A, B, A, B …), so that a machine that slows down slows down all of it.
"""

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
    items: int  #: how many tasks each time was for
    seconds: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Measure the block once more."""
        gc.collect()
        began = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - began)

    @property
    def median(self) -> float:
        """The middle of the times, in seconds."""
        return statistics.median(self.seconds)

    def named(self, name: str) -> Figure:
        """The same times under another name."""
        return Figure(name, self.items, self.seconds)

    def share_of(self, limit: Figure) -> float:
        """Our speed as a share of the limit's: 1.0 is as fast, 0.5 takes twice as long."""
        return limit.median / self.median


@dataclass(frozen=True)
class Claim:
    """What a figure is held against: `value` should be at least (or at most) `aim`."""

    value: float
    aim: float | None = None
    at_most: bool = False

    def __str__(self) -> str:
        if self.aim is None:
            return f"{self.value:.2f}"
        sign = "≤" if self.at_most else "≥"
        return f"{self.value:.2f} ({sign} {self.aim}: {'yes' if self.holds else 'NO'})"

    @property
    def holds(self) -> bool:
        if self.aim is None:
            return True
        return self.value <= self.aim if self.at_most else self.value >= self.aim


@dataclass(frozen=True)
class Line:
    """One line of a table: a figure, and what it is compared with."""

    figure: Figure
    claims: tuple[Claim | None, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table: its title, the headings of its claims, its lines."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
