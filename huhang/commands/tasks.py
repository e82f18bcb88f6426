"""`huhang tasks` and `huhang task show`: what is owed, whose move it is, and what happened so far."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json, TaskId
from huhang.console import Refused, say, show_json, show_table
from huhang.wording import about, did, local, outcome, status, title
from obligations.periods import label
from tasks import queries
from tasks.lifecycle import State
from tasks.occasions import kind_label
from tasks.queries import Detail, TaskLine
from tasks.tables import HandIn, JournalRow, Nudge

Post = Annotated[
    str | None, typer.Option("--post", metavar="P", help="只看这个岗位（或这个人）的任务")
]
InState = Annotated[State | None, typer.Option("--state", metavar="S", help="只看这个状态的任务")]
Late = Annotated[bool, typer.Option("--late", help="只看逾期的")]


def tasks(
    post: Post = None,
    state: InState = None,
    late: Late = False,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """列出任务：谁的、到期日、是否逾期、轮到谁。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        posts = None if post is None else edge.posts_of(at, post)
        found = queries.tasks(session, at.jurisdiction, at.on, posts=posts, state=state, late=late)
    if as_json:
        show_json([asdict(line) for line in found])
        return
    columns = ["编号", "职责", "周期", "对象", "岗位", "状态", "到期", "轮到"]
    show_table(columns, map(_row, found), empty="没有这样的任务")


def show(
    task: TaskId, as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False
) -> None:
    """一项任务的来龙去脉：要交什么、交过什么、提醒过谁、每一步是谁办的。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = queries.detail(session, at.jurisdiction, task, at.on)
    if found is None:
        raise Refused(f"没有任务 {task}")
    if as_json:
        show_json(_detail(found))
    else:
        _show(found, at.jurisdiction.zone)


def _row(line: TaskLine) -> list[Any]:
    due = f"{line.due}（暂定）" if line.provisional else line.due
    named = [line.id, line.name, label(line.period), line.subject, line.post]
    return [*named, status(line), due, line.whose_move]


def _show(found: Detail, zone: ZoneInfo) -> None:
    line = found.line
    say(f"任务 {line.id}　{title(line)}")
    say(f"状态　{status(line)}　岗位　{line.post}　轮到　{line.whose_move or '—'}")
    moved = f"（原定 {line.original_due}）" if line.due != line.original_due else ""
    say(f"开启　{line.opens}　到期　{line.due}{moved}")
    if line.flag:
        say(f"请留意　{line.flag}")
    say("要交　" + ("、".join(f"{name} {kind}" for name, kind in found.fields.items()) or "无"))
    for one in found.hand_ins:
        values = "；".join(f"{name} {value}" for name, value in one.fields.items())
        ended = outcome(one.outcome) if one.outcome else "等待审核"
        say(f"提交　{local(one.at, zone)}　{one.by}　{values}　（{ended}{one.reason}）")
    show_table(
        ["提醒", "", "岗位", "结果", "说明"],
        [[n.on, kind_label(n.kind), n.post, outcome(n.outcome), n.reason] for n in found.nudges],
        empty="还没有提醒",
    )
    show_table(
        ["留痕", "谁", "做了什么", "内容"],
        [[local(row.at, zone), row.actor, did(row), about(row)] for row in found.journal],
        empty="还没有留痕",
    )


def _detail(found: Detail) -> dict[str, Any]:
    return {
        **asdict(found.line),
        "hand_in": found.fields,
        "hand_ins": [_hand_in(one) for one in found.hand_ins],
        "extensions": [
            {"until": e.until, "reason": e.reason, "by": e.asked_by, "answer": e.answer}
            for e in found.extensions
        ],
        "pauses": [{"since": p.since, "until": p.until, "reason": p.reason} for p in found.pauses],
        "nudges": [_nudge(one) for one in found.nudges],
        "journal": [journal_row(row) for row in found.journal],
        "children": found.children,
    }


def _hand_in(one: HandIn) -> dict[str, Any]:
    return {
        "version": one.version,
        "fields": one.fields,
        "at": one.at,
        "by": one.by,
        "recorded_for": one.recorded_for,
        "outcome": one.outcome,
        "outcome_by": one.outcome_by,
        "reason": one.reason,
    }


def _nudge(one: Nudge) -> dict[str, Any]:
    return {
        "on": one.on,
        "clock": one.clock,
        "attempt": one.attempt,
        "rung": one.rung,
        "kind": one.kind,
        "due": one.due,
        "post": one.post,
        "outcome": one.outcome,
        "reason": one.reason,
    }


def journal_row(row: JournalRow) -> dict[str, Any]:
    """One row of the journal, as `--json` shows it."""
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "verb": row.verb,
        "task": row.task_id,
        "data": json.loads(row.data),
    }
