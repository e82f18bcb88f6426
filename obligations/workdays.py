"""Working days: which days are worked on, and how to count and move along them.

The published arrangement of a country, laid over by what the plan's calendar states itself. A year
that nobody has stated is counted Monday to Friday and is provisional 暂定: marked as a guess wherever
it is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from chinese_calendar import constants

_WEEKEND = 5  # date.weekday() of Saturday


def shift(day: date, days: int) -> date:
    """`day` moved by calendar days, held between the first and the last day that a date can be."""
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def each_day(first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last`, both in."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


@dataclass(frozen=True)
class WorkCalendar:
    """`rest` are weekdays that are not worked, `work` weekend days that are.

    `known` are the years that somebody has stated; None where every year counts as stated.
    """

    rest: frozenset[date]
    work: frozenset[date]
    known: frozenset[int] | None = None

    @classmethod
    def of(
        cls,
        published: Literal["CN"] | None,
        *,
        rest: Iterable[date] = (),
        work: Iterable[date] = (),
        covers: Collection[int] = (),
    ) -> WorkCalendar:
        """The published arrangement under the plan's own days; the plan's days win.

        `covers` are years that `rest` and `work` state completely. With neither `published` nor
        `covers` the rule is simply Monday to Friday and no year is a guess.
        """
        own_rest, own_work = frozenset(rest), frozenset(work)
        given_rest, given_work, years = _chinese() if published == "CN" else _nothing()
        rests = (given_rest - own_work) | own_rest
        works = (given_work - own_rest) | own_work
        return cls(
            frozenset(day for day in rests if day.weekday() < _WEEKEND),
            frozenset(day for day in works if day.weekday() >= _WEEKEND),
            years | frozenset(covers) if published or covers else None,
        )

    def is_workday(self, day: date) -> bool:
        return day not in self.rest if day.weekday() < _WEEKEND else day in self.work

    def is_provisional(self, day: date) -> bool:
        """Is the day in a year whose arrangement is a guess?"""
        return self.known is not None and day.year not in self.known

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it, when n is negative); `day` itself for 0."""
        if n == 0:
            return day
        found = islice(
            self._from(shift(day, 1 if n > 0 else -1), 1 if n > 0 else -1), abs(n) - 1, None
        )
        return next(found, date.max if n > 0 else date.min)

    def count(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; negative when `b` is the earlier."""
        return self._until(b) - self._until(a)

    def roll(self, day: date, towards: str) -> date:
        """`day`, or the next working day "earlier" or "later" when it is not one."""
        step = 1 if towards == "later" else -1
        return next(self._from(day, step), day)

    def last(self, first: date, last: date) -> date | None:
        """The last working day in [first, last]; None when there is none."""
        found = self.roll(last, "earlier")
        return found if first <= found <= last and self.is_workday(found) else None

    def _from(self, day: date, step: int) -> Iterator[date]:
        """The working days from `day` on (itself included), as far as dates go."""
        edge = date.max if step > 0 else date.min
        while True:
            if self.is_workday(day):
                yield day
            if day == edge:
                return
            day += timedelta(step)

    def _until(self, day: date) -> int:
        """Working days from the beginning of the calendar (a Monday) up to and including `day`."""
        weeks, rest_of_week = divmod(day.toordinal(), 7)
        weekdays = weeks * 5 + min(rest_of_week, 5)
        return weekdays - bisect_right(self._rested, day) + bisect_right(self._worked, day)

    @cached_property
    def _rested(self) -> list[date]:
        return sorted(self.rest)

    @cached_property
    def _worked(self) -> list[date]:
        return sorted(self.work)


_Stated = tuple[frozenset[date], frozenset[date], frozenset[int]]


def _nothing() -> _Stated:
    return frozenset(), frozenset(), frozenset()


@lru_cache(maxsize=1)
def _chinese() -> _Stated:
    """The State Council's arrangements: rest, work, and the years they are published for.

    Only the tables: the package's functions raise for a year that is not yet published.
    """
    rest, work = frozenset(constants.holidays), frozenset(constants.workdays)
    return rest, work, frozenset(day.year for day in rest)
