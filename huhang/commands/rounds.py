"""`huhang round` and `huhang run`: the round and a single duty, in this process and without Prefect."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.console import Refused, complain, say, show_json, show_table
from rounds import caring, day, duty, tidying
from rounds.day import DayRun
from rounds.duty import DutyRun
from tasks.evidence.store import FolderStore

ObligationId = Annotated[
    str, typer.Argument(metavar="OBLIGATION", help="职责，见 huhang plan show")
]


def round_(as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """巡检一遍：开启、催督，然后每人一条消息。有职责失败时退出码为 1。"""
    with edge.at_work(wanted, as_of) as at:
        done = day.run(
            at.database, at.jurisdiction.id, at.now, at.channels, inbox_only=at.inbox_only
        )
        if not at.inbox_only:
            tidying.tidy(at.database, _store(at), at.jurisdiction.id, at.now)
            caring.keep(at.database, at.jurisdiction.id, at.settings.keyring, at.now)
            day.beat()
    if as_json:
        show_json({"day": at.on, **asdict(done)})
    else:
        _show_round(done)
    for obligation, why in done.failed.items():
        complain(f"{obligation} 没有办成：{why}")
    if done.failed:
        raise typer.Exit(1)


def _store(at: edge.AtWork) -> FolderStore:
    return FolderStore.of(at.settings.data.expanduser().resolve())


def run(
    obligation: ObligationId,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """只办一项职责；只发立即要发的消息，其余留给当天的巡检。"""
    with edge.at_work(wanted, as_of) as at:
        try:
            at.jurisdiction.obligation(obligation)
        except LookupError as error:
            raise Refused(str(error.args[0]), code=2) from error
        done = duty.reconcile(at.database, at.jurisdiction.id, obligation, at.now)
        told = at.tell_at_once()
    if as_json:
        show_json({**asdict(done), "messages": told.messages})
    else:
        _show_duty(done)
        say(f"立即发出 {told.messages} 条消息，其余留给当天的巡检")


def _show_round(done: DayRun) -> None:
    moved = [run for run in done.runs if run.moved]
    columns = ["职责", "名称", "新开", "变动", "待告知", "待决定"]
    rows = [[r.obligation, r.name, r.opened, r.changed, r.told, r.queued] for r in moved]
    show_table(columns, rows, empty="今日无事")
    told = done.told
    failed = f"，{told.failed} 条没有送达" if told.failed else ""
    say(f"{len(moved)} 项职责有变动，告知 {told.messages} 条消息{failed}")


def _show_duty(done: DutyRun) -> None:
    columns = ["周期", "对象", "岗位", "状态", "到期", "告知", "轮到"]
    rows = [
        [x.period, x.subject, x.post, x.state, x.due, x.to_tell, x.whose_move] for x in done.lines
    ]
    if not done.moved:
        say(f"{done.name} · {done.day}：今日无事")
        return
    say(f"{done.name} · {done.day}：新开 {done.opened}，变动 {done.changed}，待决定 {done.queued}")
    show_table(columns, rows, empty="没有要告知的")
