"""A table that a copy has flattened: every cell on a line of its own, the first column counts the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

FIRST = ("序号", "编号")
COLUMNS = range(3, 10)  # columns that a table may have
ONE = ("1", "01", "一")


@dataclass(frozen=True, slots=True)
class Rows:
    """`spans` are the rows with their head, each row the places of its cells; the text goes on at `end`."""

    spans: tuple[tuple[tuple[int, int], ...], ...]
    end: int


def table(notice: str, first: int) -> Rows | None:
    """The flattened table that begins at this place; None where none does."""
    lines = _lines(notice, first)
    if not (head := _head(notice, lines)):
        return None
    rows, number = [head], 1
    while row := _row(notice, lines[number * len(head) :], len(head), number):
        rows.append(row)
        number += 1
    return Rows(tuple(rows), rows[-1][-1][1]) if len(rows) > 1 else None


def _lines(notice: str, first: int) -> list[tuple[int, int]]:
    """The places of the lines from here on that are not empty."""
    return list(_filled(notice, first))


def _filled(notice: str, at: int) -> Iterator[tuple[int, int]]:
    for line in notice[at:].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _head(notice: str, lines: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The names of the columns: 序号 and what follows until the first row is counted."""
    words = [notice[a:b].strip() for a, b in islice(lines, max(COLUMNS) + 1)]
    if not words or "".join(words[0].split()) not in FIRST:
        return ()
    at = next((at for at, word in enumerate(words) if word in ONE), 0)
    return tuple(lines[:at]) if at in COLUMNS else ()


def _row(
    notice: str, lines: list[tuple[int, int]], columns: int, number: int
) -> tuple[tuple[int, int], ...]:
    if len(lines) < columns:
        return ()
    a, b = lines[0]
    counted = notice[a:b].strip().lstrip("0")
    is_next = counted in (str(number), "零一二三四五六七八九"[number : number + 1] or "-")
    return tuple(lines[:columns]) if is_next else ()
