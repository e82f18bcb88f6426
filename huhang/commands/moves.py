"""`huhang task`: the moves of a task, one command each. Who acts is `--by`, or the post whose move it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from huhang import edge
from huhang.commands import tasks as listing
from huhang.commands.options import AsOf, By, InJurisdiction, Json, TaskId, read_day
from huhang.console import Refused, say, show_json
from huhang.edge import AtWork
from tasks import clocks, commands, queries
from tasks.queries import TaskLine
from tasks.tables import Task

app = typer.Typer(no_args_is_help=True, help="任务：提交、审核、延期、转交……")
app.command("show")(listing.show)

Reason = Annotated[str, typer.Option("--reason", metavar="文字", help="理由")]
NeededReason = Annotated[str, typer.Option("--reason", metavar="文字", help="理由（必填）")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="名称=值", help="交的一项，可写多次，如 --field 时间=2026-09-15"),
]
JsonFields = Annotated[
    str | None, typer.Option("--json-fields", metavar="JSON", help='如 {"时间": "2026-09-15"}')
]
RecordedFor = Annotated[
    str, typer.Option("--for", metavar="P", help="代录：替哪个岗位（或谁）记下电话里说的")
]
NewPost = Annotated[str, typer.Option("--to", metavar="P", help="转给哪个岗位")]
Until = Annotated[
    date | None, typer.Option("--until", parser=read_day, metavar="D", help="申请延到哪一天")
]
Grant = Annotated[bool, typer.Option("--grant", help="同意等待答复的申请")]
Refuse = Annotated[bool, typer.Option("--refuse", help="不同意等待答复的申请")]

#: A command of the room below, given all but who, when and on what.
Act = Callable[[Session, int, str, datetime], Task]
#: Who acts when nobody is named.
Actor = Callable[[AtWork, TaskLine], str]


def _answering(_: AtWork, line: TaskLine) -> str:
    return line.post


def _reviewing(at: AtWork, line: TaskLine) -> str:
    # A task that nobody reviews now cannot be accepted or returned; the refusal says so.
    return line.whose_move or _supervising(at, line)


def _supervising(at: AtWork, line: TaskLine) -> str:
    return clocks.supervising_post(at.jurisdiction, line.post, at.on)


@app.command()
def submit(
    task: TaskId,
    field: Fields = None,
    json_fields: JsonFields = None,
    recorded_for: RecordedFor = "",
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """提交。要交什么见 huhang task show。"""
    values = _values(field or [], json_fields)

    def act(session: Session, task_id: int, who: str, now: datetime) -> Task:
        return commands.submit(
            session, task_id, values, by=who, now=now, recorded_for=recorded_for
        )

    actor = _supervising if recorded_for else _answering
    _move(task, act, actor, by=by, as_of=as_of, wanted=wanted, as_json=as_json)


@app.command()
def withdraw(
    task: TaskId,
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """撤回还没有审核的提交。"""

    def act(session: Session, task_id: int, who: str, now: datetime) -> Task:
        return commands.withdraw(session, task_id, by=who, now=now)

    _move(task, act, _answering, by=by, as_of=as_of, wanted=wanted, as_json=as_json)


@app.command()
def extend(
    task: TaskId,
    until: Until = None,
    grant: Grant = False,
    refuse: Refuse = False,
    reason: Reason = "",
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """申请延期（--until），或答复申请（--grant、--refuse）。"""
    if [until is not None, grant, refuse].count(True) != 1:
        raise Refused("请写 --until D（申请）、--grant（同意）、--refuse（不同意）之一", code=2)

    def act(session: Session, task_id: int, who: str, now: datetime) -> Task:
        if until is not None:
            return commands.ask_extension(
                session, task_id, until, by=who, now=now, reason=reason
            )
        answer = commands.grant_extension if grant else commands.refuse_extension
        return answer(session, task_id, by=who, now=now, reason=reason)

    actor = _answering if until is not None else _supervising
    _move(task, act, actor, by=by, as_of=as_of, wanted=wanted, as_json=as_json)


@app.command()
def reassign(
    task: TaskId,
    to: NewPost,
    reason: Reason = "",
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """转交给另一个岗位；还是同一项任务。"""

    def act(session: Session, task_id: int, who: str, now: datetime) -> Task:
        return commands.reassign(session, task_id, to, by=who, now=now, reason=reason)

    _move(task, act, _supervising, by=by, as_of=as_of, wanted=wanted, as_json=as_json)


def _with_reason(name: str, does: Callable[..., Task], actor: Actor, about: str) -> None:
    """Register a move that takes nothing but a reason which must be given."""

    def command(
        task: TaskId,
        reason: NeededReason,
        by: By = None,
        as_of: AsOf = None,
        wanted: InJurisdiction = None,
        as_json: Json = False,
    ) -> None:
        def act(session: Session, task_id: int, who: str, now: datetime) -> Task:
            return does(session, task_id, by=who, now=now, reason=reason)

        _move(task, act, actor, by=by, as_of=as_of, wanted=wanted, as_json=as_json)

    app.command(name, help=about)(command)
