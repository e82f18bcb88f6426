"""Who reads as nobody has to: many cases in a short time, or at night; and what did not open. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: Different cases that one person opens within SPAN, until it is unusual.
MANY = 8
SPAN = timedelta(hours=1)
NIGHT, MORNING = time(22), time(6)  #: between these nobody telephones a family


class Reading(Protocol):
    """What of a reading counts here."""

    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def case(self) -> str: ...
    @property
    def failed(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Unusual:
    """Who, when it was first, and what was unusual; no case."""

    by: str
    at: datetime
    why: str


def unusual(readings: Sequence[Reading], zone: ZoneInfo) -> list[Unusual]:
    """What a supervisor should ask about, the earliest first; of one person's night and of one person's
    rush only the first."""
    ordered = sorted(readings, key=lambda one: one.at)
    found = [*_at_night(ordered, zone), *_many(ordered), *_failed(ordered, zone)]
    return sorted(found, key=lambda one: (one.at, one.by, one.why))


def _at_night(ordered: Sequence[Reading], zone: ZoneInfo) -> Iterator[Unusual]:
    seen = set()
    for one in ordered:
        local = one.at.astimezone(zone)
        night = (one.by, (local - timedelta(hours=MORNING.hour)).date())
        if (local.time() >= NIGHT or local.time() < MORNING) and night not in seen:
            seen.add(night)
            yield Unusual(one.by, one.at, "在夜间查看")


def _failed(ordered: Sequence[Reading], zone: ZoneInfo) -> Iterator[Unusual]:
    """Once a day for each person and reason: somebody has been at the database or at the keys."""
    seen = set()
    for one in ordered:
        day = (one.by, one.failed, one.at.astimezone(zone).date())
        if one.failed and day not in seen:
            seen.add(day)
            yield Unusual(one.by, one.at, f"要看而没有打开：{one.failed}")


def _many(ordered: Sequence[Reading]) -> Iterator[Unusual]:
    for person in sorted({one.by for one in ordered}):
        mine = [one for one in ordered if one.by == person]
        until: datetime | None = None  # the end of the rush that was found last
        for n, one in enumerate(mine):
            if until and one.at <= until:
                continue
            within = [other for other in mine[n:] if other.at - one.at <= SPAN]
            if len({other.case for other in within}) >= MANY:
                until = one.at + SPAN
                yield Unusual(person, one.at, f"一小时内查看了 {MANY} 个以上对象")
