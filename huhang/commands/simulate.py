"""`huhang simulate`: run a plan before it runs, and see what it will ask of whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from huhang.commands.options import Json, PlanFolder, read_day
from huhang.console import Refused, say, show_json, show_table
from huhang.folders import read_folder
from huhang.writing import check_new
from obligations.faults import PlanError
from runtime import clock, files
from simulation import holidays
from simulation.folder import UnknownPost
from simulation.people import reading
from simulation.people.behaviour import People
from simulation.rehearse import Asked, Rehearsed, rehearse, runs
from simulation.report import page
from simulation.report.tables import SHORT, Table, tables, versus_tables
from simulation.run import Progress as EveryDay

FirstDay = Annotated[
    date | None, typer.Option("--from", parser=read_day, metavar="D", help="从这一天起，默认今天")
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=read_day, metavar="D", help="到这一天止（含），默认一年"),
]
Kind = Annotated[
    str,
    typer.Option(
        "--people", metavar="KIND", help=f"人怎样办事：{'、'.join(reading.KINDS)}，或一个 YAML 文件"
    ),
]
Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="POST", help="假设这个岗位没有人；可写几次")
]
Holidays = Annotated[
    list[str] | None,
    typer.Option(
        "--holidays", metavar="Y=HOW", help="假设某年的放假安排：2027=late、2027=early 或 2027=2025"
    ),
]
Other = Annotated[Path | None, typer.Option("--vs", metavar="PLAN-B", help="与另一个方案相比")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="同一个数，结果逐字节相同")]
Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="写成一个网页文件，可以直接打开")
]
Force = Annotated[bool, typer.Option("--force", help="已有这个网页文件的，换成新的")]


def simulate(  # noqa: PLR0913, PLR0917  # one parameter for each option
    folder: PlanFolder,
    first: FirstDay = None,
    last: LastDay = None,
    people: Kind = "typical",
    without: Without = None,
    holidays_: Holidays = None,
    other: Other = None,
    seed: Seed = 0,
    report: Report = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """演练：方案启用之前，先在虚拟的日历上走一遍，看它要各单位做什么、催谁、卡在哪里。

    用的是真实运行的同一套程序，人是虚构的名册，什么也不发送、不保存。
    """
    if report and not force:
        check_new(report, "，或加 --force")  # before minutes of work
    begins = first or clock.now().date()
    asked = Asked(
        texts=read_folder(folder),
        name=folder.name,
        first=begins,
        last=_last(begins, last),
        people=_people(people),
        seed=seed,
        without=tuple(without or ()),
        holidays=tuple(map(_arrangement, holidays_ or ())),
        versus=(_other_name(folder, other), read_folder(other)) if other else None,
    )
    done = _rehearse(folder, asked)
    if report:
        with files.whole(report) as to:
            to.write(page.render(done).encode())
    if as_json:
        show_json(done.as_json())
        return
    _show(done)
    if report:
        say(f"报告已写到 {report}")


def _last(first: date, last: date | None) -> date:
    found = last or first + timedelta(days=364)
    if found < first:
        raise Refused(f"--to {found} 早于 --from {first}", code=2)
    return found


def _other_name(folder: Path, other: Path) -> str:
    return other.name if other.name != folder.name else str(other)


def _people(named: str) -> People:
    if named in reading.KINDS:
        return reading.known(named)
    file = Path(named)
    if not file.is_file():
        kinds = "、".join(reading.KINDS)
        raise Refused(f"--people 读到 {named!r}，应为 {kinds} 之一，或一个 YAML 文件", code=2)
    try:
        return reading.read(file.name, file.read_text("utf-8-sig"))
    except PlanError as error:
        raise _faulty(error) from None
    except UnicodeDecodeError:
        raise Refused(f"{file} 不是 UTF-8 编码，请另存为 UTF-8") from None


def _arrangement(text: str) -> holidays.Arrangement:
    try:
        return holidays.read(text)
    except holidays.UnknownHolidays as error:
        raise Refused(f"--holidays {error}", code=2) from None


def _rehearse(folder: Path, asked: Asked) -> Rehearsed:
    try:
        with _progress(asked) as progress:
            return rehearse(asked, progress)
    except UnknownPost as error:
        raise Refused(str(error.args[0]), code=2) from None
    except PlanError as error:
        raise _faulty(error, "" if asked.versus else f"{folder}/") from None


def _faulty(error: PlanError, where: str = "") -> Refused:
    """One line about all faults: how many, and where the first of them is."""
    count, first = len(error.faults), error.faults[0]
    place = f"{where}{first.file}:{first.line}"
    return Refused(f"不能演练，共 {count} 处错误，第一处 {place} {first.message}")


@contextmanager
def _progress(asked: Asked) -> Iterator[_Bars | None]:
    """A bar on stderr while somebody is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as shown:
        yield _Bars(shown, asked)


class _Bars:
    """One bar for each run."""

    def __init__(self, shown: Progress, asked: Asked) -> None:
        self.shown, self.asked = shown, asked

    def __call__(self, run: int) -> EveryDay:
        days = (self.asked.last - self.asked.first).days + 1
        bar = self.shown.add_task(f"演练 {run}/{runs(self.asked)}", total=days)
        return lambda on: self.shown.update(bar, advance=1, description=f"演练 {on}")


def _show(done: Rehearsed) -> None:
    outcome = done.outcome
    say(f"{outcome.jurisdiction} · {outcome.plan}")
    say(f"{outcome.first} 至 {outcome.last}，{outcome.people or '自定的人'}，种子 {outcome.seed}")
    for line in outcome.assumed:
        say(f"假设：{line}")
    if done.versus:
        for table in versus_tables(done.versus):
            _show_table(table)
    for table in tables(outcome):
        _show_table(table)


def _show_table(table: Table) -> None:
    say("")
    say(table.title)
    show_table(table.columns, table.rows[:SHORT], empty=table.empty)
    if len(table.rows) > SHORT:
        say(f"……共 {len(table.rows)} 行，全部见 --report 或 --json")
    if table.says:
        say(table.says)
