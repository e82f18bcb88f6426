"""`huhang plan coverage`: is the whole notice in the plan?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import typer

from huhang.commands.options import Json, PlanFolder
from huhang.commands.plan import read
from huhang.console import Refused, say, show_json
from obligations.declared import Row, Status, cover

#: Characters of a sentence that are shown in the terminal.
SHOWN = 60


def coverage(folder: PlanFolder, as_json: Json = False) -> None:
    """通知里的每句话：有职责的、写明没有职责的、还没有定的。有没定的，退出码为 1。"""
    jurisdiction = read(folder)
    if not jurisdiction.notice.strip():
        raise Refused(f"{folder} 里没有通知原文 notice.txt，无从核对")
    rows = cover(jurisdiction.plan, jurisdiction.notice)
    counts = Counter(row.status for row in rows)
    if as_json:
        totals = {status.value: counts[status] for status in Status}
        show_json({"sentences": list(map(_shown, rows)), **totals})
    else:
        _tell(rows, counts)
    if counts[Status.OPEN]:
        raise typer.Exit(1)


def _shown(row: Row) -> dict[str, Any]:
    return {"n": row.n, "text": row.text, "status": row.status, "duties": list(row.duties)}


def _tell(rows: tuple[Row, ...], counts: Counter[Status]) -> None:
    _list("还没有定", [row for row in rows if row.status is Status.OPEN], _undecided)
    apart = [row for row in rows if row.words and row.why and row.status is not Status.OPEN]
    _list("有牵头、周期等字样，单独写明没有职责", apart, lambda row: "；".join(row.why))
    covered, declared, is_open = (counts[status] for status in Status)
    say(
        f"共 {len(rows)} 句：有职责 {covered} 句，写明没有职责 {declared} 句，还没有定 {is_open} 句"
    )
    if is_open:
        say("请在 plan.yaml 里写成职责（quote），或写进 no_duty 并说明理由")


def _list(heading: str, rows: Iterable[Row], because: Callable[[Row], str]) -> None:
    lines = [f"  {row.n}. {_short(row.text)}（{because(row)}）" for row in rows]
    if lines:
        say(f"{heading}：")
    for line in lines:
        say(line)


def _undecided(row: Row) -> str:
    if not row.unsettled:
        return "没有职责引用，也没有写明理由"
    words = "、".join(f"“{word}”" for word in row.unsettled)
    return f"{words}没有职责引用，要写明理由的，一句一条" if row.why else f"{words}没有职责引用"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"
