"""The round's door to the locked room: calls are opened and looked at, and what is to go, goes. No names here."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from care import contacts, retention
from care.keys import Keyring
from care.zone import is_open
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks import plans


def duties_with_work(session: Session, rules: Jurisdiction, on: date) -> tuple[str, ...]:
    """The duty of the monthly call, where there is something to open or to look at."""
    duty = rules.plan.caring
    return (duty.id,) if duty and contacts.has_work(session, rules, on) else ()


def open_calls(session: Session, rules: Jurisdiction, obligation_id: str, now: datetime) -> int:
    """Look at the accepted calls, then open those that are due; return how many were opened."""
    duty = rules.plan.caring
    if duty is None or duty.id != obligation_id or not is_open(session, rules.id):
        return 0
    contacts.settle(session, rules, now)
    return contacts.open_due(session, rules, now)


def keep(database: Database, jurisdiction_id: str, keyring: Keyring, now: datetime) -> int:
    """Destroy the identities whose day has come; return how many."""
    with database.write() as session:
        rules = plans.held(session, jurisdiction_id)
        return retention.keep(session, keyring, rules, now)
