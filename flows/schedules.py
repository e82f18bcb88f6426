"""When the flow of a duty runs by itself: at the opening of its periods, in the plan's zone.

As cron where cron says exactly these days, else as a list of dates (RDATE). The day's round would open
everything as well; the own schedule shows a supervisor when each duty comes round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from obligations.jurisdiction import Jurisdiction
from obligations.owed import opening_days
from obligations.periods import Every
from obligations.plan import Obligation
from runtime.clock import ROUND_TIME

SPREAD = 240  # minutes before the round over which the duties are spread, a minute each
LONGEST = 380  # dates in one list; Prefect takes 6,500 characters


@dataclass(frozen=True, slots=True)
class Timetable:
    """A local time of day and the days, as `cron` or as `rrule`; the other one is empty."""

    cron: str = ""
    rrule: str = ""


def round_timetable() -> Timetable:
    """The day's round: daily at 08:30."""
    return Timetable(cron=f"{ROUND_TIME.minute} {ROUND_TIME.hour} * * *")


def timetable(
    jurisdiction: Jurisdiction, duty: Obligation, place: int, on: date
) -> Timetable | None:
    """When the flow of `duty`, the one at `place` (from 0) in the plan, runs from this year to the
    end of the next. None for a duty that is opened after another, or that will not come again."""
    days = opening_days(jurisdiction, duty, *horizon(on))
    if len(days) > LONGEST:
        days = [day for day in days if day.year == on.year]
    if not any(day >= on for day in days):
        return None
    at = _time_of(place)
    once = duty.every is not None and duty.every.every is Every.ONCE
    if not once and (cron := _cron(days, at)):
        return Timetable(cron=cron)
    return Timetable(rrule=_rdate(days, at))


def horizon(on: date) -> tuple[date, date]:
    """From 1 January of this year to 31 December of the next: a list of dates changes once a year."""
    return date(on.year, 1, 1), date(on.year + 1, 12, 31)


def _time_of(place: int) -> time:
    """One minute each before the round; the first of the plan at 08:29."""
    anchor = datetime.combine(date.min, ROUND_TIME) + timedelta(days=1)
    return (anchor - timedelta(minutes=1 + place % SPREAD)).time()


def _rdate(days: Sequence[date], at: time) -> str:
    return "RDATE:" + ",".join(f"{day:%Y%m%d}T{at:%H%M}00" for day in days)


def _cron(days: Sequence[date], at: time) -> str:
    """The cron line that means exactly these days, or "" when there is none."""
    end = date(days[-1].year, 12, 31)
    for fields, matches in _candidates(days):
        if list(filter(matches, _span(days[0], end))) == list(days):
            return f"{at.minute} {at.hour} {fields}"
    return ""


def _candidates(days: Sequence[date]) -> Iterator[tuple[str, Callable[[date], bool]]]:
    first = days[0]
    months = sorted({day.month for day in days})
    listed = "*" if len(months) == 12 else ",".join(map(str, months))
    yield f"{first.day} {listed} *", lambda day: day.day == first.day and day.month in months
    yield f"* * {first.isoweekday() % 7}", lambda day: day.weekday() == first.weekday()
    yield "* * *", lambda day: True  # noqa: ARG005  # every day


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))
