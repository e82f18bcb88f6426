"""`huhang assign` and `huhang package`: work given away, and sent on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json, TaskId, read_day
from huhang.console import Refused, say, show_json
from huhang.wording import title
from huhang.writing import check_new
from reports import forwarding
from reports.forwarding import NothingToForward
from reports.zips import NotPacked
from tasks import assigning, queries
from tasks.evidence.store import FolderStore
from tasks.tables import Task

Title = Annotated[str, typer.Argument(metavar="事项", help="交办什么，60 字以内，不写孩子的姓名")]
To = Annotated[str, typer.Option("--to", metavar="P", help="由哪个单位或岗位承办")]
Due = Annotated[date, typer.Option("--due", parser=read_day, metavar="D", help="到期日")]
Support = Annotated[
    list[str] | None, typer.Option("--support", metavar="P", help="配合单位，可写多次")
]
Source = Annotated[str, typer.Option("--source", metavar="文字", help="来源，如 第三季度联席会议")]
By = Annotated[str | None, typer.Option("--by", metavar="P", help="由谁交办，默认为领导小组组长")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写到哪里，不写就写在当前文件夹")
]


def assign(  # noqa: PLR0913, PLR0917  # each is an option
    what: Title,
    to: To,
    due: Due,
    support: Support = None,
    source: Source = "",
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """交办一件事：承办岗位会收到，到期前提醒，逾期催督，办完由平安办审核。"""
    with edge.at_work(wanted, as_of) as at:
        rules = at.jurisdiction
        who = _who(at, by, rules.post(rules.roster.leader))
        with at.database.write() as session:
            made = assigning.assign(
                session, rules, title=what, lead=to, support=tuple(support or ()), due=due,
                source=source, by=who, now=at.now,
            )  # fmt: skip
        at.tell_at_once()
        _show(at, made, as_json=as_json)


def package(task: TaskId, out: Out = None, wanted: InJurisdiction = None) -> None:
    """把上一环节交来的材料打成一包：报送函、材料、清单。"""
    with edge.at_work(wanted) as at:
        with at.database.read() as session:
            asked = queries.task(session, at.jurisdiction, task)
            if asked is None:
                raise Refused(f"没有任务 {task}，编号见 huhang tasks")
            try:
                found = forwarding.package(session, at.jurisdiction, asked)
            except NothingToForward as none:
                raise Refused(str(none)) from None
        to, store = out or Path(found.name), FolderStore.of(at.settings.data.expanduser().resolve())
        check_new(to)
        try:
            forwarding.pack(found, store, to, at.on, at.jurisdiction.templates)
        except NotPacked as lost:
            raise Refused(f"材料没有打包：{lost}；请运行 huhang doctor，从备份恢复") from None
    say(f"已写到 {to}：报送函、材料清单和 {len(found.files)} 个文件")


def _who(at: edge.AtWork, by: str | None, otherwise: str) -> str:
    if by:
        edge.posts_of(at, by)
    return by or otherwise


def _show(at: edge.AtWork, made: Task, *, as_json: bool) -> None:
    with at.database.read() as session:
        line = queries.line_of(session, at.jurisdiction, made, at.on)
    if as_json:
        show_json(asdict(line))
        return
    say(f"任务 {line.id} {title(line)}：{line.post} 承办，到期 {line.due}")
