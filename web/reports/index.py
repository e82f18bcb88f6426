"""Where the reports are, and the tasks behind a figure of any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.coverage import part_titles
from obligations.periods import label
from obligations.wording import day_text, period_text
from reports import assessment, figures, frozen_queries, keeping, spans
from reports.figures import Item, Standing
from reports.spans import UnknownPeriodError
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.reports.addresses import Which, WhichItems
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()

#: Every report: where it is, what it is called, what it is for. A new one is added here.
PAGES = (
    ("/reports/bulletin", "季度通报", "按季度起草，公示 3 个工作日、听取异议后由领导签发"),
    ("/reports/meeting", "联席会议材料", "做了什么、逾期的轮到谁、请会议决定什么；会后的纪要模板"),
    ("/reports/information", "信息报送", "按月起草，改一改就能报"),
    ("/reports/assessment", "年终考核", "单位和村（社区）的完成情况，只看做没做、按时没按时"),
    ("/reports/goals", "三年目标", "“六防一降一创”每年一个数，供会议看，不进考核"),
    ("/reports/burden", "负担表", "每个单位每月要填几分钟、交几份材料，哪些可以合并"),
    ("/reports/frozen", "冻结的报告", "某一刻的数字和明细，公示、异议、签发，之后的变动"),
    ("/archives", "档案", "每所学校、每个学期，平时交来的材料按类归好，可下载核对"),
    ("/ledgers", "台账", "任何一项职责，存成 Excel"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One task behind a figure."""

    id: int
    name: str
    about: str  #: 对象 · 周期
    whose: str  #: 单位 · 岗位
    dates: str
    standing: Standing


@router.get("/reports")
def the_reports(who: MayOversee, said: str = "") -> Response:
    return page("reports/index.html", who, said=said, pages=PAGES)


@router.get("/reports/items")
def the_items(who: MayOversee, house: InHouse, which: WhichItems) -> Response:
    """The tasks behind a figure, as they stand or stood. Raises NotFound for a period that is none."""
    with house.database.read() as session:
        found = items(session, who, which)
    titles = part_titles(who.jurisdiction.notice, who.jurisdiction.plan.obligations)
    return page(
        "reports/items.html",
        who,
        lines=[line(item, who.on) for item in found if which.holds(item)],
        title=label(which.period),
        about=which.told(titles, {item.duty: item.name for item in found}),
        report=which.report,
    )


def items(session: Session, who: Visitor, which: Which) -> list[Item]:
    if which.report:
        report = frozen_queries.report_of(session, who.jurisdiction, which.report)
        if report is None:
            raise NotFound
        within = report.first.isoformat(), report.last.isoformat()
        kept = (item for item in report.items if within[0] <= item["due"] <= within[1])
        return [keeping.restored(item) for item in kept]
    try:
        span = spans.span(who.jurisdiction, which.period)
    except UnknownPeriodError:
        raise NotFound from None
    found = figures.items(session, who.jurisdiction, span.first, span.last, who.on)
    return assessment.weighed(who.jurisdiction, found) if which.judged else found


def line(item: Item, on: date) -> Line:
    """What a listing says of an item."""
    post = "" if item.post == item.unit else item.post
    about = "" if item.about == item.post else item.about
    handed_in = f"，{day_text(item.submitted_on, on)}提交" if item.submitted_on else ""
    moved = f"（原定 {day_text(item.original_due, on)}）" if item.original_due != item.due else ""
    return Line(
        item.id,
        item.name,
        " · ".join(filter(None, (about, period_text(item.period, on)))),
        " · ".join(filter(None, (item.unit, post))),
        f"{day_text(item.due, on)}到期{moved}{handed_in}",
        item.standing,
    )
