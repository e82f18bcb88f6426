"""`huhang plan load`: a plan folder becomes the version in force, after saying what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from huhang import edge
from huhang.commands import plan
from huhang.commands.options import Demo, PlanFolder, read_day
from huhang.console import Refused, can_ask, say
from huhang.folders import read_folder, roster_file
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans

GoLive = Annotated[
    date | None,
    typer.Option(
        "--go-live", parser=read_day, metavar="D", help="启用日，早于它到期的不再开启；默认今天"
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，直接载入")]


def load(folder: PlanFolder, demo: Demo = False, go_live: GoLive = None, yes: Yes = False) -> None:
    """载入方案为新版本；先说明未办结的任务会有什么变化。"""
    plan.read(folder, demo=demo)
    texts, roster, now = read_folder(folder), roster_file(demo=demo), clock.now()
    for line in _changes(texts, roster, now):
        say(line)
    _ask(folder, yes=yes)
    with edge.database(create=True) as database, database.write() as session:
        number = plans.load_plan(session, texts, roster, go_live=go_live, now=now, by=edge.OPERATOR)
    say(f"已载入 {folder}（{roster}），现行版本 {number}")


def _changes(texts: Mapping[str, str], roster: str, now: datetime) -> list[str]:
    """What loading would change; nothing is created to find out."""
    if not edge.exists(Database(Settings().url)):
        return []
    with edge.database() as database, database.read() as session:
        return plans.preview(session, texts, roster, now=now)


def _ask(folder: Path, *, yes: bool) -> None:
    if yes:
        return
    if not can_ask():
        raise Refused(f"没有终端可以确认；确实要载入 {folder} 请加 --yes", code=2)
    if not typer.confirm(f"载入 {folder} 吗？"):
        raise Refused("没有载入，什么也没有改动")
