"""When people may be told: in the plan's hours of a working day. What falls outside waits."""

from __future__ import annotations

from datetime import datetime

from obligations.jurisdiction import Jurisdiction


def is_open(jurisdiction: Jurisdiction, now: datetime) -> bool:
    """May somebody be told at this moment? `now` is aware."""
    local = now.astimezone(jurisdiction.zone)
    return jurisdiction.workdays.is_workday(local.date()) and jurisdiction.plan.hours.covers(
        local.time()
    )
