"""A bulletin as its page shows it: tables whose every figure opens its items, and charts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from obligations.periods import label
from reports.bulletin import Bulletin, Counted
from reports.figures import COUNTED, LATE, Standing, Tally
from reports.keeping import Change
from web import charts
from web.charts import Column, Share
from web.reports.addresses import address

#: The columns of a table of figures: heading, what it counts (nothing named: all), its look.
COLUMNS: tuple[tuple[str, tuple[Standing, ...], str], ...] = (
    ("应办", (), ""),
    ("按时", (Standing.ON_TIME,), ""),
    ("逾期办结", (Standing.DONE_LATE,), ""),
    ("逾期未办", (Standing.OVERDUE,), "late"),
    ("待审核", (Standing.WAITING,), ""),
    ("未到期", (Standing.OPEN, Standing.PAUSED), ""),
    ("免责", (Standing.NO_FAULT,), ""),
)

#: How many, where a click leads ("" for nought), its look.
Cell = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: tuple[Cell, ...]


def rows(period: str, counted: Iterable[Counted], by: str, report: int = 0) -> Iterator[Row]:
    """The lines of a table; `by`: which filter of an address a line's key is (unit, duty, part)."""
    for one in counted:
        yield Row(one.name, tuple(_cells(period, one.tally, report, {by: one.key} if by else {})))


def _cells(period: str, tally: Tally, report: int, more: Mapping[str, Any]) -> Iterator[Cell]:
    for _, stands, look in COLUMNS:
        count = tally.count(*stands)
        yield count, address(period, stands, report=report, **more) if count else "", look


def shares(counted: Iterable[Counted]) -> tuple[Share, ...]:
    """Of each part, done of all."""
    return tuple(
        charts.share(one.name, one.tally.done, one.tally.total)
        for one in counted
        if one.tally.total
    )


def standings(whole: Tally) -> tuple[Column, ...]:
    """How many stand how."""
    kinds = {Standing.ON_TIME: "done", **dict.fromkeys(LATE, "late")}
    return charts.columns(
        [
            (s.label, ((kinds.get(s, "ahead"), whole.count(s)),))
            for s in Standing
            if s in COUNTED and whole.count(s)
        ]
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One task that stands otherwise by now."""

    id: int
    name: str
    about: str
    said: str


def changed(changes: Iterable[Change]) -> Iterator[Changed]:
    """The changes in words."""
    for one in changes:
        before, after = (s.label if s else "不在本期" for s in (one.before, one.after))
        was, now = (label(day) for day in one.due)
        moved = f"，到期 {was} → {now}" if was and now and was != now else ""
        stands = f"{before} → {after}" if before != after else before
        yield Changed(
            one.id, one.name, " · ".join(filter(None, (one.unit, one.about))), stands + moved
        )


def view(said: Bulletin, report: int = 0) -> dict[str, Any]:
    """What the template draws."""
    whole = Counted("", "合计", said.whole)
    return {
        "columns": [name for name, _, _ in COLUMNS],
        "units": [
            *rows(said.period, said.units, "unit", report),
            *rows(said.period, [whole], "", report),
        ],
        "parts": list(rows(said.period, said.parts, "part", report)),
        "shares": shares(said.parts),
        "standings": standings(said.whole),
    }
