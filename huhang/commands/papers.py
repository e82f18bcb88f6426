"""`huhang report bulletin|meeting|minutes|information|assessment|summary|goals|burden`, and `huhang goal`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from huhang import edge
from huhang.commands import drawn
from huhang.commands.drawn import Out
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.console import say, show_json, show_table
from reports import burden, catalogue, drawing, goals, handed
from reports.kinds import Kind

goal_app = typer.Typer(no_args_is_help=True, help="三年目标：每个指标每年一个数")

PeriodId = Annotated[str, typer.Argument(metavar="PERIOD", help="哪一期，如 2026-Q4、2026-10")]
Year = Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=9998, help="哪一年，如 2026")]
Post = Annotated[str, typer.Argument(metavar="POST", help="哪个岗位，如 杨地湾学校·法制副校长")]
GoalId = Annotated[str, typer.Argument(metavar="GOAL", help="指标，见 huhang goal list")]
Value = Annotated[str, typer.Argument(metavar="N", help="这一年的数")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="谁填的（岗位或姓名）")]
Source = Annotated[str, typer.Option("--source", metavar="文字", help="谁提供的")]


def bulletin(
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """通报的草稿：按现在的数字。"""
    _draft(catalogue.BULLETIN, period, out, as_of, wanted, as_json=as_json)


def meeting(
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """联席会议材料：做了什么、逾期的轮到谁、要决定什么。"""
    _draft(catalogue.MEETING, period, out, as_of, wanted, as_json=as_json)


def minutes(
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """会议纪要的草稿，议定事项一栏会后填。"""
    _draft(catalogue.MEETING, period, out, as_of, wanted, form="minutes", as_json=as_json)


def information(
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """信息报送的草稿。"""
    _draft(catalogue.INFORMATION, period, out, as_of, wanted, as_json=as_json)


def assessment(
    year: Year,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """年终考核：单位和村（社区）的完成情况，只看做没做、按时没按时。"""
    _draft(catalogue.ASSESSMENT, str(year), out, as_of, wanted, as_json=as_json)


def summary(
    post: Post,
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """一个岗位的学年梳理总结草稿。"""
    _draft(catalogue.SUMMARY, period, out, as_of, wanted, post=post, as_json=as_json)


def goals_(
    year: Year,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """三年目标到这一年的数，小于 3 起的显示为“<3”。"""
    _draft(catalogue.GOALS, str(year), out, as_of, wanted, as_json=as_json)


def _draft(
    kind: Kind[Any],
    period: str,
    out: Path | None,
    as_of: date | None,
    wanted: str | None,
    *,
    as_json: bool,
    form: str = "document",
    post: str = "",
) -> None:
    """The report as it would be if it were frozen now."""
    with edge.at_work(wanted, as_of) as at:
        subject = edge.posts_of(at, post)[0] if post else ""
        with at.database.read() as session:
            found = drawing.draft(session, at.jurisdiction, kind, period, at.on, subject)
        drawn.tell(at, found, out, form=form, as_json=as_json)


def burden_(as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """负担表：每个单位每月要填几分钟、交几份材料，估计的和实际的。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        rules = at.jurisdiction
        first, last = burden.coming_year(at.on)
        asked = burden.by_unit(rules, burden.estimate(rules, first, last))
        year_ago = first.replace(year=first.year - 1)
        took = burden.by_unit(rules, handed.handed_in(session, rules, year_ago, at.on))
    if as_json:
        show_json({"asked": [asdict(o) for o in asked], "handed_in": [asdict(o) for o in took]})
        return
    for line in burden.lines(rules, at.on):
        say(line)
    was = {one.key: one for one in took}
    rows = [
        [one.name, one.times, one.minutes, one.files, *_last(was.get(one.key))] for one in asked
    ]
    columns = ["单位", "全年次数", "分钟", "材料", "过去一年次数", "分钟", "材料"]
    show_table(columns, rows, empty="方案没有要交的")


def _last(one: burden.Share | None) -> list[int]:
    return [one.times, one.minutes, one.files] if one else [0, 0, 0]


# --- Goals ---


@goal_app.command("list")
def list_(as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False) -> None:
    """各指标各年的数。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = goals.courses(session, at.jurisdiction)
    years = list(goals.years(at.jurisdiction, found, at.on))
    if as_json:
        show_json([{"id": one.goal.id, "figures": dict(one.figures)} for one in found])
        return
    rows: list[list[Any]] = [
        [one.goal.id, one.goal.name, f"{one.goal.measure}（{one.goal.unit}）"]
        + [one.shown(year, near=True) for year in years]
        for one in found
    ]
    show_table(["指标", "目标", "数什么", *map(str, years)], rows, empty="方案没有写明指标")


@goal_app.command("set")
def set_(
    goal: GoalId,
    year: Year,
    value: Value,
    by: By,
    source: Source = "",
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """填一个指标一年的数；改过的留痕。"""
    with edge.at_work(wanted, as_of) as at, at.database.write() as session:
        made = goals.set_figure(
            session, at.jurisdiction.id, goal, year, value, by=by, now=at.now, source=source
        )
        told = f"{goal} {year}年：{made.value:g}"
    say(told)
