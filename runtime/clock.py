"""The one place where the clock is read. Everything below the edge is handed `now` or `on`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ROUND_TIME = time(8, 30)  #: When the day's round runs, in the plan's zone.


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def as_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment that `--as-of` stands for: `day` at 08:30 in `zone`, given in UTC like `now()`."""
    return datetime.combine(day, ROUND_TIME, zone).astimezone(UTC)


def today(now: datetime, zone: ZoneInfo) -> date:
    """The calendar day that `now` falls on in `zone`. Raises ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError(f"{now!r} has no zone: pass an aware moment, such as clock.now()")
    return now.astimezone(zone).date()
