"""The hours in which people may be told: `hours: 08:30-18:00`, in the plan's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator

#: A time of day as the files and the sheet of contacts write it.
TIME = r"([01]?\d|2[0-3]):([0-5]\d)"
_SPAN = re.compile(rf"\s*{TIME}\s*[-–—~至]\s*{TIME}\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to but not including `end`, on one day or over midnight."""

    start: time
    end: time

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


OFFICE_HOURS = Span(time(8, 30), time(18, 0))


def read_time(text: str) -> time:
    """`08:30` or `8:30`. Raises ValueError that says so."""
    if found := re.fullmatch(TIME, text.strip()):
        return time(int(found[1]), int(found[2]))
    raise ValueError("应为时间，如 08:30")


def _hours(value: Any) -> Any:
    if isinstance(value, Span):
        return value
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("应为起止时间，如 08:30-18:00")
    start, end = (time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    if start >= end:
        raise ValueError("应先早后晚，如 08:30-18:00")
    return Span(start, end)


#: A part of the day as a plan writes it.
Hours = Annotated[Span, BeforeValidator(_hours)]
