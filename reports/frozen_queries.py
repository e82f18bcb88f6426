"""What is asked about reports that were frozen."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from reports.figures import LATE
from reports.kinds import ReportKind
from reports.states import State
from reports.tables import Objection, Report


def report_of(session: Session, rules: Jurisdiction, report_id: int) -> Report | None:
    """The report of that number in this jurisdiction; None where there is none."""
    found = session.get(Report, report_id)
    return found if found and found.jurisdiction == rules.id else None


def reports_of(
    session: Session,
    rules: Jurisdiction,
    kind: ReportKind | None = None,
    period: str = "",
    subject: str = "",
) -> list[Report]:
    """The reports of a kind, a period and a post (empty: of all), the newest first. What they say is read
    when it is asked for."""
    found = select(Report).where(Report.jurisdiction == rules.id)
    if kind:
        found = found.where(Report.kind == kind)
    if period:
        found = found.where(Report.period == period)
    if subject:
        found = found.where(Report.subject == subject)
    large = (defer(Report.items), defer(Report.figures))
    return list(session.scalars(found.options(*large).order_by(Report.id.desc())))


def kept_for(
    session: Session, rules: Jurisdiction, kind: ReportKind, period: str, subject: str = ""
) -> list[Report]:
    """Those of them that stand: the signed one first, then the newest; dropped ones are not among them."""
    found = reports_of(session, rules, kind, period, subject)
    stand = [one for one in found if one.state != State.DROPPED]
    return sorted(stand, key=lambda one: one.state != State.PUBLISHED)


def announced_about(session: Session, rules: Jurisdiction, task_id: int) -> list[Report]:
    """The reports open to objections that tell of that task as late."""
    found = select(Report).where(Report.jurisdiction == rules.id, Report.state == State.ANNOUNCED)
    return [
        report
        for report in session.scalars(found.order_by(Report.id))
        if any(one["id"] == task_id and one["standing"] in LATE for one in report.items)
    ]


def objections_of(session: Session, report_id: int) -> list[Objection]:
    """The objections to a report, in order."""
    found = select(Objection).where(Objection.report_id == report_id)
    return list(session.scalars(found.order_by(Objection.id)))


def name_of(report: Report) -> str:
    """`2026年第三季度通报`, `某校·法制副校长2026—2027学年梳理总结`."""
    return f"{report.subject}{label(report.period)}{ReportKind(report.kind).label}"


def number_text(report: Report) -> str:
    """`通报〔2026〕3号`; empty until it is signed."""
    return f"通报〔{report.year}〕{report.number}号" if report.number else ""
