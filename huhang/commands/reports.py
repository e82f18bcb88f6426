"""`huhang report`: what leaders read; drafts, frozen reports, and the steps to a signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from huhang import edge, standing
from huhang.commands import drawn
from huhang.commands.drawn import Out
from huhang.commands.options import (
    LARGEST,
    AsOf,
    InJurisdiction,
    Json,
    NeededBy,
    NeededReason,
    Upheld,
)
from huhang.console import Refused, say, show_json, show_table
from reports import drawing, frozen, frozen_queries
from reports.catalogue import KINDS
from reports.kinds import ReportKind
from reports.states import State
from reports.tables import Objection, Report

app = typer.Typer(no_args_is_help=True, help="报告：草稿、冻结、公示、签发")

PeriodId = Annotated[
    str, typer.Argument(metavar="PERIOD", help="哪一期，如 2026-Q3、2026-09、2026")
]
ReportId = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=LARGEST, help="编号，见 huhang report list")
]
ObjectionId = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=LARGEST, help="异议的编号，见 huhang report show")
]
OfKind = Annotated[ReportKind, typer.Option("--kind", help="哪一种，默认为通报")]
OfPost = Annotated[str, typer.Option("--post", metavar="POST", help="梳理总结是哪个岗位的")]
FormName = Annotated[str, typer.Option("--form", metavar="NAME", help="minutes：会议纪要模板")]


@app.command("list")
def list_(as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """列出冻结过的报告。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = [_brief(one) for one in frozen_queries.reports_of(session, at.jurisdiction)]
    if as_json:
        show_json(found)
        return
    columns = ["编号", "报告", "状态", "文号", "冻结", "异议到", "校验值"]
    rows = [
        [one["id"], one["name"], ReportKind(one["kind"]).stands(State(one["state"])), one["number"],
         one["frozen_at"].astimezone(at.jurisdiction.zone).date(), one["until"], one["hash"][:12]]
        for one in found
    ]  # fmt: skip
    show_table(columns, rows, empty="还没有冻结过报告")


@app.command()
def show(
    report: ReportId,
    out: Out = None,
    form: FormName = "document",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """一份冻结的报告：当时的数字、异议和答复，以及之后的变动。"""
    with edge.at_work(wanted, as_of) as at:
        with at.database.read() as session:
            kept = frozen_queries.report_of(session, at.jurisdiction, report)
            if kept is None:
                raise Refused(f"没有编号 {report} 的报告，见 huhang report list")
            found = drawing.of_report(session, at.jurisdiction, kept, at.on)
        forms = found.kind.forms()
        if form not in forms:
            raise Refused(f"读到 --form {form!r}，应为 {'、'.join(forms)}", code=2)
        drawn.tell(at, found, out, form=form, as_json=as_json)


@app.command()
def freeze(
    period: PeriodId,
    by: NeededBy,
    kind: OfKind = ReportKind.BULLETIN,
    post: OfPost = "",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """冻结一期报告：数字、明细和校验值从此不变，之后的变动另外标出。"""
    with edge.at_work(wanted, as_of) as at, at.database.write() as session:
        subject = edge.posts_of(at, post)[0] if post else ""
        done = drawing.freeze(
            session, at.jurisdiction, KINDS[kind], period, by=by, now=at.now, subject=subject
        )
        own = standing.with_head(at, subject) if subject else []
        standing.check(at, by, [*own, *standing.supervisors(at)])
        told = f"{kind.stands(State(done.state))}，校验值 {done.hash[:12]}"
        say(f"报告 {done.id}（{frozen_queries.name_of(done)}）：{told}")


@app.command()
def announce(
    report: ReportId, by: NeededBy, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """公示：从这一天起有 3 个工作日可以提出异议。"""
    _step(wanted, as_of, frozen.announce, report, by=by)


@app.command("object")
def object_(
    report: ReportId,
    by: NeededBy,
    reason: NeededReason,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """对公示的报告提出异议。"""
    with edge.at_work(wanted, as_of) as at:
        post = edge.posts_of(at, by)[0]
        with at.database.write() as session:
            done = frozen.object_(session, report, post=post, by=by, now=at.now, reason=reason)
        at.tell_at_once()
    say(f"异议 {done.id} 已记下")


@app.command()
def answer(
    objection: ObjectionId,
    by: NeededBy,
    reason: NeededReason,
    upheld: Upheld,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """答复异议。"""
    _step(wanted, as_of, frozen.answer, objection, by=by, upheld=upheld, reason=reason)


@app.command()
def publish(
    report: ReportId, by: NeededBy, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """签发（领导小组组长、副组长）：公示期满、异议都答复之后；编号。"""
    _step(wanted, as_of, frozen.publish, report, by=by)


@app.command()
def drop(
    report: ReportId,
    by: NeededBy,
    reason: NeededReason,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """作废一份没有签发的报告。"""
    _step(wanted, as_of, frozen.drop, report, by=by, reason=reason)


def _step(
    wanted: str | None,
    as_of: Any,
    does: Callable[..., Report | Objection],
    number: int,
    **more: Any,
) -> None:
    """One step in one transaction; whoever waits for it is told."""
    with edge.at_work(wanted, as_of) as at:
        with at.database.write() as session:
            done = does(session, number, now=at.now, **more)
            standing.check(at, more["by"], standing.supervisors(at))
        at.tell_at_once()
    if isinstance(done, Objection):
        say(f"异议 {done.id}：{'采纳' if done.upheld else '不采纳'}")
        return
    until = f"，异议到 {done.until}" if done.until and done.state == State.ANNOUNCED else ""
    name = frozen_queries.number_text(done) or f"报告 {done.id}"
    say(f"{name}：{State(done.state).label}{until}")


def _brief(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "kind": report.kind,
        "name": frozen_queries.name_of(report),
        "post": report.subject,
        "period": report.period,
        "state": report.state,
        "number": frozen_queries.number_text(report),
        "frozen_at": report.frozen_at,
        "frozen_by": report.frozen_by,
        "until": report.until,
        "hash": report.hash,
        "untouched": frozen.is_untouched(report),
    }
