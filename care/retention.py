"""What is destroyed when: the identity of whoever has left, on its day; the counts stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from care import identity
from care.keys import Keyring
from care.lifecycle import State
from care.tables import CareCase, CareReference, CareRequest
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal

DESTROYED = "care_destroy"


def keep(session: Session, keyring: Keyring, rules: Jurisdiction, now: datetime) -> int:
    """Destroy the identities whose day has come, and what leads from a task to a case; return how many.

    Done in every round; running it twice destroys nothing twice.
    """
    on = today(now, rules.zone)
    wanted = select(CareCase).where(
        CareCase.jurisdiction == rules.id,
        CareCase.state == State.EXITED,
        CareCase.destroyed_at.is_(None),
        CareCase.destroy_on <= on,
    )
    gone = session.scalars(wanted.order_by(CareCase.code).with_for_update()).all()
    for case in gone:
        identity.destroy(session, keyring, case)
        session.execute(delete(CareReference).where(CareReference.case_id == case.id))
        asked = update(CareRequest).where(CareRequest.case_id == case.id)
        session.execute(asked.values(task_id=None))
        case.destroyed_at = now
        journal.write(session, rules.id, now=now, actor=journal.SYSTEM, verb=DESTROYED)
    session.flush()
    return len(gone)


def orphans(session: Session, keyring: Keyring) -> frozenset[str]:
    """Keys of cases that the database does not have, or no longer: left by a crash. Safe to destroy only
    where no other database uses this keyring."""
    return keyring.cases() - alive(session)


def alive(session: Session) -> frozenset[str]:
    """The cases, of all jurisdictions, whose identity is not destroyed: each must have a key."""
    return frozenset(session.scalars(select(CareCase.id).where(CareCase.destroyed_at.is_(None))))
