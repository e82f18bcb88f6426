"""What the lead unit does next: a call that nobody answers, a family that asks for help, a request about data.

Assigned work like any other, in neutral words: it names a reference of one period, and nobody.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from care import access
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import assigning, journal
from tasks.tables import Task

#: Working days for the follow-up of a call.
FOLLOW_UP_DAYS = 5


def open_follow_up(session: Session, rules: Jurisdiction, call: Task, now: datetime) -> Task:
    """The lead unit looks after what a call brought up."""
    on = today(now, rules.zone)
    return assigning.assign(
        session,
        rules,
        title="关爱联系跟进（1 件）",
        lead=access.case_post(rules),
        support=(),
        due=rules.workdays.add(on, FOLLOW_UP_DAYS),
        source=f"任务 {call.id}",
        by=journal.SYSTEM,
        now=now,
    )
