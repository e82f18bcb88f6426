"""What is old enough is forgotten: who read what, and what units notified one another of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete
from sqlalchemy.orm import Session

from care.tables import CareExchange, CareReading
from obligations.jurisdiction import Jurisdiction
from runtime.database import table_of

#: How long readings and closed notifications are kept. The law asks for three years at least (PIPL 56).
KEPT = timedelta(days=3 * 366)

#: Every round does this, so that both are built once.
_READINGS, _EXCHANGES = table_of(CareReading), table_of(CareExchange)
_OLD = (
    delete(_READINGS).where(
        _READINGS.c.jurisdiction == bindparam("where"), _READINGS.c.at < bindparam("before")
    ),
    delete(_EXCHANGES).where(
        _EXCHANGES.c.jurisdiction == bindparam("where"),
        _EXCHANGES.c.closed_at < bindparam("before"),
    ),
)


def forget(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Delete what is older than KEPT; return how many rows. The journal's rows stay: they say who and what
    for, never about whom."""
    old = {"where": rules.id, "before": now - KEPT}
    return sum(cast("CursorResult[Any]", session.execute(one, old)).rowcount for one in _OLD)
