"""What can go wrong with the machine in a rehearsal: rounds missed, a process killed in mid-round, channels
down, a clock set back. The people know nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class Killed(BaseException):
    """The process dies here: what it had not committed is gone. No handler may swallow it."""


@dataclass(frozen=True, slots=True)
class Mishaps:
    """`killed`: on that day the process dies in so many transactions of its round, and is started again."""

    missed: frozenset[date] = frozenset()
    killed: Mapping[date, tuple[int, ...]] = field(default_factory=dict)
    down: frozenset[date] = frozenset()
    set_back: frozenset[date] = frozenset()
