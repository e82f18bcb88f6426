"""Small charts: from figures to the places of bars and points in a box. Pure; templates/charts.html draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 260, 96  # units of the drawing
TOP, FOOT = 16, 16  # left free above for figures and below for words
ROOM = HEIGHT - TOP - FOOT


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle; `kind` names its look."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One bar of a chart, of one block or several on top of each other."""

    label: str
    figure: str
    middle: float
    top: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One bar that lies: so many of so many."""

    label: str
    figure: str
    part: float  #: 0 to 100


def columns(values: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> tuple[Column, ...]:
    """Standing bars: a label, and (kind, figure) from the bottom up for each."""
    most = max((sum(count for _, count in parts) for _, parts in values), default=0) or 1
    step = WIDTH / max(len(values), 1)
    wide = min(step * 0.6, 44)
    return tuple(
        _column(label, parts, (n + 0.5) * step, wide, ROOM / most)
        for n, (label, parts) in enumerate(values)
    )


def _column(
    label: str, parts: Sequence[tuple[str, int]], middle: float, wide: float, unit: float
) -> Column:
    blocks, foot = [], float(HEIGHT - FOOT)
    for kind, count in parts:
        foot -= count * unit
        if count:
            blocks.append(_block(kind, middle - wide / 2, foot, wide, count * unit))
    total = sum(count for _, count in parts)
    return Column(label, str(total), round(middle, 1), round(foot, 1), tuple(blocks))


def _block(kind: str, *places: float) -> Block:
    return Block(kind, *(round(place, 1) for place in places))


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str
    figure: str


def course(values: Sequence[tuple[str, int]]) -> tuple[Point, ...]:
    """A line through one figure after another."""
    most = max((count for _, count in values), default=0) or 1
    step = WIDTH / max(len(values), 1)
    return tuple(
        Point(
            round((n + 0.5) * step, 1),
            round(HEIGHT - FOOT - count / most * ROOM, 1),
            label,
            str(count),
        )
        for n, (label, count) in enumerate(values)
    )


def share(label: str, done: int, total: int) -> Share:
    """So many of so many; nothing of nothing is nothing."""
    return Share(label, f"{done}/{total}", round(100 * done / total, 1) if total else 0.0)
