"""`huhang contacts`: how people want to be told, out and in as one Excel sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import InJurisdiction
from huhang.console import Refused, complain, say
from huhang.writing import new_file
from notifiers import contact_sheet, contacts

app = typer.Typer(no_args_is_help=True, help="联系方式：导出、导入一张 Excel 表")

File = Annotated[Path, typer.Argument(metavar="FILE", help="Excel 文件，如 联系方式.xlsx")]
By = Annotated[str, typer.Option("--by", help="由谁办理")]


@app.command("export")
def export(file: File, wanted: InJurisdiction = None) -> None:
    """导出：每个岗位一行，填好后再导入。"""
    with edge.at_work(wanted) as at, at.database.read() as session:
        lines = contacts.listing(session, at.jurisdiction.id)
        content = contact_sheet.write(at.jurisdiction, lines, at.on)
    with new_file(file) as to:
        to.write(content)
    say(f"已导出到 {file}：{len(lines)} 个岗位、单位或人有联系方式")


@app.command("import")
def import_(file: File, by: By = edge.OPERATOR, wanted: InJurisdiction = None) -> None:
    """导入：整张表替换原来的联系方式。有一格不对就什么也不改。"""
    content = file.read_bytes()
    with edge.at_work(wanted) as at:
        try:
            lines = contact_sheet.read(content, at.jurisdiction, at.channels)
        except contact_sheet.SheetFaults as error:
            for fault in error.faults[:-1]:
                complain(f"{file}：{fault}")
            raise Refused(f"{file}：{error.faults[-1]}") from error
        with at.database.write() as session:
            changed = contacts.replace_all(session, at.jurisdiction.id, lines, by=by, now=at.now)
    say("已导入，联系方式已更新" if changed else "与现有的一样，没有改动")
