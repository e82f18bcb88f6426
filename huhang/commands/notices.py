"""`huhang notice`: 督办单, 通报候选 and 约谈建议, from the draft to the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from huhang import edge, standing
from huhang.commands.options import (
    LARGEST,
    AsOf,
    InJurisdiction,
    Json,
    NeededBy,
    NeededReason,
    Reason,
    Upheld,
)
from huhang.console import Refused, say, show_json, show_table
from huhang.edge import AtWork
from huhang.wording import title
from huhang.writing import new_file
from notifiers import documents
from obligations.ladder import RungKind
from tasks.notices import commands, kinds, queries
from tasks.notices.kinds import State
from tasks.notices.tables import Notice

app = typer.Typer(no_args_is_help=True, help="文书：督办单、通报候选、约谈建议")

NoticeId = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=LARGEST, help="编号，见 huhang notice list")
]
Reader = Annotated[
    str, typer.Option("--by", metavar="NAME", help="谁在看；约谈建议只给领导小组组长、副组长看")
]
Reply = Annotated[str, typer.Option("--reply", metavar="文字", help="回执")]
InState = Annotated[State | None, typer.Option("--state", metavar="S", help="只看这个状态的")]
Publish = Annotated[bool, typer.Option("--publish/--drop", help="通报（不再办理）")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="写到哪个 Word 文件，如 督办单.docx")]


@app.command("list")
def list_(
    by: Reader = "",
    state: InState = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """列出文书：哪项任务的、到哪一步了。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = queries.notices(
            session, at.jurisdiction, at.on, for_leader=_is_leader(at, by), state=state
        )
    if as_json:
        show_json([asdict(line) for line in found])
        return
    columns = ["编号", "文书", "文号", "状态", "岗位", "任务", "应办结", "异议到"]
    rows = [
        [n.id, n.name, n.number, n.state.label, n.post, title(n.task), n.due, n.until]
        for n in found
    ]
    show_table(columns, rows, empty="没有这样的文书")


@app.command()
def issue(
    notice: NoticeId, by: NeededBy, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """签发：编号，并告知承办岗位。通报候选从这一天起有 3 个工作日可以提出异议。"""
    _step(wanted, as_of, commands.issue, notice, by=by)


@app.command()
def receive(
    notice: NoticeId,
    by: NeededBy,
    reply: Reply = "",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """签收，可以附回执。"""
    _step(wanted, as_of, commands.receive, notice, by=by, reply=reply)


@app.command("object")
def object_(
    notice: NoticeId,
    by: NeededBy,
    reason: NeededReason,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """对拟通报提出异议。"""
    _step(wanted, as_of, commands.object_, notice, by=by, reason=reason)


@app.command()
def answer(
    notice: NoticeId,
    by: NeededBy,
    reason: NeededReason,
    upheld: Upheld,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """答复异议。"""
    _step(wanted, as_of, commands.answer, notice, by=by, upheld=upheld, reason=reason)


@app.command()
def decide(
    notice: NoticeId,
    by: NeededBy,
    publish: Publish,
    reason: Reason = "",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """决定：通报，或不再办理。"""
    _step(wanted, as_of, commands.decide, notice, by=by, publish=publish, reason=reason)


@app.command()
def document(
    notice: NoticeId,
    file: File,
    by: Reader = "",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """写成 Word 文件；模板可以放在方案文件夹的 templates/ 里。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = queries.notice(session, at.jurisdiction, notice, for_leader=_is_leader(at, by))
        if found is None:
            raise Refused(f"没有编号 {notice} 的文书，见 huhang notice list")
        filled = documents.paper(session, at.jurisdiction, found, at.on)
        content = documents.render(RungKind(found.kind), filled, at.jurisdiction.templates)
    with new_file(file) as to:
        to.write(content)
    say(f"已写到 {file}")


def _is_leader(at: AtWork, by: str) -> bool:
    return bool(by) and commands.is_leader(at.jurisdiction, by, at.on)


def _posts(at: AtWork, does: Callable[..., Notice], notice: Notice) -> list[str]:
    """Who may take the step: the post that it is addressed to receives it and objects, the office does the rest."""
    if notice.jurisdiction != at.jurisdiction.id:
        raise Refused(f"没有编号 {notice.id} 的文书，见 huhang notice list")
    addressed = does in (commands.receive, commands.object_)
    return standing.with_head(at, notice.post) if addressed else standing.supervisors(at)


def _step(
    wanted: str | None, as_of: Any, does: Callable[..., Notice], notice: int, **more: Any
) -> None:
    """One step in one transaction; whoever waits for it is told."""
    with edge.at_work(wanted, as_of) as at:
        with at.database.write() as session:
            done = does(session, notice, now=at.now, **more)
            standing.check(at, more["by"], _posts(at, does, done))
        at.tell_at_once()
    kind = RungKind(done.kind)
    number = kinds.number_text(kind, done.year, done.number)
    say(f"{kinds.name(kind)} {number or notice}：{State(done.state).label}")
