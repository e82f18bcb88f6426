"""A table that a copy has flattened: every cell on a line of its own, the first column counts the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

FIRST = ("序号", "编号")
COLUMNS = range(3, 10)  # columns that a table may have
TASK = re.compile("任务|内容|措施|举措|事项|工作(?!频次|时限)|项目|要求|职责|分工")
WHO = re.compile("单位|部门|科室|责任|牵头|配合")
LONGEST_HEAD = 10  # characters of the name of a column
ONE = ("1", "01", "一")


@dataclass(frozen=True, slots=True)
class Rows:
    """`spans` are the rows with their head, each row the places of its cells; the text goes on at `end`."""

    spans: tuple[tuple[tuple[int, int], ...], ...]
    end: int


def table(notice: str, first: int) -> Rows | None:
    """The flattened table that begins at this place; None where none does."""
    if not (head := _head(notice, list(islice(_filled(notice, first), max(COLUMNS) + 1)))):
        return None
    lines = list(_filled(notice, first))
    rows, number = [head], 1
    while row := _row(
        notice, lines[number * len(head) : (number + 1) * len(head)], len(head), number
    ):
        rows.append(row)
        number += 1
    return Rows(tuple(rows), rows[-1][-1][1]) if len(rows) > 1 else None


def _filled(notice: str, at: int) -> Iterator[tuple[int, int]]:
    """The places of the lines from here on that are not empty."""
    while at < len(notice):
        end = notice.find("\n", at)
        end = len(notice) if end < 0 else end
        if notice[at:end].strip():
            yield at, end
        at = end + 1


def _head(notice: str, lines: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The names of the columns: 序号 and what follows until the first row is counted."""
    words = [notice[a:b].strip() for a, b in lines]
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


def is_head(cells: Sequence[str]) -> bool:
    """序号, 工作任务, 牵头单位: one column says what, another who; all are short."""
    words = ["".join(cell.split()) for cell in cells]
    is_short = all(len(word) <= LONGEST_HEAD for word in words)
    names = [word for word in words if WHO.search(word)]
    return is_short and bool(names) and any(TASK.search(w) for w in words if w not in names)


def task_of(row: Mapping[str, str]) -> str:
    """The column that says what is to be done: of 工作任务 and 具体措施 the longer."""
    names = [name for name in row if TASK.search(name) and not WHO.search(name)]
    names = names or [name for name in row if TASK.search(name)]
    return max(names, key=lambda name: len(row[name]), default="")


def merged(row: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The row, with who leads from the row above where cells were merged."""
    return {
        name: text or (above.get(name, "") if re.search("牵头|责任|主责|承办", name) else "")
        for name, text in row.items()
    }
