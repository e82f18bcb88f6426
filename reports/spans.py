"""The span of time that a report is about, from the id of its period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from obligations.jurisdiction import Jurisdiction
from obligations.periods import Every, Period, periods

_SHAPES = (
    (r"\d{4}-Q[1-4]", Every.QUARTER),
    (r"\d{4}-H[12]", Every.HALF_YEAR),
    (r"\d{4}-\d\d-T\d", Every.TERM),
    (r"\d{4}-\d\d", Every.MONTH),
    (r"\d{4}-\d\d", Every.SCHOOL_YEAR),
    (r"\d{4}", Every.YEAR),
)


class UnknownPeriodError(ValueError):
    """No period is called that. The message is for the person who typed it."""


def span(rules: Jurisdiction, period: str) -> Period:
    """`2026-Q4`, `2026-09`, `2026`, `2026-27-T1` with its first and last day.

    Raises UnknownPeriodError.
    """
    for shape, every in _SHAPES:
        if re.fullmatch(shape, period):
            for one in _near(rules, every, int(period[:4])):
                if one.id == period:
                    return one
    raise UnknownPeriodError(
        f"读不懂周期 {period!r}，应如 2026-Q4（季度）、2026-09（月）、2026（年）、2026-27-T1（学期）"
    )


def _near(rules: Jurisdiction, every: Every, year: int) -> Iterator[Period]:
    # 9999 has no year after it; 0000 is none.
    if 1 <= year < date.max.year:
        yield from periods(every, date(year, 1, 1), date(year + 1, 12, 31), rules.school)


def holding(rules: Jurisdiction, every: Every, on: date) -> Period:
    """The month, quarter, year or term that holds the day; where none does, the last before it or else
    the next: between two terms there are holidays.

    Raises UnknownPeriodError where the calendar knows no such period.
    """
    near = list(periods(every, date(on.year - 1, 1, 1), date(on.year + 1, 12, 31), rules.school))
    begun = [one for one in near if one.first <= on]
    if not near:
        raise UnknownPeriodError("校历里没有学期，请先在 calendar.yaml 写明")
    return begun[-1] if begun else near[0]
