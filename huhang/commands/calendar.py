"""`huhang calendar`: the published arrangement of holidays, read into calendar.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huhang.console import Refused, complain, say
from huhang.reading import read_text
from obligations.holidays import reading, writing
from obligations.holidays.arrangement import Arrangement, problems
from runtime import files

app = typer.Typer(no_args_is_help=True, help="日历：读入公布的放假安排")

Text = Annotated[Path, typer.Argument(metavar="TEXT", help="放假安排的原文，纯文本文件")]
Year = Annotated[int, typer.Option("--year", metavar="Y", min=2008, max=2100, help="哪一年的安排")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="写入的 calendar.yaml；已有的只添上这一年，不写只显示"
    ),
]


@app.callback()
def _group() -> None:
    """日历：读入公布的放假安排"""


@app.command("read")
def read(file: Text, year: Year, out: Out = None) -> None:
    """把国务院办公厅公布的放假安排读成 calendar.yaml；读不懂或前后不符的逐条列出，什么也不改。"""
    arrangement = reading.read(read_text(file), year)
    if not arrangement.paragraphs:
        raise Refused(
            f"{file} 里没有读到放假安排，应如“一、元旦：1月1日（周四）至3日（周六）放假…”"
        )
    if found := problems(arrangement):
        for problem in found[:-1]:
            complain(problem)
        raise Refused(found[-1])
    text = _written(arrangement, out)
    if out is None:
        say(text.rstrip())
        return
    with files.whole(out) as to:
        to.write(text.encode())
    say(f"{year} 年放假 {len(arrangement.rests)} 段，补班 {len(arrangement.work)} 天，已写入 {out}")


def _written(arrangement: Arrangement, out: Path | None) -> str:
    """The file as it will be. Raises Refused when the year is there already."""
    year = arrangement.year
    if out is None or not out.exists():
        return writing.written(arrangement)
    before = read_text(out)
    calendar = writing.read_calendar(before)
    if calendar is None:
        raise Refused(f"{out} 有错误，请先用 huhang plan check 检查")
    if writing.states(calendar, year):
        raise Refused(f"{out} 里已有 {year} 年的安排，要换的请先删去那几行")
    text = writing.added(before, arrangement)
    after = writing.read_calendar(text)
    if after is None or not writing.agrees(after, arrangement):
        raise Refused(f"{out} 的写法添不进去，请去掉 --out，把显示的内容抄进去")
    return text
