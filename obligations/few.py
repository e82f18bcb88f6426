"""Small numbers: a count of people below 3 can tell who they are, so it is told as "<3" outside its unit. Pure.

A total beside such counts is held back where it would give one of them away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEW = 3  #: a smaller count, nought too, is not told outside the unit that reports it
LESS = f"<{FEW}"
HELD_BACK = "不显示"


def is_few(count: int) -> bool:
    """Is it too small to be told?"""
    return count < FEW


def told(count: int, *, hides: bool = True) -> str:
    """The count as it may be told."""
    return LESS if hides and is_few(count) else str(count)


def gives_away(counts: Sequence[int]) -> bool:
    """Would the total of these counts, with the small ones shown as "<3", tell what one of them is?

    With one small count it would; with more, where they can only all be nought or all as large as they may.
    """
    small = [count for count in counts if is_few(count)]
    return len(small) == 1 or (bool(small) and sum(small) in (0, len(small) * (FEW - 1)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be told: by row, the cells and the total; and the total of everything."""

    cells: Mapping[str, tuple[str, ...]]
    totals: Mapping[str, str]
    total: str


def table(rows: Mapping[str, Sequence[int]]) -> Shown:
    """Rows of counts, each of the same units in the same order. There are no totals of columns: together
    with those of the rows they would give away more than either."""
    totals = {
        name: HELD_BACK if gives_away(counts) else told(sum(counts))
        for name, counts in rows.items()
    }
    known = [sum(counts) for counts in rows.values()]
    hidden = HELD_BACK in totals.values() or gives_away(known)
    return Shown(
        {name: tuple(told(count) for count in counts) for name, counts in rows.items()},
        totals,
        HELD_BACK if hidden else told(sum(known)),
    )
