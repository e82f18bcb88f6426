"""What is old enough is forgotten: who read what, and what units notified one another of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from care.tables import CareExchange, CareReading
from obligations.jurisdiction import Jurisdiction

#: How long readings and closed notifications are kept. The law asks for three years at least (PIPL 56).
KEPT = timedelta(days=3 * 366)


def forget(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Delete what is older than KEPT; return how many rows. The journal's rows stay: they say who and what
    for, never about whom."""
    before = now - KEPT
    old = (
        delete(CareReading).where(CareReading.jurisdiction == rules.id, CareReading.at < before),
        delete(CareExchange).where(
            CareExchange.jurisdiction == rules.id, CareExchange.closed_at < before
        ),
    )
    return sum(cast("CursorResult[Any]", session.execute(one)).rowcount for one in old)
