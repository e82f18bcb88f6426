"""Whom a bulletin names, and for what: only what a person decided to publish, after the unit could object."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.periods import Period
from obligations.sensitive import counts_children, neutral_name, spoken
from obligations.units import unit_of
from reports import figures
from reports.kinds import ReportKind
from reports.states import State
from reports.tables import Report
from runtime.clock import today
from tasks import plans
from tasks.no_fault import is_excused
from tasks.notices import kinds
from tasks.notices.kinds import State as NoticeState
from tasks.notices.tables import Notice
from tasks.tables import Task


def named(
    session: Session, rules: Jurisdiction, span: Period, on: date
) -> Iterable[dict[str, Any]]:
    """The 通报候选 that a person decided to publish, and that no earlier bulletin has told."""
    told = _told_before(session, rules, span)
    rows = (
        select(Notice, Task)
        .join(Task, Task.id == Notice.task_id)
        .where(
            Notice.jurisdiction == rules.id,
            Notice.kind == RungKind.BULLETIN,
            Notice.state == NoticeState.PUBLISHED,
            Task.due <= span.last,
            ~is_excused(),
        )
        .order_by(Notice.year, Notice.number)
    )
    for notice, task in session.execute(rows).tuples():
        own = plans.rules_for(session, rules, task.plan_version)
        decided = today(notice.decided_at, rules.zone) if notice.decided_at else on
        is_of_a_child = counts_children(own, own.obligation(task.obligation))
        if notice.id not in told and span.first <= decided and not is_of_a_child:
            yield _notice(own, notice, task)


def _told_before(session: Session, rules: Jurisdiction, span: Period) -> frozenset[int]:
    earlier = select(Report.figures).where(
        Report.jurisdiction == rules.id,
        Report.kind == ReportKind.BULLETIN,
        Report.state == State.PUBLISHED,
        Report.period != span.id,
    )
    return frozenset(one["id"] for said in session.scalars(earlier) for one in said["named"])


def _notice(rules: Jurisdiction, notice: Notice, task: Task) -> dict[str, Any]:
    duty = rules.obligation(task.obligation)
    tells = figures.names_subject(rules, duty)
    return {
        "id": notice.id,
        "task": task.id,
        "number": kinds.number_text(RungKind.BULLETIN, notice.year, notice.number),
        "unit": unit_of(rules, notice.post),
        "post": notice.post,
        "name": neutral_name(duty),
        "about": task.subject if tells and task.subject != notice.post else "",
        "period": task.period,
        "due": notice.due.isoformat(),
        "objection": spoken(rules, duty, notice.objection),
        "answer": spoken(rules, duty, notice.answer),
    }
