"""The board as its template draws it: duties × columns, each cell a light and a count. Pure.

About children nothing is counted one by one: see obligations.few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from obligations import few
from obligations.coverage import part_of
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.sensitive import counts_children
from tasks.boards import Tally
from tasks.lights import GRAVITY, Light
from web.supervisors.asked import Asked, parts
from web.supervisors.columns import column_of, ordered
from web.wording import duty_name

__all__ = ["Board", "Cell", "Row", "board", "counts_children"]

#: A light, how many stand so, of how many, where a click leads. Plain tuples: they render fast.
Cell = tuple[Light, str, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One duty. A cell is None where nothing is owed."""

    duty: str
    name: str
    address: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """`groups`: the heading of each part of the notice with its duties."""

    columns: tuple[tuple[str, str, int], ...]  #: name, where a click leads, how many are late
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    counts: tuple[tuple[Light, int, str], ...]
    idle: int  #: duties with nothing to show


def board(rules: Jurisdiction, found: Iterable[Tally], asked: Asked) -> Board:
    """The board of what was counted."""
    places: dict[tuple[str, str], Counter[Light]] = {}
    for tally in found:
        place = (tally.duty, column_of(rules, tally.post))
        places.setdefault(place, Counter())[tally.light] += tally.count
    names = ordered(rules, {column for _, column in places})
    duties = [d for d in rules.plan.obligations if any((d.id, name) in places for name in names)]
    plain = {d.id for d in duties if not counts_children(rules, d)}
    return Board(
        tuple(_column(name, places, plain, asked) for name in names),
        tuple(_groups(rules, duties, names, places, asked)),
        tuple(_counts(places, plain, asked)),
        len(asked.duties(rules)) - len(duties),
    )


_Places = dict[tuple[str, str], Counter[Light]]


def _column(name: str, places: _Places, plain: set[str], asked: Asked) -> tuple[str, str, int]:
    late = sum(c[Light.LATE] for (duty, col), c in places.items() if col == name and duty in plain)
    return name, asked.address(unit=name), late


def _groups(
    rules: Jurisdiction,
    duties: Sequence[Obligation],
    names: Sequence[str],
    places: _Places,
    asked: Asked,
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    for part, title in parts(rules).items():
        rows = tuple(
            _row(rules, duty, names, places, asked)
            for duty in duties
            if part_of(duty.clause) == part
        )
        if rows:
            yield title, rows


def _row(
    rules: Jurisdiction, duty: Obligation, names: Sequence[str], places: _Places, asked: Asked
) -> Row:
    hides = counts_children(rules, duty)
    cells = tuple(
        _cell(places[duty.id, name], asked.address(duty=duty.id, unit=name), hides=hides)
        if (duty.id, name) in places
        else None
        for name in names
    )
    return Row(duty.id, duty_name(duty), asked.address(duty=duty.id), cells)


def _cell(counted: Counter[Light], address: str, *, hides: bool) -> Cell:
    """The gravest light, of how many tasks it is true, and of how many there are."""
    gravest = next(light for light in GRAVITY if counted[light])
    count, total = counted[gravest], counted.total()
    if hides:
        return gravest, few.told(total), "", address
    return gravest, str(count), f"/{total}" if total > count else "", address


def _counts(places: _Places, plain: set[str], asked: Asked) -> Iterator[tuple[Light, int, str]]:
    total: Counter[Light] = Counter()
    for (duty, _), counted in places.items():
        if duty in plain:
            total.update(counted)
    for light in GRAVITY:
        if total[light]:
            yield light, total[light], asked.address(light=light.value)
