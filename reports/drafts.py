"""What the system writes into a hand-in before anybody types: the text of the report that the duty asks for.

Where that report was frozen, the text is that of the frozen one and names it with its hash, so that what was
handed in and what was kept lead to one another: the task lists the report, the report the task.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.fields import LIMITS, FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from reports import drawing, frozen_queries
from reports.catalogue import KINDS
from reports.kinds import ReportKind
from reports.spans import UnknownPeriodError
from reports.tables import Report
from tasks import queries
from tasks.lifecycle import State
from tasks.queries import TaskLine
from tasks.tables import Task


def drafted(
    session: Session, rules: Jurisdiction, duty: Obligation, task: Task, on: date
) -> dict[str, str]:
    """The draft by the name of the field that it goes into, cut to what fits there; empty where the duty
    has none. `rules`: the plan in force."""
    field = _field(duty)
    if duty.draft is None or field is None:
        return {}
    try:
        text, cited = _text(session, rules, ReportKind(duty.draft), task, on)
    except UnknownPeriodError:
        return {}
    kind = duty.hand_in[field].type
    cited = cited and ("\n" if kind is FieldType.TEXT else "") + cited
    return {field: _cut(text, LIMITS[kind] - len(cited)) + cited}


def _field(duty: Obligation) -> str | None:
    """The first field that takes words."""
    return next((name for name, kind in duty.hand_in.items() if kind.type in LIMITS), None)


def _text(
    session: Session, rules: Jurisdiction, kind: ReportKind, task: Task, on: date
) -> tuple[str, str]:
    """What it says for that task; and which frozen report says so, "" for a draft of the day."""
    subject = task.post if kind.is_of_a_post else ""
    kept = frozen_queries.kept_for(session, rules, kind, task.period, subject)
    if not kept:
        drawn = drawing.draft(session, rules, KINDS[kind], task.period, on, subject)
        return drawn.kind.fills(drawn.said, task.subject), ""
    said = KINDS[kind].compose(kept[0].figures, kept[0].items)
    return KINDS[kind].fills(said, task.subject), f"（{cited(kept[0])}）"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def cited(report: Report) -> str:
    """`据通报〔2026〕1号，校验值 0123456789abcdef`."""
    name = frozen_queries.number_text(report) or f"冻结的第 {report.id} 号稿"
    return f"据{name}，校验值 {report.hash[:16]}"


# --- From either side ---


def kept_for(session: Session, rules: Jurisdiction, duty: Obligation, task: Task) -> list[Report]:
    """The frozen reports that a task of that duty is about, the signed one first."""
    if duty.draft is None:
        return []
    kind = ReportKind(duty.draft)
    subject = task.post if kind.is_of_a_post else ""
    return frozen_queries.kept_for(session, rules, kind, task.period, subject)


def tasks_for(
    session: Session, rules: Jurisdiction, report: Report, on: date
) -> Sequence[TaskLine]:
    """The tasks whose duty asks for that report in its period."""
    duties = [duty.id for duty in rules.plan.obligations if duty.draft == report.kind]
    found = select(Task).where(
        Task.jurisdiction == rules.id,
        Task.obligation.in_(duties),
        Task.period == report.period,
        Task.state != State.CANCELLED,
    )
    if report.subject:
        found = found.where(Task.post == report.subject)
    return queries.lines_of(session, rules, session.scalars(found.order_by(Task.id)).all(), on)
