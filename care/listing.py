"""The month's readings, on the desk of whoever approves: on the first working day of the next month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from care import access, queries
from care.tables import CareListing
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import assigning, journal

DAYS = 5  #: working days to look through it


def list_due(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Put last month's list on the desk of the approving post, once; return how many were put there.
    A month in which nobody read anything has none."""
    on = today(now, rules.zone)
    journal.lock(session, rules.id)
    count = waiting(session, rules, on)
    if not count:
        return 0
    month = last_month(on)
    task = assigning.assign(
        session,
        rules,
        title=f"{month.year}年{month.month}月关爱登记查看记录 {count} 条，请核对",
        lead=access.approving_post(rules, _keeper(rules, on), on),
        due=rules.workdays.add(on, DAYS),
        by=journal.SYSTEM,
        now=now,
    )
    session.add(CareListing(jurisdiction=rules.id, month=month.isoformat()[:7], task_id=task.id))
    session.flush()
    return 1


def waiting(session: Session, rules: Jurisdiction, on: date) -> int:
    """How many readings of last month nobody was shown yet; none before the first working day."""
    month = last_month(on)
    assigns = any(duty.is_assigned for duty in rules.plan.obligations)
    if not assigns or rules.workdays.count(on.replace(day=1) - timedelta(1), on) < 1:
        return 0
    if session.get(CareListing, (rules.id, month.isoformat()[:7])):
        return 0
    return len(queries.readings(session, rules, *span(rules, month)))


def last_month(on: date) -> date:
    """The first day of the month before."""
    return (on.replace(day=1) - timedelta(1)).replace(day=1)


def span(rules: Jurisdiction, month: date) -> tuple[datetime, datetime]:
    """The moments at which a month begins and the next one does, in the plan's zone."""
    following = (month.replace(day=1) + timedelta(32)).replace(day=1)
    first, last = (
        datetime.combine(day, time(), rules.zone) for day in (month.replace(day=1), following)
    )
    return first, last


def _keeper(rules: Jurisdiction, on: date) -> str:
    found = rules.roster.recipient(access.case_post(rules), on)
    return found.name if found else ""
