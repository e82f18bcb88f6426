"""`huhang report`: what leaders read; drafts, frozen reports, and the steps to a signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.console import Refused, say, show_json, show_table
from reports import bulletin_drafts, bulletin_paper, frozen
from reports.bulletin import KIND, sentence
from reports.bulletin_drafts import Draft
from reports.figures import Standing
from reports.states import State
from reports.tables import Objection, Report

app = typer.Typer(no_args_is_help=True, help="报告：通报的草稿、冻结、公示、签发")

PeriodId = Annotated[str, typer.Argument(metavar="PERIOD", help="哪一期，如 2026-Q3")]
ReportId = Annotated[int, typer.Argument(metavar="ID", min=1, help="编号，见 huhang report list")]
ObjectionId = Annotated[
    int, typer.Argument(metavar="ID", min=1, help="异议的编号，见 huhang report show")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="由谁办理（岗位或姓名）")]
NeededReason = Annotated[str, typer.Option("--reason", metavar="文字", help="理由（必填）")]
Upheld = Annotated[bool, typer.Option("--uphold/--reject", help="采纳（不采纳）异议")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写成 Word 文件，如 通报.docx")
]


@app.command()
def bulletin(
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """通报的草稿：按现在的数字。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = bulletin_drafts.draft(session, at.jurisdiction, period, at.on)
    _tell(found, at.jurisdiction.templates, out, as_json=as_json)


@app.command("list")
def list_(as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """列出冻结过的报告。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = frozen.reports_of(session, at.jurisdiction)
    if as_json:
        show_json([_brief(one) for one in found])
        return
    columns = ["编号", "种类", "周期", "状态", "文号", "冻结", "异议到", "校验值"]
    rows = [
        [one["id"], one["kind"], one["period"], State(one["state"]).label, one["number"],
         one["frozen_at"].astimezone(at.jurisdiction.zone).date(), one["until"], one["hash"][:12]]
        for one in map(_brief, found)
    ]  # fmt: skip
    show_table(columns, rows, empty="还没有冻结过报告")


@app.command()
def show(
    report: ReportId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """一份冻结的报告：当时的数字、异议和答复，以及之后的变动。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = frozen.report_of(session, at.jurisdiction, report)
        if found is None or found.kind != KIND:
            raise Refused(f"没有编号 {report} 的报告，见 huhang report list")
        draft = bulletin_drafts.of_report(session, at.jurisdiction, found, at.on)
    _tell(draft, at.jurisdiction.templates, out, as_json=as_json)


@app.command()
def freeze(period: PeriodId, by: By, as_of: AsOf = None, wanted: InJurisdiction = None) -> None:
    """冻结一期通报：数字、明细和校验值从此不变。"""
    with edge.at_work(wanted, as_of) as at, at.database.write() as session:
        done = bulletin_drafts.freeze(session, at.jurisdiction, period, by=by, now=at.now)
    say(f"报告 {done.id}：{State(done.state).label}，校验值 {done.hash[:12]}")


@app.command()
def announce(report: ReportId, by: By, as_of: AsOf = None, wanted: InJurisdiction = None) -> None:
    """公示：从这一天起有 3 个工作日可以提出异议。"""
    _step(wanted, as_of, frozen.announce, report, by=by)


@app.command("object")
def object_(
    report: ReportId,
    by: By,
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
    by: By,
    reason: NeededReason,
    upheld: Upheld,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """答复异议。"""
    _step(wanted, as_of, frozen.answer, objection, by=by, upheld=upheld, reason=reason)


@app.command()
def publish(report: ReportId, by: By, as_of: AsOf = None, wanted: InJurisdiction = None) -> None:
    """签发（领导小组组长、副组长）：公示期满、异议都答复之后；编号。"""
    _step(wanted, as_of, frozen.publish, report, by=by)


@app.command()
def drop(
    report: ReportId,
    by: By,
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
        at.tell_at_once()
    if isinstance(done, Objection):
        say(f"异议 {done.id}：{'采纳' if done.upheld else '不采纳'}")
        return
    until = f"，异议到 {done.until}" if done.until and done.state == State.ANNOUNCED else ""
    name = frozen.number_text(done) or f"报告 {done.id}"
    say(f"{name}：{State(done.state).label}{until}")


def _brief(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "kind": report.kind,
        "period": report.period,
        "state": report.state,
        "number": frozen.number_text(report),
        "frozen_at": report.frozen_at,
        "frozen_by": report.frozen_by,
        "until": report.until,
        "hash": report.hash,
        "untouched": frozen.is_untouched(report),
    }


def _tell(found: Draft, own: Any, out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        out.write_bytes(bulletin_paper.render(bulletin_paper.paper(found.said, found.signed), own))
        say(f"已写到 {out}")
    elif as_json:
        show_json(asdict(bulletin_paper.paper(found.said, found.signed)))
    else:
        _say(found)


def _say(found: Draft) -> None:
    said = found.said
    say(said.title)
    say(sentence(said.whole))
    rows = [
        [one.name, one.tally.total, one.tally.done, one.tally.count(Standing.OVERDUE)]
        for one in said.units
    ]
    show_table(["单位", "应办", "办结", "逾期未办"], rows, empty="这一期没有到期的任务")
    for objection in found.objections:
        answer = objection.answer or "还没有答复"
        say(f"异议 {objection.id}（{objection.post}）：{objection.text}。{answer}")
    if found.changes:
        say(f"冻结之后有 {len(found.changes)} 项变动：")
    for change in found.changes:
        stands = [s.label if s else "不在本期" for s in (change.before, change.after)]
        say(f"  任务 {change.id} {change.name}（{change.unit}）：{stands[0]} → {stands[1]}")
