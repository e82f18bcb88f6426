"""How often, from when and until when: the words a plan uses, and what they say about one period.

every: month, in term          opens: 12-01
every: once                    due: 2020-07-31
every: RRULE:FREQ=MONTHLY;BYDAY=1MO
due: 20 working days after start
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from obligations.periods import Every, check_rule
from obligations.sheets import iso_day

_ADVERBS = {
    "weekly": Every.WEEK,
    "monthly": Every.MONTH,
    "quarterly": Every.QUARTER,
    "half-yearly": Every.HALF_YEAR,
    "yearly": Every.YEAR,
    "each term": Every.TERM,
    "each school year": Every.SCHOOL_YEAR,
}


class _Written:
    """A value that a plan writes as one line of text."""

    @classmethod
    def parse(cls, text: str) -> Any:
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())


@dataclass(frozen=True, slots=True)
class Cadence(_Written):
    """How often a duty comes round; `rule` is RRULE text and only set for Every.RULE.

    A rule that must start on a certain day writes `DTSTART:20260105 RRULE:FREQ=WEEKLY;INTERVAL=2`.
    """

    every: Every
    in_term: bool = False
    rule: str = ""
    written: str = ""

    @classmethod
    def parse(cls, text: str) -> Cadence:
        """Read `month, in term`. Raises ValueError that lists the words there are."""
        if text.upper().startswith(("RRULE:", "DTSTART")):
            if problem := check_rule(text):
                raise ValueError(problem)
            return cls(Every.RULE, rule=text, written=text)
        word, _, rest = (part.strip() for part in text.partition(","))
        every = _ADVERBS.get(word) or next((e for e in Every if e.value == word), None)
        if every in (None, Every.RULE) or rest not in ("", "in term"):
            words = [e.value for e in Every if e is not Every.RULE]
            raise ValueError(f"应为 {'、'.join(words)} 之一（学期内的加 , in term）或 RRULE:…")
        in_term = rest == "in term"
        if in_term and every in (Every.TERM, Every.SCHOOL_YEAR, Every.ONCE, Every.ASSIGNED):
            raise ValueError(f"{word} 不用再写 in term")
        return cls(every, in_term, written=text)

    def __str__(self) -> str:
        return self.written


_DAYS = r"(?P<days>\d+) working days?"


@dataclass(frozen=True, slots=True)
class DueRule(_Written):
    """When, within its period, a task is due. Exactly one of the three is set."""

    after_start: int | None = None  #: working days after the period's first (school) day
    month_day: tuple[int, int] | None = None  #: (month, day) within the period's year
    day: date | int | None = None  #: a date (for `once`), or a day of the month

    @classmethod
    def parse(cls, text: str) -> DueRule:
        """Read `09-30`, `day 25`, `2020-07-31` or `20 working days after start`."""
        if match := re.fullmatch(_DAYS + " after start", text):
            return cls(after_start=int(match["days"]))
        if match := re.fullmatch(r"day (\d{1,2})", text):
            if not 1 <= int(match[1]) <= 31:
                raise ValueError("一个月只有 1 到 31 日")
            return cls(day=int(match[1]))
        if re.fullmatch(r"\d\d-\d\d", text):
            return cls(month_day=_month_day(text))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return cls(day=iso_day(text))
        raise ValueError("应如 09-30、day 25、2020-07-31 或 20 working days after start")


@dataclass(frozen=True, slots=True)
class OpensRule(_Written):
    """When a period's tasks are opened, where that is not its first day."""

    before_due: int | None = None  #: working days before the due date
    month_day: tuple[int, int] | None = None

    @classmethod
    def parse(cls, text: str) -> OpensRule:
        """Read `12-01` or `10 working days before due`."""
        if match := re.fullmatch(_DAYS + " before due", text):
            return cls(before_due=int(match["days"]))
        if re.fullmatch(r"\d\d-\d\d", text):
            return cls(month_day=_month_day(text))
        raise ValueError("应如 12-01 或 10 working days before due")


@dataclass(frozen=True, slots=True)
class Within(_Written):
    """How long an opened-after task may take, in working days."""

    days: int

    @classmethod
    def parse(cls, text: str) -> Within:
        """Read `3 working days`."""
        if match := re.fullmatch(_DAYS, text):
            return cls(int(match["days"]))
        raise ValueError("应如 3 working days")

    def __str__(self) -> str:
        return f"{self.days} working days"


def _month_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{text}")  # a leap year, so that 02-29 is a day
    except ValueError:
        raise ValueError("没有这一天，应写成 09-30") from None
    return day.month, day.day
