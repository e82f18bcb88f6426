"""Small numbers: a count of people below 3 can tell who they are, so it is told as "<3" outside its unit. Pure.

A total beside such counts is held back where it would give one of them away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    less: tuple[str, ...]  #: what is taken away from everything
    total: str


def table(
    rows: Mapping[str, Sequence[int]],
    *,
    less: Sequence[int] = (),
    near: Collection[int] = (),
    nought: Collection[int] = (),
) -> Shown:
    """Rows of counts, each of the same units in the same order. There are no totals of columns: together
    with those of the rows they would give away more than either.

    `less`: of each unit, what is taken away from everything, as it is counted elsewhere too. It has no total
    of its own. `near`: the places of the units that are the reader's own: he knows their counts. `nought`: the
    places where everybody knows that nothing is taken away.
    """
    totals = {
        name: HELD_BACK if gives_away(_hidden(counts, near)) else told(sum(counts))
        for name, counts in rows.items()
    }
    unsaid = [_unsaid(counts, totals[name], near) for name, counts in rows.items()]
    known = {*near, *nought}
    if away := _hidden(less, known):
        most = (FEW - 1) * len(away)
        # Taken away is as good as added from the other end.
        unsaid.append(_Unsaid(most - sum(away), frozenset(range(most + 1)), len(away)))
    whole = sum(map(sum, rows.values())) - sum(less)
    return Shown(
        {name: _cells(counts, near) for name, counts in rows.items()},
        totals,
        _cells(less, known),
        HELD_BACK if _tells([one for one in unsaid if one.cells]) else told(whole),
    )


def _hidden(counts: Sequence[int], near: Collection[int]) -> list[int]:
    """The counts that the reader is not told."""
    return [count for n, count in enumerate(counts) if n not in near and is_few(count)]


def _cells(counts: Sequence[int], near: Collection[int]) -> tuple[str, ...]:
    return tuple(told(count, hides=n not in near) for n, count in enumerate(counts))


@dataclass(frozen=True, slots=True)
class _Unsaid:
    """The small counts of a row that has no exact total: their sum, and what the reader may think it is."""

    sum: int
    maybe: frozenset[int]
    cells: int

    def tells(self, maybe: frozenset[int]) -> bool:
        """Would one of the counts be known, if the sum were known to be one of these?"""
        return (self.cells == 1 or maybe <= {0} or maybe <= {self.cells * (FEW - 1)}) and (
            len(maybe) == 1
        )


def _unsaid(counts: Sequence[int], total: str, near: Collection[int]) -> _Unsaid:
    hidden = _hidden(counts, near)
    most = (FEW - 1) * len(hidden)
    if total.isdigit():
        return _Unsaid(0, frozenset({0}), 0)
    if total == HELD_BACK:
        # Whoever knows the rule knows why: there is one count, or all are nought, or all the most.
        maybe = range(FEW) if len(hidden) == 1 else (0, most)
        return _Unsaid(sum(hidden), frozenset(maybe), len(hidden))
    known = sum(counts) - sum(hidden)
    return _Unsaid(sum(hidden), frozenset(range(1, FEW - known)), len(hidden))


def _tells(unsaid: Sequence[_Unsaid]) -> bool:
    """Would the total of everything tell one of the counts? It tells the sum of what is unsaid: each row
    must be able to be another, with the others as they may be."""
    said = sum(one.sum for one in unsaid)
    for n, one in enumerate(unsaid):
        others = {0}
        for other in (*unsaid[:n], *unsaid[n + 1 :]):
            others = {done + value for done in others for value in other.maybe}
        if one.tells(frozenset(value for value in one.maybe if said - value in others)):
            return True
    return False
