"""Which duties have something left to do on a day, and the rounds that did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from runtime.database import table_of
from tasks import chasing, journal, opening, queries
from tasks.tables import JurisdictionRow, RoundRow

_ADD = insert(table_of(RoundRow))


class RoundRefused(ValueError):
    """A round for a day before the last one. The message is for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do on a day: the duties with something to open, to pause or to resume, and those with
    something to chase."""

    to_open: frozenset[str]
    to_chase: frozenset[str]


def left(session: Session, jurisdiction: Jurisdiction, on: date) -> Work:
    """What is left to do on that day. Raises RoundRefused for a day before the last round."""
    head = queries.head(session, jurisdiction.id)
    check_not_earlier(head, on)
    to_chase = chasing.duties_to_chase(session, jurisdiction.id, on)
    return Work(frozenset(opening.duties_to_open(session, jurisdiction, head, on)), to_chase)


def duties_with_work(session: Session, jurisdiction: Jurisdiction, on: date) -> tuple[str, ...]:
    """The duties with anything of it, in the plan's order. Raises RoundRefused."""
    work = left(session, jurisdiction, on)
    found = work.to_open | work.to_chase
    return tuple(duty.id for duty in jurisdiction.plan.obligations if duty.id in found)


def check_not_earlier(head: JurisdictionRow, on: date) -> None:
    """Raises RoundRefused for a day before the last round: a round rewinds nothing."""
    if head.rounds_until and on < head.rounds_until:
        raise RoundRefused(f"上一次巡检是 {head.rounds_until}，不能再按更早的 {on} 巡检")


def remember_round(
    session: Session,
    jurisdiction: Jurisdiction,
    now: datetime,
    moved: Sequence[str],
    failed: Sequence[str],
) -> None:
    """This day has had its round; `moved` and `failed` are ids of duties."""
    on = today(now, jurisdiction.zone)
    head = journal.lock(session, jurisdiction.id)
    check_not_earlier(head, on)
    head.rounds_until = on
    had = {
        "jurisdiction": jurisdiction.id,
        "day": on,
        "started_at": now,
        "ended_at": now,
        "moved": list(moved),
        "failed": list(failed),
    }
    session.execute(_ADD, had)
