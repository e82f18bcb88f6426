"""`huhang inbox` and `huhang journal`: what people were told, and the record of every change."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.commands.tasks import journal_row
from huhang.console import Refused, complain, say, show_json, show_table
from huhang.wording import about, did, local
from notifiers import inbox as inboxes
from notifiers.inbox import Received
from tasks import journal as journals
from tasks import queries

VERIFY = "verify"

Who = Annotated[str, typer.Argument(metavar="PERSON-OR-POST", help="姓名、岗位或单位")]
What = Annotated[
    str | None, typer.Argument(metavar="[TASK | verify]", help="任务编号；verify 核对整条留痕")
]


def inbox(
    who: Who, as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False
) -> None:
    """某人或某岗位收到的消息，新的在前。"""
    with edge.at_work(wanted) as at, at.database.read() as session:
        edge.posts_of(at, who)
        on = as_of or max(at.on, queries.head(session, at.jurisdiction.id).rounds_until or at.on)
        found = inboxes.messages(session, at.jurisdiction.id, who, on)
    if as_json:
        show_json([asdict(message) for message in found])
        return
    for message in found:
        _show(message, local(message.at, at.jurisdiction.zone))
    if not found:
        say(f"{who} 没有消息")


def journal(what: What = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """留痕：全部或一项任务的；`huhang journal verify` 核对有没有被改过。"""
    if what == VERIFY:
        _verify(wanted, as_json=as_json)
        return
    if what is not None and not (what.isascii() and what.isdecimal() and len(what) < 16):  # digits
        raise Refused(f"读到 {what!r}，应为任务编号或 verify", code=2)
    task = int(what) if what else None
    with edge.at_work(wanted) as at, at.database.read() as session:
        if task is not None and queries.task(session, at.jurisdiction, task) is None:
            raise Refused(f"没有任务 {task}，编号见 huhang tasks")
        rows = queries.journal_rows(session, at.jurisdiction.id, task)
    if as_json:
        show_json([journal_row(row) for row in rows])
        return
    zone = at.jurisdiction.zone
    columns = ["序号", "时间", "谁", "做了什么", "任务", "内容"]
    shown = [[r.seq, local(r.at, zone), r.actor, did(r), r.task_id, about(r)] for r in rows]
    show_table(columns, shown, empty="还没有留痕")


def _verify(wanted: str | None, *, as_json: bool) -> None:
    with edge.at_work(wanted) as at, at.database.read() as session:
        problems = journals.verify(session, at.jurisdiction.id)
        rows = queries.head(session, at.jurisdiction.id).journal_seq
    if as_json:
        show_json({"rows": rows, "problems": problems})
    elif not problems:
        say(f"留痕 {rows} 条，完整")
    else:
        for problem in problems:
            complain(problem)
    if problems:
        raise typer.Exit(1)


def _show(message: Received, at: str) -> None:
    if message.state == "failed":
        ended = f"没有送达：{message.reason}"
    else:
        ended = message.channel or "等待投递"
    say(f"{message.id[:8]}　{at}　{message.recipient}　{message.subject}（{ended}）")
    for line in message.body.strip().splitlines():
        say(f"    {line}".rstrip())
    say("")
