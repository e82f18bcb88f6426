"""The days of a calendar year: what kind of day each is, and how much is due on it, by whom. Pure.

A past day shows what was due and what became of it; from today on it shows what is still owed, and what
will be.
"""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil, log

from obligations.jurisdiction import Jurisdiction
from obligations.owed import owed, turns
from tasks.boards import Due, Past
from tasks.lights import Light
from web.supervisors.cells import counts_children
from web.supervisors.columns import column_of

LEVELS = 4
_WEEKDAYS = "一二三四五六日"
_WEEKEND = 5

#: What is due on a day: of each duty, how many in each column of the board.
Load = dict[date, Counter[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a heat map. `level` 0 to 4; `mark` is 休 or 班 where the week says otherwise."""

    day: date
    count: int
    level: int
    is_workday: bool
    mark: str
    in_term: bool
    is_stopped: bool  #: no school, for a stated reason
    is_guess: bool  #: nobody has stated yet which days of its year are worked
    term_is_guess: bool
    is_today: bool

    @property
    def weekday(self) -> str:
        return f"周{_WEEKDAYS[self.day.weekday()]}"

    @property
    def said(self) -> str:
        """The day in words, for who cannot see its colours."""
        kind = "" if self.is_workday else "，不上班"
        due = f"，到期 {self.count} 项" if self.count else ""
        guess = "，暂定" if self.is_guess else ""
        return f"{self.day.month}月{self.day.day}日{kind}{due}{guess}"


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven; None where a week belongs to another month."""

    number: int
    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def days(self) -> tuple[Day, ...]:
        return tuple(day for week in self.weeks for day in week if day)


def load(
    rules: Jurisdiction, year: int, open_: Iterable[Due], on: date, gone: Iterable[Past] = ()
) -> Load:
    """What is due on each day of the year. `open_`: what is owed from `on` to the end of the year;
    `gone`: what was due before."""
    found: Load = {}
    for day, duty, column, opens, count in planned(rules, year):
        if opens > on:
            found.setdefault(day, Counter())[duty, column] += count
    owed_or_gone: list[Due | Past] = [*open_, *gone]
    for due in owed_or_gone:
        found.setdefault(due.due, Counter())[due.duty, column_of(rules, due.post)] += due.count
    return found


def outcomes(gone: Iterable[Past], day: date, duty: str) -> Counter[Light]:
    """What became of what was due on that day."""
    found: Counter[Light] = Counter()
    for one in gone:
        if (one.due, one.duty) == (day, duty):
            found[one.light] += one.count
    return found


@lru_cache(maxsize=32)
def planned(rules: Jurisdiction, year: int) -> tuple[tuple[date, str, str, date, int], ...]:
    """What the plan asks for in a year: due date, duty, column, opening date, how many."""
    found: Counter[tuple[date, str, str, date]] = Counter()
    for duty in rules.plan.obligations:
        for turn in turns(rules, duty, date(year, 1, 1), date(year, 12, 31)):
            for one in owed(rules, duty, turn):
                found[turn.due, duty.id, column_of(rules, one.post), turn.opens] += 1
    return tuple((*key, count) for key, count in sorted(found.items()))


def counts(rules: Jurisdiction, found: Load, unit: str) -> Mapping[date, int]:
    """How much is due on each day, of one column or of all. What is about children counts once for
    each place: how many there are is nobody's to see."""
    about_children = {d.id for d in rules.plan.obligations if counts_children(rules, d)}
    return {
        day: sum(
            1 if duty in about_children else count
            for (duty, column), count in due.items()
            if unit in ("", column)
        )
        for day, due in found.items()
    }


def months(rules: Jurisdiction, year: int, due: Mapping[date, int], on: date) -> tuple[Month, ...]:
    """The twelve months."""
    most = max(due.values(), default=0)
    return tuple(
        Month(n, date(year, n, 1), tuple(_weeks(rules, year, n, due, most, on)))
        for n in range(1, 13)
    )


def _weeks(
    rules: Jurisdiction, year: int, month: int, due: Mapping[date, int], most: int, on: date
) -> Iterator[tuple[Day | None, ...]]:
    for week in Calendar().monthdatescalendar(year, month):
        yield tuple(
            _day(rules, day, due.get(day, 0), most, on) if day.month == month else None
            for day in week
        )


def _day(rules: Jurisdiction, day: date, count: int, most: int, on: date) -> Day:
    works, school = rules.workdays.is_workday(day), rules.school
    usual = day.weekday() < _WEEKEND
    in_term = bool(school.terms_between(day, day))
    return Day(
        day=day,
        count=count,
        level=ceil(LEVELS * log(1 + count) / log(1 + most)) if count else 0,
        is_workday=works,
        mark="" if works is usual else ("班" if works else "休"),
        in_term=in_term,
        is_stopped=any(stop.first <= day <= stop.last for stop in school.stops),
        is_guess=rules.workdays.is_provisional(day),
        term_is_guess=in_term and school.is_provisional(day),
        is_today=day == on,
    )
