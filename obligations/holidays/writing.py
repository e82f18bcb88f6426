"""An arrangement as the lines of calendar.yaml, alone or added to a calendar that is there."""

from __future__ import annotations

from datetime import date

from obligations.calendars import Calendar, Days
from obligations.editing import append, flow
from obligations.holidays.arrangement import Arrangement
from obligations.sheets import read_sheet
from obligations.source import parse
from obligations.workdays import each_day

_HEAD = "# 放假调休照 {year} 年公布的安排抄录；其他年份按 published 或周一至周五计算。\n\npublished: CN\n"


def written(arrangement: Arrangement) -> str:
    """A calendar.yaml of its own."""
    return added(_HEAD.format(year=arrangement.year), arrangement)


def states(calendar: Calendar, year: int) -> bool:
    """Does the calendar already state that year, or a day of it?"""
    days: tuple[Days, ...] = (*calendar.rest, *calendar.work)
    return year in calendar.covers or any(year in (d.from_.year, d.to.year) for d in days)


def added(text: str, arrangement: Arrangement) -> str:
    """`text`, a calendar.yaml that does not state the year, with the arrangement; the rest stays as written."""
    data = parse("calendar.yaml", text).data
    has = data if isinstance(data, dict) else {}
    rest: list[object] = [
        {"from": str(r.first), "to": str(r.last), "reason": why} for r, why in arrangement.rests
    ]
    lines: dict[str, list[object]] = {
        "covers": [arrangement.year],
        "rest": rest,
        "work": list(map(str, arrangement.work)),
    }
    for key, values in lines.items():
        if has.get(key):
            for value in values:
                text = append(text, (key,), value)
        elif values:
            text = _with_block(text, key, values, is_there=key in has)
    return text


def _with_block(text: str, key: str, values: list[object], *, is_there: bool) -> str:
    """A key that was absent or empty, one value a line."""
    if is_there:
        kept = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
        text = "\n".join(kept) + "\n"
    if key == "covers":
        return f"{text.rstrip()}\n\n{key}: {flow(values)}\n"
    return f"{text.rstrip()}\n\n{key}:\n" + "".join(f"  - {flow(value)}\n" for value in values)


def read_calendar(text: str) -> Calendar | None:
    """The sheet that `text` writes; None when it has faults. Raises PlanError for broken YAML."""
    source = parse("calendar.yaml", text)
    reading = read_sheet(Calendar, source)
    return None if source.faults or reading.faults else reading.sheet


def agrees(calendar: Calendar, arrangement: Arrangement) -> bool:
    """Does the calendar say of every day of the arrangement what the arrangement says?"""
    days = calendar.workdays()
    off: set[date] = {d for r, _ in arrangement.rests for d in each_day(r.first, r.last)}
    return not any(map(days.is_workday, off)) and all(map(days.is_workday, arrangement.work))
