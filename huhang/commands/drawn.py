"""How the command line tells a report: in words and a table, as JSON, as a Word or an Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from huhang.console import Refused, say, show_json, show_table
from huhang.edge import AtWork
from huhang.writing import new_file
from reports import drawing, sheets
from reports.drawing import Drawn

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写成 Word（.docx）或 Excel（.xlsx）")
]


def tell(
    at: AtWork, found: Drawn[Any], out: Path | None, *, form: str = "document", as_json: bool
) -> None:
    """`form`: which Word file of it. Raises Refused where there is no table for Excel."""
    if out is not None:
        _write(at, found, out, form)
    elif as_json:
        show_json(found.values(form))
    else:
        _say(found, form)


def _write(at: AtWork, found: Drawn[Any], out: Path, form: str) -> None:
    if out.suffix != sheets.SUFFIX:
        content = drawing.render(found, at.jurisdiction, form)
        with new_file(out) as file:
            file.write(content)
    elif found.kind.table is None:
        raise Refused(f"{found.kind.id.label}没有表格，请写成 .docx，读到 {out.name!r}", code=2)
    else:
        with new_file(out) as file:
            sheets.write(found.kind.table(found.said), file, at.on)
    say(f"已写到 {out}")


def _say(found: Drawn[Any], form: str) -> None:
    say(found.name(form))
    if found.signed.frozen:
        say(found.signed.frozen)
    say(found.kind.text(found.said) if form == "document" else found.kind.fills(found.said, ""))
    if form == "document" and found.kind.table:
        table = found.kind.table(found.said)
        show_table(table.headings, table.rows, empty="没有要列的")
    for one in found.objections:
        say(f"异议 {one.id}（{one.post}）：{one.text}。{one.answer or '还没有答复'}")
    _say_differences(found)


def _say_differences(found: Drawn[Any]) -> None:
    if found.moved:
        say(f"冻结之后有 {found.moved} 项变动：")
    for change in found.changes:
        stands = [s.label if s else "不在报告里" for s in (change.before, change.after)]
        say(f"  任务 {change.id} {change.name}（{change.unit}）：{stands[0]} → {stands[1]}")
    for line in found.gone:
        say(f"  原来有，现在没有：{line}")
    for line in found.come:
        say(f"  原来没有，现在有：{line}")
