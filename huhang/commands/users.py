"""`huhang user`: who may sign in to the pages. A password is asked for, never written in a command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import InJurisdiction, Json
from huhang.console import Refused, say, show_json, show_table
from web import accounts
from web.accounts import AccountRefused

app = typer.Typer(no_args_is_help=True, help="账号：谁可以登录网页。")

Login = Annotated[str, typer.Argument(metavar="NAME", help="登录名，一般就是姓名")]
Person = Annotated[
    str, typer.Option("--person", metavar="P", help="名册里的人（或单位），默认与登录名相同")
]
Admin = Annotated[bool, typer.Option("--admin", help="管理员：管账号和设置，不办任务")]


@app.command("add")
def add(
    login: Login, person: Person = "", admin: Admin = False, wanted: InJurisdiction = None
) -> None:
    """新建账号；密码在终端上输入。"""
    with edge.at_work(wanted) as at:
        password = _ask_password()
        with _refusing(), at.database.write() as session:
            accounts.add(
                session, at.jurisdiction, login, password, person=person, is_admin=admin, now=at.now
            )
    say(f"已建账号 {login}")


@app.command("list")
def list_(wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """列出账号。"""
    with edge.at_work(wanted) as at, at.database.read() as session:
        found = [
            {
                "login": one.login,
                "person": one.person,
                "admin": one.is_admin,
                "disabled": one.disabled_at is not None,
                "made_at": one.made_at,
            }
            for one in accounts.all_accounts(session, at.jurisdiction.id)
        ]
    if as_json:
        show_json(found)
        return
    rows = [[row["login"], row["person"], row["admin"], row["disabled"]] for row in found]
    show_table(
        ["登录名", "名册里的人", "管理员", "已停用"],
        rows,
        empty="还没有账号，新建：huhang user add 姓名",
    )


@app.command("password")
def password(login: Login, wanted: InJurisdiction = None) -> None:
    """换密码；这个账号在所有设备上都会退出。"""
    with edge.at_work(wanted) as at:
        new = _ask_password()
        with _refusing(), at.database.write() as session:
            accounts.set_password(session, login, new, now=at.now)
    say(f"已换密码，{login} 在所有设备上都已退出")


@app.command("disable")
def disable(login: Login, wanted: InJurisdiction = None) -> None:
    """停用账号，并让它在所有设备上退出。"""
    with edge.at_work(wanted) as at, _refusing(), at.database.write() as session:
        accounts.disable(session, login, now=at.now)
    say(f"已停用 {login}；恢复：huhang user enable {login}")


@app.command("enable")
def enable(login: Login, wanted: InJurisdiction = None) -> None:
    """恢复停用的账号。"""
    with edge.at_work(wanted) as at, _refusing(), at.database.write() as session:
        accounts.enable(session, login)
    say(f"已恢复 {login}")


def _ask_password() -> str:
    """Asked twice on a terminal; from a pipe the first line is taken."""
    if sys.stdin.isatty():
        return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except AccountRefused as refused:
        raise Refused(str(refused)) from None
