"""`huhang case`: the care register from the command line. No command shows an identity: that is for the pages,
where it asks for a purpose and leaves a line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from care import audit, audit_book, moving, queries, register, retention, rotation, zone
from care.keys import Keyring
from care.lifecycle import EXIT_REASONS
from huhang import edge
from huhang.case_file import read_application
from huhang.commands.options import AsOf, ByName, InJurisdiction, Json
from huhang.console import Refused, complain, say, show_json, show_table
from huhang.edge import AtWork
from huhang.writing import check_new, new_file
from tasks import journal, plans

app = typer.Typer(no_args_is_help=True, help="关爱登记：登记、批准、评估、退出、封存")

Code = Annotated[
    str, typer.Argument(metavar="CODE", help="代号，如 关爱-0001，见 huhang case list")
]
Why = Annotated[str, typer.Option("--reason", metavar="文字", help="理由（必填）")]


@app.command("open")
def open_(
    by: ByName,
    assessment: Annotated[
        str, typer.Option("--assessment", metavar="文字", help="影响评估存在哪里、谁签的")
    ],
    wanted: InJurisdiction = None,
) -> None:
    """启用关爱登记（先做个人信息保护影响评估）。"""
    with edge.at_work(wanted) as at:
        _do(at, zone.open_zone, assessment=assessment, by=by)
    say("关爱登记已启用；密钥另存，备份要与数据库分开放")


@app.command("register")
def register_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="登记表（YAML），写法见 docs/care.md")
    ],
    by: ByName,
    wanted: InJurisdiction = None,
) -> None:
    """登记一个对象；负责人批准后才开始联系。登记完请删掉这个文件。"""
    application = read_application(file)
    with edge.at_work(wanted) as at:
        code = _do(at, register.register, application, by=by, keyring=True).code
    say(f"已登记 {code}，等待批准")


@app.command()
def approve(code: Code, by: ByName, wanted: InJurisdiction = None) -> None:
    """批准登记。"""
    with edge.at_work(wanted) as at:
        _do(at, register.approve, code, by=by)
    say(f"{code} 已批准，从下一次巡检起每月联系")


@app.command()
def refuse(code: Code, by: ByName, wanted: InJurisdiction = None) -> None:
    """不批准登记；身份信息随即销毁。"""
    with edge.at_work(wanted) as at:
        _do(at, register.refuse, code, by=by, keyring=True)
    say(f"{code} 未批准，身份信息已销毁")


@app.command()
def review(
    code: Code,
    by: ByName,
    needed: Annotated[bool, typer.Option("--needed/--rest", help="继续联系（暂不联系）")],
    wanted: InJurisdiction = None,
) -> None:
    """按季评估：还需不需要、愿不愿意。"""
    with edge.at_work(wanted) as at:
        if needed:
            _do(at, register.review, code, needed=True, by=by)
        else:
            _do(at, moving.rest, code, by=by)
    say(f"{code} 已评估")


@app.command()
def contact(
    code: Code,
    to: Annotated[str, typer.Option("--to", metavar="POST", help="新的联系人岗位")],
    by: ByName,
    wanted: InJurisdiction = None,
) -> None:
    """更换联系人：没办的联系随之转交，原联系人立即不能再看。"""
    with edge.at_work(wanted) as at:
        _do(at, moving.change_contact, code, to, by=by)
        at.tell_at_once()
    say(f"{code} 的联系人改为 {to}")


@app.command("exit")
def exit_(
    code: Code,
    by: ByName,
    reason: Annotated[str, typer.Option("--reason", help="、".join(EXIT_REASONS))],
    wanted: InJurisdiction = None,
) -> None:
    """退出登记；身份信息到期销毁，数量保留。"""
    with edge.at_work(wanted) as at:
        day = _do(at, moving.end, code, reason=reason, by=by).destroy_on
    say(f"{code} 已退出，身份信息 {day} 销毁")


@app.command("list")
def list_(
    by: ByName, wanted: InJurisdiction = None, as_of: AsOf = None, as_json: Json = False
) -> None:
    """列出您能办的登记：只有代号。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = queries.cases(session, at.jurisdiction, by, at.on)
    if as_json:
        show_json([asdict(line) for line in found])
        return
    rows = [[c.code, c.state.label, c.contact, c.review_by, c.destroy_on] for c in found]
    show_table(["代号", "状态", "联系人", "下次评估", "销毁日"], rows, empty="没有您能看的登记")


@app.command("seal-all")
def seal_all(by: ByName, reason: Why, wanted: InJurisdiction = None) -> None:
    """封存关爱登记：怀疑泄露时用，谁也不能再看、再改，直到批准人启封。"""
    with edge.at_work(wanted) as at:
        _do(at, zone.seal, by=by, why=reason)
    say("关爱登记已封存；启封：huhang case unseal")


@app.command()
def unseal(by: ByName, reason: Why, wanted: InJurisdiction = None) -> None:
    """启封；封存的人不能自己启封。"""
    with edge.at_work(wanted) as at:
        _do(at, zone.unseal, by=by, why=reason)
    say("关爱登记已启封")


@app.command()
def rotate(wanted: InJurisdiction = None) -> None:
    """更换全部密钥，不用停机；旧备份里的密文从此打不开。打不开的项逐条列出，其余照换，退出码为 1。"""
    with edge.at_work(wanted) as at:
        done = rotation.rotate(at.database, _keyring(at), at.jurisdiction.id, _complain)
        told = f"{done.sealed} 项" + (f"，{done.unread} 项打不开" if done.unread else "")
        with at.database.write() as session:
            journal.write(
                session,
                at.jurisdiction.id,
                now=at.now,
                actor=edge.OPERATOR,
                verb=audit.ROTATED,
                reason=told,
            )
    say(f"已用新密钥重新加密 {done.sealed} 项")
    if done.unread:
        raise Refused(
            f"{done.unread} 项打不开，没有换，所属登记的旧密钥还留着；请从备份恢复这几项，或在页面上更正，再运行一次"
        )


@app.command()
def keep(wanted: InJurisdiction = None) -> None:
    """销毁到期的身份信息（每日巡检也会做）。"""
    with edge.at_work(wanted) as at:
        gone = _do(at, retention.keep, keyring=True)
    say(f"销毁了 {gone} 份到期的身份信息")


@app.command("audit")
def audit_(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="哪一年，如 2026")],
    by: ByName,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写到哪里，不写就写在当前文件夹")
    ] = None,
    wanted: InJurisdiction = None,
) -> None:
    """年度合规材料（Excel）：存了什么、依据什么、谁看过、销毁了什么；没有任何人的身份。"""
    file = out or Path(f"关爱登记-年度合规材料-{year}.xlsx")
    check_new(file)  # before it is written down that the material was made
    with edge.at_work(wanted) as at:
        tables = _do(at, audit.audit, year, by=by)
        with new_file(file) as to:
            audit_book.write(tables, to, at.on)
    say(f"已写入 {file}")


def _complain(one: rotation.Unread) -> None:
    complain(f"{one.code} 的“{one.field}”打不开：{one.why}")


def _do(at: AtWork, command: Any, *what: Any, keyring: bool = False, **how: Any) -> Any:
    """One command in one transaction."""
    keys = (_keyring(at),) if keyring else ()
    with at.database.write() as session:
        rules = plans.held(session, at.jurisdiction.id)
        return command(session, *keys, rules, *what, now=at.now, **how)


def _keyring(at: AtWork) -> Keyring:
    return Keyring(at.settings.keyring)
