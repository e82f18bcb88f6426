"""`huhang report meeting|minutes|information|assessment|summary|burden`, and `huhang goal`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json
from huhang.console import say, show_json, show_table
from huhang.edge import AtWork
from reports import (
    assessment,
    assessment_paper,
    burden,
    goals,
    handed,
    information,
    meeting,
    papers,
    sheets,
    summary,
)

goal_app = typer.Typer(no_args_is_help=True, help="三年目标：每个指标每年一个数")

PeriodId = Annotated[str, typer.Argument(metavar="PERIOD", help="哪一期，如 2026-Q4、2026-10")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写成 Word 文件")]
OutSheet = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写成 Word（.docx）或 Excel（.xlsx）")
]
Year = Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=9998, help="哪一年，如 2026")]
Post = Annotated[str, typer.Argument(metavar="POST", help="哪个岗位，如 杨地湾学校·法制副校长")]
GoalId = Annotated[str, typer.Argument(metavar="GOAL", help="指标，见 huhang goal list")]
Value = Annotated[str, typer.Argument(metavar="N", help="这一年的数")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="谁填的（岗位或姓名）")]
Source = Annotated[str, typer.Option("--source", metavar="文字", help="谁提供的")]


def meeting_(
    period: PeriodId, out: Out = None, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """联席会议材料：做了什么、逾期的轮到谁、要决定什么。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = meeting.pack(session, at.jurisdiction, period, at.on)
    values = papers.meeting_values(found, goals.years(at.jurisdiction, found.goals, at.on))
    if _written(at, out, papers.MEETING, values):
        return
    for text in (values["title"], values["whole"], values["late_text"], values["decide_text"]):
        say(text)
    rows = [[one.kind, one.what, one.why, one.answers] for one in found.decisions]
    show_table(["事由", "事项", "说明", "答复"], rows, empty="没有等待决定的事项")


def minutes(
    period: PeriodId, out: Out = None, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """会议纪要的草稿，议定事项一栏会后填。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = meeting.pack(session, at.jurisdiction, period, at.on)
    if not _written(at, out, papers.MINUTES, papers.minutes_values(found)):
        say(papers.minutes_text(found))


def information_(
    period: PeriodId, out: Out = None, as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """信息报送的草稿。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = information.draft(session, at.jurisdiction, period, at.on)
    if not _written(at, out, papers.INFORMATION, papers.information_values(found, at.on)):
        say(found.title)
        say(found.text)


def assessment_(
    year: Year,
    out: OutSheet = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
    as_json: Json = False,
) -> None:
    """年终考核：单位和村（社区）的完成情况，只看做没做、按时没按时。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        found = assessment.assess(session, at.jurisdiction, year, at.on)
    rules, judged = at.jurisdiction, at.jurisdiction.plan.assessment
    table = assessment_paper.sheet(rules.name, year, found, judged.weights)
    if as_json:
        show_json([dict(zip(table.headings, row, strict=True)) for row in table.rows])
    elif out is not None and out.suffix == sheets.SUFFIX:
        with out.open("wb") as file:
            sheets.write(table, file, at.on)
        say(f"已写到 {out}")
    elif not _written(
        at,
        out,
        papers.ASSESSMENT,
        assessment_paper.assessment_values(
            rules.name, year, found, judged.weights, ranked=judged.ranked, on=at.on
        ),
    ):
        say(table.title)
        show_table(list(table.headings), table.rows, empty="没有考核的单位")
        say(assessment_paper.how_words(judged.weights))


def summary_(
    post: Post,
    period: PeriodId,
    out: Out = None,
    as_of: AsOf = None,
    wanted: InJurisdiction = None,
) -> None:
    """一个岗位的学年梳理总结草稿。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        [named, *_] = edge.posts_of(at, post)
        found = summary.draft(session, at.jurisdiction, named, period, at.on)
    if not _written(at, out, papers.SUMMARY, papers.summary_values(found, at.on)):
        say(found.text)


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


def _written(at: AtWork, out: Path | None, name: str, values: papers.Values) -> bool:
    """Write the Word file where one is asked for; else False."""
    if out is None:
        return False
    out.write_bytes(papers.render(name, values, at.jurisdiction.templates))
    say(f"已写到 {out}")
    return True


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
