"""`huhang plan`: check, show and reckon a plan without a database, and load it into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from huhang import own_templates
from huhang.commands.options import Demo, Json, PlanFolder, read_day
from huhang.console import Refused, complain, say, show_json, show_table
from huhang.folders import read_folder, roster_file
from obligations.doubts import warnings
from obligations.faults import Fault, PlanError
from obligations.jurisdiction import Jurisdiction
from obligations.loading import DEMO, load
from obligations.owed import owed, turns
from obligations.periods import label
from obligations.plan import Obligation
from reports import burden
from runtime import clock

app = typer.Typer(no_args_is_help=True, help="方案：检查、查看、推算、载入")

FirstDay = Annotated[date, typer.Option("--from", parser=read_day, metavar="D", help="从这一天起")]
LastDay = Annotated[
    date, typer.Option("--to", parser=read_day, metavar="D", help="到这一天止（含）")
]


@app.command()
def check(folder: PlanFolder, as_json: Json = False) -> None:
    """检查方案：错误和提醒各在哪一行。有错误时退出码为 1。"""
    faults, doubts = _findings(folder)
    if as_json:
        show_json({"faults": [asdict(f) for f in faults], "warnings": [asdict(d) for d in doubts]})
    else:
        for fault in faults:
            say(_placed(folder, fault))
        for doubt in doubts:
            say(f"{_placed(folder, doubt)}（提醒）")
        say(f"错误 {len(faults)} 处，提醒 {len(doubts)} 处")
        for line in [] if faults else _burden(folder):
            say(line)
    if faults:
        raise typer.Exit(1)


@app.command()
def show(folder: PlanFolder, as_json: Json = False) -> None:
    """列出方案里的职责。"""
    duties = [_duty(duty) for duty in read(folder).plan.obligations]
    if as_json:
        show_json(duties)
        return
    columns = {"id": "职责", "name": "名称", "clause": "条款", "lead": "承办", "cadence": "周期"}
    rows = [[duty[key] for key in columns] for duty in duties]
    show_table(list(columns.values()), rows, empty="方案里没有职责")


@app.command()
def calendar(
    folder: PlanFolder, first: FirstDay, last: LastDay, demo: Demo = False, as_json: Json = False
) -> None:
    """推算到期日在两天之间（含两头）的全部任务；不含“在某项之后”的职责。"""
    if last < first:
        raise Refused(f"--to {last} 早于 --from {first}", code=2)
    dates = sorted(_dates(read(folder, demo=demo), first, last), key=_by_date)
    if as_json:
        show_json(dates)
        return
    columns = ["职责", "周期", "开启", "到期", "对象", "岗位", "日期"]
    show_table(columns, map(_calendar_row, dates), empty="这段时间没有到期的任务")


def read(folder: Path, *, demo: bool = False) -> Jurisdiction:
    """The jurisdiction of a folder. Raises Refused with all faults."""
    try:
        found = load(read_folder(folder), roster=roster_file(demo=demo))[0]
    except PlanError as error:
        raise _refused(folder, error.faults) from error
    if faults := own_templates.faults(found):
        raise _refused(folder, faults)
    return found


def _refused(folder: Path, faults: Sequence[Fault]) -> Refused:
    for fault in faults[:-1]:
        complain(_placed(folder, fault))
    return Refused(_placed(folder, faults[-1]))


def _findings(folder: Path) -> tuple[list[Fault], list[Fault]]:
    """The faults and the doubts of a plan with each of its rosters."""
    faults: set[Fault] = set()
    doubts: set[Fault] = set()
    try:
        texts = read_folder(folder)
    except PlanError as error:
        return list(error.faults), []
    for demo in (False, True) if DEMO in texts else (False,):
        try:
            jurisdiction, sources = load(texts, roster=roster_file(demo=demo))
        except PlanError as error:
            faults.update(error.faults)
        else:
            faults.update(own_templates.faults(jurisdiction))
            on = clock.today(clock.now(), jurisdiction.zone)
            found = warnings(jurisdiction, sources, on)
            # Doubts about the plan itself are told once, as the real roster raises them.
            doubts.update(d for d in found if not demo or d.file == DEMO)
    return sorted(faults), sorted(doubts)


def _burden(folder: Path) -> list[str]:
    """What a sound plan asks of the units, in five lines."""
    rules = read(folder)
    return burden.lines(rules, clock.today(clock.now(), rules.zone))


def _placed(folder: Path, fault: Fault) -> str:
    """`plans/anwen/plan.yaml:3:5: …`, so that an editor can follow it."""
    return f"{folder / fault.file}:{fault.line}:{fault.column}: {fault.message}"


def _duty(duty: Obligation) -> dict[str, Any]:
    """An obligation in the plan's own words; where the plan writes one name or several, so does this."""
    return {
        "id": duty.id,
        "name": duty.name,
        "clause": duty.clause,
        "quote": _one_or_many(duty.quote),
        "lead": duty.lead[0],
        "co_leads": list(duty.lead[1:]),
        "support": list(duty.support),
        "each": _one_or_many(duty.each),
        "cadence": duty.cadence,
        "basis": duty.basis.value,
        "sensitive": duty.sensitive,
        "after": [after.obligation for after in duty.after],
        "hand_in": {name: str(kind) for name, kind in duty.hand_in.items()},
        "review": duty.review,
        "minutes": duty.minutes,
    }


def _one_or_many(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _dates(jurisdiction: Jurisdiction, first: date, last: date) -> Iterator[dict[str, Any]]:
    for duty in jurisdiction.plan.obligations:
        for turn in turns(jurisdiction, duty, first, last):
            for one in owed(jurisdiction, duty, turn):
                yield {
                    "obligation": duty.id,
                    "period": turn.period.id,
                    "opens": turn.opens,
                    "due": turn.due,
                    "subject": one.subject,
                    "post": one.post,
                    "provisional": turn.provisional,
                }


def _by_date(row: Mapping[str, Any]) -> tuple[date, str, str]:
    return row["due"], row["obligation"], row["subject"]


def _calendar_row(row: Mapping[str, Any]) -> list[Any]:
    days = [row["opens"], row["due"]]
    guess = "暂定" if row["provisional"] else ""
    return [row["obligation"], label(row["period"]), *days, row["subject"], row["post"], guess]
