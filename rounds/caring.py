"""The round's door to the locked room: calls are opened and looked at, what is to go, goes, and readings are
watched. No names of children here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from care import contacts, listing, moving, queries, retention, watching
from care.keys import Keyring
from care.zone import is_open
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks import plans


def duties_with_work(session: Session, rules: Jurisdiction, on: date) -> tuple[str, ...]:
    """The duty of the monthly call, where there is something to open, to look at or to list."""
    duty = rules.plan.caring
    if duty is None or not is_open(session, rules.id):
        return ()
    works = (
        contacts.has_work(session, rules, on)
        or moving.strays(session, rules)
        or listing.waiting(session, rules, on)
    )
    return (duty.id,) if works else ()


def open_calls(session: Session, rules: Jurisdiction, obligation_id: str, now: datetime) -> int:
    """Look at the accepted calls, bring home those that stray, then open those that are due, and the lists of
    readings; return how many tasks were opened."""
    duty = rules.plan.caring
    if duty is None or duty.id != obligation_id or not is_open(session, rules.id):
        return 0
    contacts.settle(session, rules, now)
    moving.bring_home(session, rules, now)
    return contacts.open_due(session, rules, now) + listing.list_due(session, rules, now)


def keep(database: Database, jurisdiction_id: str, keys: Path, now: datetime) -> int:
    """Destroy the identities whose day has come; return how many. `keys`: the file of the keyring."""
    with database.write() as session:
        rules = plans.held(session, jurisdiction_id)
        gone = retention.keep(session, Keyring(keys), rules, now)
    if gone:
        database.write_back()
    return gone


def unusual_readings(
    session: Session, rules: Jurisdiction, now: datetime, back: timedelta
) -> Iterator[str]:
    """Who read as nobody has to within that time, in words: the person and the moment, no case."""
    found = queries.readings(session, rules, now - back, now + timedelta(seconds=1))
    for one in watching.unusual(found, rules.zone):
        at = one.at.astimezone(rules.zone)
        yield f"{one.by} {at.month}月{at.day}日 {at:%H:%M} {one.why}"
