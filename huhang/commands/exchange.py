"""`huhang exchange`: what one unit notifies another of. A reference and a need; nobody is named anywhere."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from care import exchange, exchange_queries
from care.notification import ANSWERS, LAWS, NEEDS, PURPOSES, Notification
from huhang import edge
from huhang.commands.options import AsOf, ByName, InJurisdiction, Json, read_day
from huhang.console import say, show_json, show_table
from huhang.edge import AtWork
from tasks import plans

app = typer.Typer(
    no_args_is_help=True, help="信息交换：通报、批准、签收、答复；代号对应谁，由发出单位自己保管"
)

Reference = Annotated[str, typer.Argument(metavar="编号", help="如 X-7KQ2M94B")]


@app.command("ask")
def ask(  # noqa: PLR0913, PLR0917  # each is an option
    sender: Annotated[str, typer.Option("--from", metavar="UNIT", help="发出单位或部门")],
    receiver: Annotated[str, typer.Option("--to", metavar="UNIT", help="接收单位")],
    need: Annotated[str, typer.Option("--need", help="、".join(NEEDS))],
    purpose: Annotated[str, typer.Option("--purpose", help="、".join(PURPOSES))],
    law: Annotated[str, typer.Option("--law", help="、".join(LAWS))],
    article: Annotated[str, typer.Option("--article", help="条款，如 第七十二条")],
    by: ByName,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=read_day, metavar="D", help="有效期，不写就是 30 天"),
    ] = None,
    wanted: InJurisdiction = None,
) -> None:
    """发出一件通报；另一个人批准后，接收单位才看得到。"""
    with edge.at_work(wanted) as at:
        expires = until or at.on + timedelta(days=30)
        asked = Notification(sender, receiver, need, purpose, law, article, expires)
        row = _do(at, exchange.ask, asked, by=by)
        reference, approver = row.reference, row.approver
        at.tell_at_once()
    say(f"通报 {reference} 等{approver}批准；代号对应谁，请自己另外记下，系统不存")


@app.command()
def approve(reference: Reference, by: ByName, wanted: InJurisdiction = None) -> None:
    """批准：接收单位随即看得到，要办理。"""
    _step(wanted, exchange.approve, reference, by=by)
    say(f"通报 {reference} 已批准")


@app.command()
def refuse(reference: Reference, by: ByName, wanted: InJurisdiction = None) -> None:
    """不批准。"""
    _step(wanted, exchange.refuse, reference, by=by)
    say(f"通报 {reference} 未批准")


@app.command()
def receive(reference: Reference, by: ByName, wanted: InJurisdiction = None) -> None:
    """签收。"""
    _step(wanted, exchange.receive, reference, by=by)
    say(f"通报 {reference} 已签收")


@app.command()
def answer(
    reference: Reference,
    said: Annotated[str, typer.Option("--answer", help="、".join(ANSWERS))],
    by: ByName,
    wanted: InJurisdiction = None,
) -> None:
    """答复发出单位。"""
    _step(wanted, exchange.answer, reference, said, by=by)
    say(f"通报 {reference} 已答复")


@app.command("list")
def list_(
    by: ByName, wanted: InJurisdiction = None, as_of: AsOf = None, as_json: Json = False
) -> None:
    """列出您发出的、要批准的、收到的通报。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = exchange_queries.seen(session, at.jurisdiction, by, at.on)
    if as_json:
        show_json([asdict(one) for one in found])
        return
    rows = [[s.reference, s.sender, s.receiver, s.state.label, s.expires_on] for s in found]
    show_table(["编号", "发出", "接收", "状态", "有效期"], rows, empty="没有您能看的通报")


def _step(wanted: str | None, command: Any, *what: str, by: str) -> None:
    with edge.at_work(wanted) as at:
        _do(at, command, *what, by=by)
        at.tell_at_once()


def _do(at: AtWork, command: Any, *what: Any, by: str) -> Any:
    """One command in one transaction."""
    with at.database.write() as session:
        return command(session, plans.held(session, at.jurisdiction.id), *what, by=by, now=at.now)
