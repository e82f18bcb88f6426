"""School years and terms 学年、学期: data with dates, and the school days in them.

A school day is a working day in a term. A school year that nobody has entered yet is a provisional
copy of the last one before it, on the same days of the year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from obligations.workdays import WorkCalendar, each_day

#: From this month on the coming school year is asked for.
ASKED_FROM = 6  # June


@dataclass(frozen=True, slots=True)
class Term:
    """One term, both days in. `id` is the one its period bears: `2026-27-T1`."""

    id: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """`id` such as `2026-27`; `provisional` when its dates are a guess."""

    id: str
    terms: tuple[Term, ...]
    provisional: bool = False

    @property
    def begins(self) -> int:
        """The calendar year in which it begins."""
        return int(self.id[:4])

    @property
    def first(self) -> date:
        return min(term.first for term in self.terms)


@dataclass(frozen=True, slots=True)
class Suspension:
    """停课: days without school inside a term. Open tasks are paused meanwhile."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class SchoolCalendar:
    """The school years of a plan, and the copies that stand in for those still missing.

    Before the first school year entered there is no school: what is past is not guessed.
    """

    years: tuple[SchoolYear, ...]
    workdays: WorkCalendar
    stops: tuple[Suspension, ...] = ()
    _days: dict[int, list[date]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def year(self, begins: int) -> SchoolYear | None:
        """The school year that begins in that calendar year, entered or copied."""
        if begins in self._known:
            return self._known[begins]
        before = max((y for y in self._known if y < begins), default=None)
        if before is None or begins > date.max.year - 2:
            return None
        return _copy(self._known[before], begins)

    def years_between(self, first: date, last: date) -> Iterator[tuple[SchoolYear, date]]:
        """The school years that overlap [first, last], each with its own last day.

        That is the day before the next one begins: the summer belongs to the year that it ends.
        """
        for begins in self._begins(first, last):
            if year := self.year(begins):
                following = self.year(begins + 1)
                ends = following.first - timedelta(1) if following else date.max
                if year.first <= last and ends >= first:
                    yield year, ends

    def terms_between(self, first: date, last: date) -> tuple[Term, ...]:
        """The terms that overlap [first, last], in order."""
        return tuple(
            term
            for year, _ in self.years_between(first, last)
            for term in sorted(year.terms, key=lambda t: t.first)
            if term.first <= last and term.last >= first
        )

    def is_provisional(self, day: date) -> bool:
        """Are the dates of the school year around that day a guess?"""
        return any(year.provisional for year, _ in self.years_between(day, day))

    def ends_a_term(self, day: date) -> bool:
        """Is that day the last school day of a term, or after it?"""
        terms = self.terms_between(day, day)
        return not terms or any(self.last_school_day(t.first, t.last) == day for t in terms)

    def first_school_day(self, first: date, last: date) -> date | None:
        """The first school day in [first, last], suspended or not.

        A suspension pauses what is open, so it must not move the day as well.
        """
        return next(self._between(first, last), None)

    def last_school_day(self, first: date, last: date) -> date | None:
        """The last school day in [first, last], suspended or not."""
        for begins in reversed(self._begins(first, last)):
            days = self._days_of(begins)
            place = bisect_right(days, last)
            if place and days[place - 1] >= first:
                return days[place - 1]
        return None

    def school_days(self, first: date, last: date) -> int:
        """How many days of [first, last] school is held on; suspended days are left out."""
        return sum(day not in self._stopped for day in self._between(first, last))

    def missing_year(self, on: date) -> str | None:
        """The school year that should be entered by then and is not: from June on the coming one."""
        wanted = on.year if on.month >= ASKED_FROM else on.year - 1
        if not self._known or wanted < min(self._known) or wanted in self._known:
            return None
        return school_year_id(wanted)

    @cached_property
    def _known(self) -> dict[int, SchoolYear]:
        return {year.begins: year for year in self.years}

    @cached_property
    def _stopped(self) -> frozenset[date]:
        return frozenset(day for stop in self.stops for day in each_day(stop.first, stop.last))

    def _begins(self, first: date, last: date) -> range:
        """The calendar years in which school years that touch [first, last] can begin."""
        if not self._known:
            return range(0)
        return range(max(first.year - 1, min(self._known)), last.year + 1)

    def _between(self, first: date, last: date) -> Iterator[date]:
        for begins in self._begins(first, last):
            days = self._days_of(begins)
            yield from days[bisect_left(days, first) : bisect_right(days, last)]

    def _days_of(self, begins: int) -> list[date]:
        """The school days of the year that begins then, in order; worked out once."""
        if begins not in self._days:
            year = self.year(begins)
            terms = year.terms if year else ()
            days = {day for term in terms for day in each_day(term.first, term.last)}
            self._days[begins] = sorted(filter(self.workdays.is_workday, days))
        return self._days[begins]


def _copy(year: SchoolYear, begins: int) -> SchoolYear:
    """`year` on the same days of later years."""
    years, id_ = begins - year.begins, school_year_id(begins)
    terms = (
        Term(
            id_ + term.id.removeprefix(year.id), _later(term.first, years), _later(term.last, years)
        )
        for term in year.terms
    )
    return SchoolYear(id_, tuple(terms), provisional=True)


def _later(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def school_year_id(begins: int) -> str:
    """`2026-27` for the school year that begins in 2026."""
    return f"{begins:04d}-{(begins + 1) % 100:02d}"
