"""The room itself: opened once, with its impact assessment; sealed by one command when something went wrong."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from care import access
from care.lifecycle import CareRefused
from care.tables import CareZone
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from runtime.database import table_of
from tasks import journal
from tasks.moving import needed

#: Journal rows of the room say that something was done, never to which case.
OPENED, SEALED, UNSEALED = "care_open", "care_seal", "care_unseal"

#: Every round asks this, built once.
_ZONE = table_of(CareZone).c
_IS_THERE = select(_ZONE.jurisdiction).where(_ZONE.jurisdiction == bindparam("where"))


def open_zone(
    session: Session, rules: Jurisdiction, *, assessment: str, by: str, now: datetime
) -> CareZone:
    """Begin the register. `assessment`: where the impact assessment is kept and who signed it (PIPL 55).

    Raises CareRefused when it is open already or `by` does not keep it.
    """
    on = today(now, rules.zone)
    access.check_keeper(rules, by, on)
    journal.lock(session, rules.id)
    if session.get(CareZone, rules.id):
        raise CareRefused("关爱登记已经启用")
    zone = CareZone(
        jurisdiction=rules.id,
        opened_at=now,
        opened_by=by,
        assessed_on=on,
        assessment=needed(assessment),
        last_code=0,
    )
    session.add(zone)
    session.flush()
    journal.write(session, rules.id, now=now, actor=by, verb=OPENED)
    return zone


def check_unsealed(session: Session, rules: Jurisdiction) -> None:
    """For what needs no open register, but stops when it is locked. Raises CareRefused."""
    journal.lock(session, rules.id)
    zone = session.get(CareZone, rules.id, populate_existing=True)
    if zone is not None and zone.sealed_at:
        raise CareRefused(f"关爱登记已封存（{_day(rules, zone.sealed_at)}，{zone.sealed_by}）")


def entered(session: Session, rules: Jurisdiction) -> CareZone:
    """The room, held until the transaction ends. Raises CareRefused when it is not there or sealed."""
    journal.lock(session, rules.id)
    zone = session.get(CareZone, rules.id, populate_existing=True)
    if zone is None:
        raise CareRefused("关爱登记还没有启用，见 huhang case open")
    if zone.sealed_at:
        raise CareRefused(f"关爱登记已封存（{_day(rules, zone.sealed_at)}，{zone.sealed_by}）")
    return zone


def seal(session: Session, rules: Jurisdiction, *, by: str, why: str, now: datetime) -> None:
    """Lock the room: from now on nobody reads or changes anything in it. Anybody who runs the
    installation may seal; the calls that are owed go on being owed."""
    journal.lock(session, rules.id)
    zone = session.get(CareZone, rules.id, populate_existing=True)
    if zone is None:
        raise CareRefused("关爱登记还没有启用，没有可封存的")
    if zone.sealed_at:
        raise CareRefused(f"关爱登记已经封存（{zone.sealed_by}）")
    zone.sealed_at, zone.sealed_by, zone.sealed_why = now, by, needed(why)
    journal.write(session, rules.id, now=now, actor=by, verb=SEALED, reason=zone.sealed_why)


def unseal(session: Session, rules: Jurisdiction, *, by: str, why: str, now: datetime) -> None:
    """Open it again: by the post that approves, not by whoever sealed it."""
    journal.lock(session, rules.id)
    zone = session.get(CareZone, rules.id, populate_existing=True)
    if zone is None or zone.sealed_at is None:
        raise CareRefused("关爱登记没有封存")
    if by == zone.sealed_by:
        raise CareRefused("封存的人不能自己启封，请由批准人启封")
    access.check_approver(rules, by, today(now, rules.zone), zone.sealed_by)
    zone.sealed_at, zone.sealed_by, zone.sealed_why = None, "", ""
    journal.write(session, rules.id, now=now, actor=by, verb=UNSEALED, reason=needed(why))


def found(session: Session, jurisdiction_id: str) -> CareZone | None:
    """The room as it is, to look at; None before it was opened."""
    return session.get(CareZone, jurisdiction_id)


def is_open(session: Session, jurisdiction_id: str) -> bool:
    """Has the register been opened, sealed or not?"""
    return session.scalar(_IS_THERE, {"where": jurisdiction_id}) is not None


def _day(rules: Jurisdiction, moment: datetime) -> date:
    return today(moment, rules.zone)
