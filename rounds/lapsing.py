"""The round's second door to the locked room: what has had its day ends, and what is old enough is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from care import exchange, forgetting
from obligations.jurisdiction import Jurisdiction


def end_what_lapsed(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """End notifications between units past their day, forget what is past its years; return how many."""
    return exchange.expire_due(session, rules, now) + forgetting.forget(session, rules, now)
