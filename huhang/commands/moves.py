"""`huhang task`: the moves of a task, one command each. Who acts is `--by`, or the post whose move it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from huhang import edge, standing
from huhang.commands import tasks as listing
from huhang.commands.options import (
    AsOf,
    By,
    InJurisdiction,
    Json,
    NeededReason,
    Reason,
    TaskId,
    read_day,
)
from huhang.console import Refused, say, show_json
from huhang.edge import AtWork
from huhang.wording import status, title
from tasks import clocks, commands, phrases, plans, queries
from tasks.queries import TaskLine
from tasks.tables import Task

app = typer.Typer(no_args_is_help=True, help="任务：提交、审核、延期、转交……")
app.command("show")(listing.show)

Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="名称=值", help="交的一项，可写多次，如 --field 时间=2026-09-15"
    ),
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
Answer = Annotated[
    bool | None, typer.Option("--grant/--refuse", help="同意（不同意）等待答复的申请")
]

#: Who acts when nobody is named.
Actor = Callable[[AtWork, TaskLine], str]


def _answering(_: AtWork, line: TaskLine) -> str:
    return line.post


def _supervising(at: AtWork, line: TaskLine) -> str:
    return clocks.supervising_post(at.jurisdiction, line.post, at.on)


def _reviewing(at: AtWork, line: TaskLine) -> str:
    # Whose move it is while a hand-in is held; at any other time the command refuses anyhow.
    return line.whose_move or _supervising(at, line)


def _allowed(at: AtWork, actor: Actor, moves: str) -> list[str]:
    """Who may do what `moves` does when nobody is named: a review is the reviewer's alone."""
    own = standing.with_head(at, moves)
    return own if actor is _reviewing else [*own, *standing.supervisors(at)]


@dataclass(frozen=True, slots=True)
class _Order:
    """What every move is told: which task, who acts, when, and how to answer."""

    task: int
    by: str | None
    as_of: date | None
    wanted: str | None
    as_json: bool

    def carry_out(
        self,
        actor: Actor,
        does: Callable[..., Task],
        *what: Any,
        among: Sequence[str] = (),
        **more: Any,
    ) -> None:
        """Make the move in one transaction, tell whoever waits for it, and show the task. `among`: what can be
        its reason where the duty is sensitive."""
        with edge.at_work(self.wanted, self.as_of) as at:
            if self.by:
                edge.posts_of(at, self.by)
            moves = actor(at, self._line(at))
            by = self.by or moves
            with at.database.write() as session:
                self._check(session, at, more.get("reason", ""), among)
                does(session, self.task, *what, by=by, now=at.now, **more)
                if actor is not _answering:
                    standing.check(at, by, _allowed(at, actor, moves))
            at.tell_at_once()
            self._show(self._line(at))

    def _check(self, session: Session, at: AtWork, reason: str, among: Sequence[str]) -> None:
        task = queries.task(session, at.jurisdiction, self.task)
        if task is not None:
            phrases.check(plans.duty_of(session, at.jurisdiction, task), reason, among)

    def _line(self, at: AtWork) -> TaskLine:
        with at.database.read() as session:
            found = queries.task(session, at.jurisdiction, self.task)
            if found is None:
                raise Refused(f"没有任务 {self.task}，编号见 huhang tasks")
            return queries.line_of(session, at.jurisdiction, found, at.on)

    def _show(self, line: TaskLine) -> None:
        if self.as_json:
            show_json(asdict(line))
            return
        whose = f"，轮到 {line.whose_move}" if line.whose_move else ""
        say(f"任务 {line.id} {title(line)}：{status(line)}，到期 {line.due}{whose}")


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
    values = {**_from_json(json_fields), **_from_pairs(field or [])}
    actor = _supervising if recorded_for else _answering
    order = _Order(task, by, as_of, wanted, as_json)
    order.carry_out(actor, commands.submit, values, recorded_for=recorded_for)


@app.command()
def withdraw(
    task: TaskId,
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """撤回还没有审核的提交。"""
    _Order(task, by, as_of, wanted, as_json).carry_out(_answering, commands.withdraw)


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
    """转交给另一个岗位；还是同一项任务，日期不变。"""
    order = _Order(task, by, as_of, wanted, as_json)
    order.carry_out(_supervising, commands.reassign, to, reason=reason, among=phrases.CHANGED)


@app.command()
def extend(
    task: TaskId,
    until: Until = None,
    granted: Answer = None,
    reason: Reason = "",
    by: By = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """申请延期（--until），或答复申请（--grant、--refuse）。"""
    if (until is None) == (granted is None):
        raise Refused("请写 --until D（申请）、--grant（同意）、--refuse（不同意）之一", code=2)
    order = _Order(task, by, as_of, wanted, as_json)
    if until is not None:
        asks, why = commands.ask_extension, phrases.LATER
        order.carry_out(_answering, asks, until, reason=reason, among=why)
    else:
        answer = commands.grant_extension if granted else commands.refuse_extension
        order.carry_out(_supervising, answer, reason=reason, among=phrases.ANSWERS)


def _move(  # one line of the table below
    name: str,
    about: str,
    does: Callable[..., Task],
    actor: Actor,
    among: Sequence[str] = phrases.CHANGED,
    *,
    needs: bool = True,
) -> None:
    """Register a move that takes nothing but a reason; `needs` when there must be one."""

    def with_reason(
        task: TaskId,
        reason: NeededReason,
        by: By = None,
        as_of: AsOf = None,
        wanted: InJurisdiction = None,
        as_json: Json = False,
    ) -> None:
        _Order(task, by, as_of, wanted, as_json).carry_out(actor, does, reason=reason, among=among)

    def perhaps_with_reason(
        task: TaskId,
        reason: Reason = "",
        by: By = None,
        as_of: AsOf = None,
        wanted: InJurisdiction = None,
        as_json: Json = False,
    ) -> None:
        with_reason(task, reason, by, as_of, wanted, as_json)

    app.command(name, help=about)(with_reason if needs else perhaps_with_reason)


_move("accept", "审核通过。", commands.accept, _reviewing, needs=False)
_move("return", "退回补正。", commands.return_, _reviewing, phrases.RETURNED)
_move("waive", "标为这一次不适用。", commands.waive, _supervising)
_move("pause", "暂缓：期限停走。", commands.pause, _supervising)
_move("resume", "恢复：停走的工作日补回到期日。", commands.resume, _supervising, needs=False)
_move("cancel", "撤销不该有的任务。", commands.cancel, _supervising)
_move("excuse", "逾期不怪谁：标为免责。", commands.excuse, _supervising, phrases.EXCUSED)
_move("take-back", "取消免责。", commands.take_back, _supervising, phrases.EXCUSED)
_move("reopen", "重新打开已了结的任务。", commands.reopen, _supervising)


def _from_pairs(pairs: Sequence[str]) -> dict[str, Any]:
    """`时间=2026-09-15` as a value; a name written twice has several."""
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise Refused(f"读到 --field {pair!r}，应写成 --field 名称=值", code=2)
        before = values.get(name.strip())
        values[name.strip()] = value if before is None else [*_several(before), value]
    return values


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _from_json(text: str | None) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 个字符"
        raise Refused(f"--json-fields 不是有效的 JSON（{place}）", code=2) from error
    if not isinstance(values, dict):
        raise Refused('--json-fields 应为一个对象，如 {"时间": "2026-09-15"}', code=2)
    return values
