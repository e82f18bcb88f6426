"""What if the holidays of a year fall otherwise? An arrangement for a year that nobody has published yet.

It is invented, and said to be so: the arrangement of a published year, moved by whole weeks so that
weekdays stay weekdays. `late` takes the published year with the latest Spring Festival of the last ten, `early`
that with the earliest; a year (`2025`) takes that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import constants

#: When the arrangement of the coming year is usually published (2023: 25 October, 2024: 12 November).
PUBLISHED = (11, 5)
_LOOKED_BACK = 10  # years
_SPRING = "Spring Festival"
_WORKING_DAYS = 5


class UnknownHolidays(ValueError):
    """No arrangement can be made of that. The message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The weekdays of `year` that are not worked, and the weekend days that are; `like`: after which year."""

    year: int
    like: int
    rest: tuple[date, ...]
    work: tuple[date, ...]

    @property
    def published_on(self) -> date:
        """The day on which it is taken to be published."""
        return date(self.year - 1, *PUBLISHED)

    @property
    def says(self) -> str:
        return f"{self.year} 年放假调休照 {self.like} 年公布的安排平移（假设），{self.published_on} 起生效"


def read(text: str) -> Arrangement:
    """`2027=late`, `2027=early` or `2027=2025`. Raises UnknownHolidays."""
    year, _, how = text.partition("=")
    if not year.isdigit() or len(year) != 4 or not how:
        raise UnknownHolidays(f"读到 {text!r}，应如 2027=late、2027=early 或 2027=2025")
    years = sorted({day.year for day in constants.holidays})
    if int(year) in years:
        raise UnknownHolidays(f"{year} 年的安排已经公布，不用假设")
    chosen = _chosen(how, years)
    return _moved(chosen, int(year))


def _chosen(how: str, years: list[int]) -> int:
    recent = years[-_LOOKED_BACK:]
    if how == "late":
        return max(recent, key=lambda y: (_spring(y), y))
    if how == "early":
        return min(recent, key=lambda y: (_spring(y), -y))
    if how.isdigit() and int(how) in years:
        return int(how)
    known = f"{years[0]} 到 {years[-1]}"
    raise UnknownHolidays(f"读到 {how!r}，应为 late、early 或一个已公布的年份（{known}）")


def _spring(year: int) -> tuple[int, int]:
    first = min(d for d, name in constants.holidays.items() if d.year == year and name == _SPRING)
    return first.month, first.day


def _moved(like: int, year: int) -> Arrangement:
    weeks = timedelta(weeks=round((date(year, 7, 1) - date(like, 7, 1)).days / 7))

    def days(of: Iterable[date]) -> tuple[date, ...]:
        # A December and a January around the year come along, and what falls outside it is left out.
        near = (day + weeks for day in of if abs(day.year - like) <= 1)
        return tuple(sorted(day for day in near if day.year == year))

    rest = (day for day in constants.holidays if day.weekday() < _WORKING_DAYS)
    return Arrangement(year, like, days(rest), days(constants.workdays))
