"""三年目标 in words and tables: for the meeting's pack, a hand-in, the Word file. As everybody may read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports.goals import Course, Table
from reports.kinds import Signed, Values
from reports.ledgers import Ledger

TEMPLATE = "report-goals.docx"


def values(said: Table, signed: Signed) -> Values:
    """What fills the Word file."""
    return {
        "title": title(said),
        "goals_text": text(said.courses),
        "goals": list(rows(said.courses, said.years)),
        "frozen": signed.frozen,
    }


def title(said: Table) -> str:
    return f"{said.place}{said.year}年三年目标"


def text(found: Sequence[Course]) -> str:
    if not found:
        return "方案没有写明指标。"
    return "各项数字由办公室填写，供会议参考，不进入任何考核；小于 3 起的显示为“<3”。"


def rows(found: Iterable[Course], years: Iterable[int]) -> Iterator[dict[str, str]]:
    """Of each indicator the years that have a figure."""
    years = list(years)
    for one in found:
        told = [f"{year}年 {shown}" for year in years if (shown := one.shown(year, near=False))]
        yield {
            "name": one.goal.name,
            "measure": f"{one.goal.measure}（{one.goal.unit}）",
            "figures": "，".join(told) or "（还没有填）",
            "went": one.went(),
        }


def lines(found: Iterable[Course], years: Iterable[int]) -> list[str]:
    """An indicator to a line."""
    told = rows(found, years)
    return [f"{one['name']}：{one['measure']} {one['figures']}" for one in told]


def line(found: Iterable[Course], years: Iterable[int]) -> str:
    """The same as text, for a field of a hand-in."""
    return "\n".join(lines(found, years))


def table(said: Table) -> Ledger:
    """The same as a table; a figure that is too small to be told is text there."""
    heads = ("目标", "指标", *map(str, said.years), "比上年")
    cells = (
        (one.goal.name, f"{one.goal.measure}（{one.goal.unit}）",
         *(one.shown(year, near=False) or None for year in said.years), one.went() or None)
        for one in said.courses
    )  # fmt: skip
    return Ledger(title(said), heads, tuple(cells), ())
