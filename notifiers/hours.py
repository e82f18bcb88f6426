"""When people may be told: in working hours of a working day. What falls outside waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from obligations.jurisdiction import Jurisdiction


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` up to but not including `end`, in the plan's zone."""

    start: time = time(8, 30)
    end: time = time(18, 0)

    def cover(self, jurisdiction: Jurisdiction, now: datetime) -> bool:
        """May somebody be told at this moment? `now` is aware."""
        local = now.astimezone(jurisdiction.zone)
        return (
            jurisdiction.workdays.is_workday(local.date()) and self.start <= local.time() < self.end
        )


OFFICE_HOURS = Hours()
