"""A report as its pages show it: the draft of the day, the files to take along, and what was frozen of it before."""

from __future__ import annotations

from io import BytesIO
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.jurisdiction import Jurisdiction
from reports import drawing, frozen_queries, sheets
from reports.drawing import Drawn
from reports.kinds import Kind, ReportKind
from reports.spans import UnknownPeriodError
from reports.states import State
from reports.tables import Report
from web.downloads import made_file, word_file
from web.errors import NotFound
from web.roles import Right, Visitor

T = TypeVar("T")

#: The report as an Excel file, beside the names of its Word files.
SHEET = "sheet"
_FREEZING = {
    ReportKind.BULLETIN: "下面是按现在的数字起草的。冻结之后数字和明细不再变，可以公示、听取异议、由领导签发。",
    ReportKind.SUMMARY: "冻结之后内容不再变，之后的变动会另外标出来；交任务时系统会写明用的是哪一稿。",
}
_USUAL = "这是按现在的数字起草的。冻结之后数字和明细不再变，之后的变动会另外标出来；交任务时系统会写明用的是哪一稿。"


def drafted(
    session: Session, who: Visitor, kind: Kind[T], period: str, subject: str = ""
) -> Drawn[T]:
    """The draft of the day. Raises NotFound, in words, for a period that is none of that report's."""
    try:
        return drawing.draft(session, who.jurisdiction, kind, period[:20], who.on, subject)
    except UnknownPeriodError as error:
        raise NotFound(str(error)) from None


def freeze(
    session: Session, who: Visitor, kind: Kind[Any], period: str, subject: str = ""
) -> Report:
    """Keep it as it stands. Raises NotFound for a period that is none of that report's, and MoveRefused."""
    try:
        return drawing.freeze(
            session, who.jurisdiction, kind, period, by=who.person, now=who.now, subject=subject
        )
    except UnknownPeriodError as error:
        raise NotFound(str(error)) from None


def freezing(
    session: Session,
    who: Visitor,
    kind: ReportKind,
    period: str,
    subject: str = "",
    action: str = "",
) -> dict[str, Any]:
    """What stands under a draft: the frozen ones of that period, and the button. `action`: where it leads, for
    whoever may press it; without one to the office's own."""
    office = f"/reports/{kind}/freeze" if who.may(Right.SUPERVISE) else ""
    found = frozen_queries.reports_of(session, who.jurisdiction, kind, period, subject)
    return {
        "period": period,
        "action": action or office,
        "words": _FREEZING.get(kind, _USUAL),
        "kept": [(one.id, words_of(one)) for one in found],
    }


def newest(session: Session, who: Visitor, kind: ReportKind, period: str, subject: str = "") -> int:
    """The number of the last one that was frozen. Raises NotFound where there is none."""
    found = frozen_queries.reports_of(session, who.jurisdiction, kind, period, subject)
    if not found:
        raise NotFound
    return found[0].id


def words_of(report: Report) -> str:
    """`通报〔2026〕1号（已签发）`, `第 3 号稿（已冻结）`."""
    stands = ReportKind(report.kind).stands(State(report.state))
    return f"{frozen_queries.number_text(report) or f'第 {report.id} 号稿'}（{stands}）"


def file(rules: Jurisdiction, drawn: Drawn[Any], form: str, who: Visitor) -> Response:
    """The Word file of that name, or the Excel file, to be saved. Raises NotFound where there is none such."""
    if form == SHEET and drawn.kind.table:
        table, book = drawn.kind.table(drawn.said), BytesIO()
        sheets.write(table, book, who.on)
        return made_file(book.getvalue(), f"{drawn.name()}{sheets.SUFFIX}", sheets.MEDIA_TYPE)
    if form not in drawn.kind.forms():
        raise NotFound
    return word_file(drawing.render(drawn, rules, form), f"{drawn.name(form)}.docx")
