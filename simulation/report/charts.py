"""The geometry of the charts, worked out here so that the template only draws. Units are SVG pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from obligations.ladder import RungKind
from simulation.what import Outcome

#: How dark a cell can be: 0 is empty.
SHADES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """`share`: of the longest one, 0 to 1. `says`: for a pointer that rests on it, and for a reader aloud."""

    label: str
    value: int
    share: float
    says: str


@dataclass(frozen=True, slots=True)
class Cell:
    """`shade` from 0 (nothing) to SHADES."""

    value: int
    shade: int
    says: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map: one row for each name, one column for each heading."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], int], ...]


def bars(values: Iterable[tuple[str, int]], unit: str) -> tuple[Bar, ...]:
    """One bar for each value."""
    known = list(values)
    most = max((n for _, n in known), default=0) or 1
    return tuple(Bar(label, n, n / most, f"{label}：{n} {unit}") for label, n in known)


def months(outcome: Outcome) -> tuple[Bar, ...]:
    """Tasks due by month, of all units."""
    found: dict[str, int] = {}
    for unit in outcome.by_unit:
        for month in unit.months:
            found[month.month] = found.get(month.month, 0) + month.tasks
    return bars(sorted(found.items()), "项到期")


def rungs(outcome: Outcome) -> tuple[Bar, ...]:
    """How far the ladder was climbed."""
    return bars(((RungKind(k).label, n) for k, n in outcome.nudges.items()), "次")


def late(outcome: Outcome) -> tuple[Bar, ...]:
    """What was still late in the evening of each month."""
    return bars(((m.month, m.late) for m in outcome.leader), "项仍逾期")


def units(outcome: Outcome) -> Grid:
    """Minutes by unit and month."""
    headings = sorted({m.month for u in outcome.by_unit for m in u.months})
    found = [
        (unit.unit, {m.month: m.minutes for m in unit.months}, unit.minutes)
        for unit in outcome.by_unit
    ]
    return _grid(headings, headings, found, "分钟")


def people(outcome: Outcome) -> Grid:
    """Messages by person and week."""
    weeks = list(_weeks(outcome.first, outcome.last))
    found = [(p.person, p.weeks, p.messages) for p in outcome.by_person]
    return _grid(weeks, [week.partition("-W")[2] for week in weeks], found, "条")


def _weeks(first: date, last: date) -> Iterable[str]:
    day = first - timedelta(days=first.weekday())
    while day <= last:
        year, week, _ = day.isocalendar()
        yield f"{year}-W{week:02}"
        day += timedelta(days=7)


def _grid(
    keys: Sequence[str],
    headings: Sequence[str],
    rows: Sequence[tuple[str, dict[str, int], int]],
    unit: str,
) -> Grid:
    most = max((n for _, values, _ in rows for n in values.values()), default=0) or 1

    def cell(name: str, key: str, value: int) -> Cell:
        return Cell(value, -(-value * SHADES // most), f"{name} {key}：{value} {unit}")

    return Grid(
        tuple(headings),
        tuple(
            (name, tuple(cell(name, key, values.get(key, 0)) for key in keys), total)
            for name, values, total in rows
        ),
    )
