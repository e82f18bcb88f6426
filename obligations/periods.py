"""Periods 周期: the turns of time that duties come round in, their ids and what people call them.

Ids: `2026-09`, `2026-Q4`, `2026-W37`, `2026-H2`, `2026`, `2026-27`, `2026-27-T1`; the first day
`2026-09-07` for a recurrence rule; `once`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from dateutil.rrule import rrule, rruleset, rrulestr

from obligations.terms import SchoolCalendar
from obligations.workdays import shift

#: Where a rule without DTSTART starts to count: the anchor that Prefect uses too.
ANCHOR = datetime(2020, 1, 1)  # noqa: DTZ001 -- floating local time (RFC 5545, 3.3.5, form 1)


class Every(StrEnum):
    """How often a duty comes round."""

    WEEK = "week"  #: Monday to Sunday (ISO 8601)
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    TERM = "term"  #: 学期
    SCHOOL_YEAR = "school year"  #: 学年, the summer after it included
    ONCE = "once"
    ASSIGNED = "assigned"  #: 交办: when somebody assigns it; no period comes by itself
    RULE = "rule"  #: RFC 5545 RRULE text: each occurrence begins a period


@dataclass(frozen=True, slots=True)
class Period:
    """One turn, from its first day to its last, both in."""

    id: str
    every: Every
    first: date
    last: date

    @property
    def label(self) -> str:
        """What people call it: 2026年9月, 2026年第四季度."""
        return _school_year(self.id) if self.every is Every.SCHOOL_YEAR else label(self.id)


def periods(every: Every, first: date, last: date, school: SchoolCalendar) -> Iterator[Period]:
    """The periods that overlap [first, last], in order. For rules see `rule_periods`."""
    if every is Every.ASSIGNED:
        return
    if every is Every.ONCE:
        yield Period("once", Every.ONCE, date.min, date.max)
    elif every is Every.TERM:
        for term in school.terms_between(first, last):
            yield Period(term.id, every, term.first, term.last)
    elif every is Every.SCHOOL_YEAR:
        for year, ends in school.years_between(first, last):
            yield Period(year.id, every, year.first, ends)
    elif every is Every.WEEK:
        yield from _weeks(first, last)
    elif every in _MONTHS:
        yield from _runs_of_months(every, first, last)
    else:
        raise ValueError(f"{every} has no periods of its own: use rule_periods")


def in_term(period: Period, school: SchoolCalendar) -> bool:
    """Is enough of the period school time for a duty "in term"?

    Three school days of every seven, and never more than ten: a week needs 3, a month (or
    anything longer) 10. Suspended days are no school days here.
    """
    days = (period.last - period.first).days + 1
    least = min(10, -(-3 * days // 7))
    return school.school_days(period.first, period.last) >= least


# --- Weeks, months and what is made of them ---


def _weeks(first: date, last: date) -> Iterator[Period]:
    monday = shift(first, -first.weekday())
    while monday <= last:
        year, week, _ = monday.isocalendar()
        sunday = shift(monday, 6)
        yield Period(f"{year:04d}-W{week:02d}", Every.WEEK, monday, sunday)
        if sunday == date.max:
            return
        monday = sunday + timedelta(1)


#: How many months make a period, and how the n-th of a year (from 0) is written in its id.
_MONTHS: dict[Every, tuple[int, Callable[[int], str]]] = {
    Every.MONTH: (1, lambda n: f"-{n + 1:02d}"),
    Every.QUARTER: (3, lambda n: f"-Q{n + 1}"),
    Every.HALF_YEAR: (6, lambda n: f"-H{n + 1}"),
    Every.YEAR: (12, lambda _: ""),
}


def _runs_of_months(every: Every, first: date, last: date) -> Iterator[Period]:
    length, suffix = _MONTHS[every]
    months = _month_number(first) // length * length
    while months <= _month_number(last):
        year, month = divmod(months, 12)
        begin = date(year, month + 1, 1)
        yield Period(
            f"{year:04d}{suffix(month // length)}", every, begin, _month_end(months + length - 1)
        )
        months += length


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_end(months: int) -> date:
    year, month = divmod(months + 1, 12)
    return date.max if year > date.max.year else date(year, month + 1, 1) - timedelta(1)


# --- Recurrence rules ---

_TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=")
_STANDING_STILL = re.compile(r"INTERVAL=(0+\b|-)")
_ZONED = re.compile(r"\dZ\b|TZID=")


def check_rule(text: str) -> str:
    """What is wrong with RRULE text, in Chinese; empty when it can be used (RFC 5545, 3.3.10).

    The text may begin with `RRULE:`, or with `DTSTART:20260105 ` where a certain day starts it.
    """
    if _ZONED.search(text.upper()):
        return "RRULE 用当地时间，UNTIL、DTSTART 不带 Z 和时区，如 UNTIL=20261231T235959"
    if _TOO_OFTEN.search(text.upper()):
        return "RRULE 最短按天（FREQ=DAILY），不写时分秒"
    if _STANDING_STILL.search(text.upper()):
        return "RRULE 的 INTERVAL 应为 1 或更大"
    try:
        rule = _parsed(text)
    except (ValueError, TypeError, AttributeError) as error:
        return f"RRULE 读不懂（{error}），应如 RRULE:FREQ=MONTHLY;BYDAY=1MO"
    return "" if next(iter(rule), None) else "RRULE 一次也不会发生"


def rule_periods(rule: str, first: date, last: date) -> Iterator[Period]:
    """The periods of RRULE text that overlap [first, last]; `rule` as `check_rule` accepts it.

    Each lasts from one occurrence to the day before the next. The last of a rule that ends is as
    long as the one before it.
    """
    days = _occurrences(rule, first, last)
    for begin, following in pairwise(days):
        if begin <= last and following > first:
            yield Period(begin.isoformat(), Every.RULE, begin, following - timedelta(1))


def _occurrences(text: str, first: date, last: date) -> list[date]:
    """The occurrences from the one under way on `first` to the one after `last`."""
    rule = _parsed(text)
    begin = rule.before(_midnight(first), inc=True) or _midnight(first)
    found = [moment.date() for moment in rule.between(begin, _end_of(last), inc=True)]
    following = rule.after(_end_of(last))
    if following is None and found:
        earlier = rule.before(_midnight(found[-1]))
        length = (found[-1] - earlier.date()).days if earlier else 1
        return [*dict.fromkeys(found), shift(found[-1], length)]
    return [*dict.fromkeys(found), *([following.date()] if following else [])]


@lru_cache(maxsize=1024)
def _parsed(text: str) -> rrule | rruleset:
    return rrulestr(text, dtstart=ANCHOR, cache=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max)


# --- What people call them ---

_NUMERALS = "零一二三四五六七八九"


@lru_cache(maxsize=1024)
def label(period_id: str) -> str:
    """`2026-Q4` as 2026年第四季度; text that is no period's id stays as it is.

    `2011-12` alone is read as a month: school years are told apart from 2012 to 2099.
    """
    for pattern, words in _SPELLINGS:
        if match := re.fullmatch(pattern, period_id):
            return words(match)
    return _school_year(period_id)


def _school_year(period_id: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-T(\d))?", period_id)
    if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
        return period_id
    term = f"第{_NUMERALS[int(match[3])]}学期" if match[3] else ""
    return f"{int(match[1])}—{int(match[1]) + 1}学年{term}"


def _week(match: re.Match[str]) -> str:
    monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    return f"{int(match[1])}年第{int(match[2])}周（{monday.month}月{monday.day}日起）"


_SPELLINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"once", lambda _: "一次性"),
    (r"(\d{4})", lambda m: f"{int(m[1])}年"),
    (r"(\d{4})-(0[1-9]|1[0-2])", lambda m: f"{int(m[1])}年{int(m[2])}月"),
    (r"(\d{4})-(\d\d)-(\d\d)", lambda m: f"{int(m[1])}年{int(m[2])}月{int(m[3])}日"),
    (r"(\d{4})-Q([1-4])", lambda m: f"{int(m[1])}年第{_NUMERALS[int(m[2])]}季度"),
    (r"(\d{4})-H([12])", lambda m: f"{int(m[1])}年{'上下'[int(m[2]) - 1]}半年"),
    (r"(\d{4})-W(\d\d)", _week),
)
