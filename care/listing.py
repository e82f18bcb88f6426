"""The month's readings, on the desk of whoever approves: on the first working day of the next month, or in the
first round after it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import access, queries
from care.tables import CareListing
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import assigning, journal

DAYS = 5  #: working days to look through it
LOOKED_BACK = 12  #: months: as long as there may have been no round


def list_due(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Put the list of every past month on the desk of the approving post, once; return how many were put
    there. A month in which nobody read anything has none."""
    on = today(now, rules.zone)
    journal.lock(session, rules.id)
    found = waiting(session, rules, on)
    for month, count in found:
        _list(session, rules, month, count, now)
    return len(found)


def _list(session: Session, rules: Jurisdiction, month: date, count: int, now: datetime) -> None:
    on = today(now, rules.zone)
    task = assigning.assign(
        session,
        rules,
        title=f"{month.year}年{month.month}月关爱登记查看记录 {count} 条，请核对",
        lead=access.approving_post(rules, _keeper(rules, on), on),
        due=rules.workdays.add(on, DAYS),
        by=journal.SYSTEM,
        now=now,
    )
    session.add(CareListing(jurisdiction=rules.id, month=_id(month), task_id=task.id))
    session.flush()


def waiting(session: Session, rules: Jurisdiction, on: date) -> list[tuple[date, int]]:
    """The past months whose readings nobody was shown yet, the earliest first, each with how many there are;
    last month only from the first working day on."""
    listed = select(CareListing.month).where(CareListing.jurisdiction == rules.id)
    seen = frozenset(session.scalars(listed))
    months = [month for month in _ended(rules, on) if _id(month) not in seen]
    counted = [
        (month, queries.count_readings(session, rules, *span(rules, month))) for month in months
    ]
    return [(month, count) for month, count in counted if count]


def _ended(rules: Jurisdiction, on: date) -> list[date]:
    """The first days of the months that are over, the earliest first."""
    found, month = [], on.replace(day=1)
    for _ in range(LOOKED_BACK):
        month = last_month(month)
        found.append(month)
    has_worked = rules.workdays.count(on.replace(day=1) - timedelta(1), on) > 0
    return found[::-1] if has_worked else found[:0:-1]


def _id(month: date) -> str:
    return month.isoformat()[:7]


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
