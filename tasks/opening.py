"""Opening what is owed: the turns of a duty whose day has come, each task exactly once.

Set-based: one statement a turn, whatever the number of subjects. The unique key of a task makes a second
opening find nothing to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock
from obligations.owed import Owed, Turn, fair_due, open_turns, owed
from obligations.plan import Obligation
from runtime.clock import today
from runtime.database import table_of
from tasks import bulk, clocks, following, journal, suspending
from tasks.lifecycle import State
from tasks.tables import JurisdictionRow, Opening, Task

#: Turns due longer before the last round than this were opened long ago, in days.
_SETTLED = 400
#: What differs between the tasks of one turn; see _rows.
_VARYING = ("subject", "post")

#: What every duty asks and writes in every round, built once.
_TASK, _OPENING = table_of(Task), table_of(Opening)
_OPENINGS = select(_OPENING.c.obligation, _OPENING.c.period, _OPENING.c.digest).where(
    _OPENING.c.jurisdiction == bindparam("where")
)
_OPENINGS_OF = _OPENINGS.where(_OPENING.c.obligation == bindparam("duty"))
_BEGUN = (
    select(_TASK.c.id)
    .where(
        _TASK.c.jurisdiction == bindparam("jurisdiction"),
        _TASK.c.obligation == bindparam("obligation"),
        _TASK.c.period == bindparam("period"),
    )
    .limit(1)
)
_OPENED_ANEW = (
    update(_OPENING)
    .where(
        _OPENING.c.jurisdiction == bindparam("where"),
        _OPENING.c.obligation == bindparam("duty"),
        _OPENING.c.period == bindparam("turn"),
    )
    .values(digest=bindparam("its_digest"), due=bindparam("its_due"))
)
_OPENED = insert(_OPENING)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the opening step did: tasks opened, and tasks paused or resumed by a suspension."""

    opened: int = 0
    changed: int = 0


def open_duty(
    session: Session, jurisdiction: Jurisdiction, obligation_id: str, now: datetime
) -> Opened:
    """Open everything that the duty owes by `now` and that is not open yet."""
    on = today(now, jurisdiction.zone)
    head = journal.lock(session, jurisdiction.id)
    duty = jurisdiction.obligation(obligation_id)
    stored = _stored(session, jurisdiction.id, obligation_id)
    opened = sum(
        open_turn(session, jurisdiction, duty, turn, who, now)
        for turn, who in _missing(jurisdiction, duty, head, on, stored.get(duty.id, {}))
    )
    opened += following.repair(session, jurisdiction, duty, now)
    return Opened(opened, suspending.apply(session, jurisdiction, duty, now))


def duties_to_open(
    session: Session, jurisdiction: Jurisdiction, head: JurisdictionRow, on: date
) -> Iterator[str]:
    """The duties for which open_duty would do anything on that day."""
    stored = _stored(session, jurisdiction.id)
    suspended = suspending.suspended_duties(session, jurisdiction, on)
    followed = following.duties_missing(session, jurisdiction, head)
    for duty in jurisdiction.plan.obligations:
        if (
            any(_missing(jurisdiction, duty, head, on, stored.get(duty.id, {})))
            or duty.id in followed
            or (duty.id in suspended and any(suspending.decide(session, jurisdiction, duty, on)))
        ):
            yield duty.id


def open_turn(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    turn: Turn,
    who: tuple[Owed, ...],
    now: datetime,
    *,
    pinned: bool = False,
) -> int:
    """Open one task for each of `who`; return how many there were not yet. One journal row in all.

    `pinned`: the roster does not say who answers for them.
    """
    on = today(now, jurisdiction.zone)
    head = journal.lock(session, jurisdiction.id)
    seq = head.journal_seq + 1
    common = _common(jurisdiction, duty, turn, head.version, seq, on) | {"pinned": pinned}
    all_new = not _is_begun(session, common)
    count = bulk.insert(session, Task, _VARYING, _rows(who), common, all_new=all_new)
    _remember(session, jurisdiction, duty, turn, _subjects(who), on)
    if count:
        journal.write(
            session,
            jurisdiction.id,
            now=now,
            actor=journal.SYSTEM,
            verb="open",
            obligation=duty.id,
            period=turn.period.id,
            due=turn.due,
            count=count,
            digest=_digest(_inserted(session, common) if count < len(who) else _rows(who)),
        )
    return count


def _stored(
    session: Session, jurisdiction_id: str, obligation_id: str | None = None
) -> Mapping[str, Mapping[str, str]]:
    """Duty to period to the digest of the subjects for which it was opened; of one duty, or of all."""
    asked = {"where": jurisdiction_id, "duty": obligation_id}
    rows = session.execute(_OPENINGS if obligation_id is None else _OPENINGS_OF, asked)
    found: dict[str, dict[str, str]] = {}
    for obligation, period, digest in rows.tuples():
        found.setdefault(obligation, {})[period] = digest
    return found


def _missing(
    jurisdiction: Jurisdiction,
    duty: Obligation,
    head: JurisdictionRow,
    on: date,
    stored: Mapping[str, str],
) -> Iterator[tuple[Turn, tuple[Owed, ...]]]:
    """The turns that should be open and are not, or not for every subject. `stored`: see _stored."""
    if jurisdiction.is_registered(duty):
        return
    settled = head.rounds_until - timedelta(_SETTLED) if head.rounds_until else head.go_live
    since = max(head.go_live, settled)
    for turn in open_turns(jurisdiction, duty, head.go_live, on, since=since):
        who, digest = _asked(jurisdiction, duty, turn)
        if stored.get(turn.period.id) != digest:
            yield turn, who


def _asked(
    jurisdiction: Jurisdiction, duty: Obligation, turn: Turn
) -> tuple[tuple[Owed, ...], str]:
    """The tasks of a turn, and the digest of their subjects; worked out once."""
    known, key = jurisdiction.worked_out, ("asked", duty, turn)
    if key not in known:
        who = owed(jurisdiction, duty, turn)
        known[key] = who, _subjects(who)
    found: tuple[tuple[Owed, ...], str] = known[key]
    return found


def _common(
    jurisdiction: Jurisdiction, duty: Obligation, turn: Turn, version: int, seq: int, on: date
) -> dict[str, Any]:
    """What all tasks of one turn have in common."""
    # A short week opened on its day is as short as it is; only who was told late gets more time.
    due = turn.due if on <= turn.opens else fair_due(jurisdiction, on, turn.due)
    face = clocks.Face(Clock.HAND_IN, duty.id, on, due, 1, "")
    first = [clocks.schedule(jurisdiction, face, external=e) for e in (False, True)]
    days = [planned[0].on for planned in first if planned]
    return {
        "jurisdiction": jurisdiction.id,
        "obligation": duty.id,
        "period": turn.period.id,
        "cause": "",
        "plan_version": version,
        "pinned": False,
        "state": State.PENDING.value,
        "opens": turn.opens,
        "due": due,
        "original_due": turn.due,
        "opened_on": on,
        "batch": seq,
        "attempt": 1,
        "clock_from": on,
        "next_on": min(days, default=None),
        "version": 0,
        "flag": "",
    }


def _rows(who: Iterable[Owed]) -> list[list[str]]:
    return [[one.subject, one.post] for one in who]


def _is_begun(session: Session, common: Mapping[str, Any]) -> bool:
    """Has the turn any task yet? The jurisdiction is locked, so that nobody else opens one meanwhile."""
    turn = {key: common[key] for key in ("jurisdiction", "obligation", "period")}
    return session.scalar(_BEGUN, turn) is not None


def _inserted(session: Session, common: Mapping[str, Any]) -> list[list[str]]:
    """What one batch inserted, where some of the turn's tasks were there before."""
    keys = ("jurisdiction", "obligation", "period", "batch")
    mine = (_TASK.c[key] == common[key] for key in keys)
    rows = select(Task.subject, Task.post).where(*mine).order_by(Task.id)
    return [list(row) for row in session.execute(rows)]


def _remember(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    turn: Turn,
    digest: str,
    on: date,
) -> None:
    key = {"where": jurisdiction.id, "duty": duty.id, "turn": turn.period.id}
    again = session.execute(_OPENED_ANEW, {**key, "its_digest": digest, "its_due": turn.due})
    if cast("CursorResult[Any]", again).rowcount:
        return
    opened = {
        "jurisdiction": jurisdiction.id,
        "obligation": duty.id,
        "period": turn.period.id,
        "digest": digest,
        "due": turn.due,
        "opened_on": on,
    }
    session.execute(_OPENED, opened)


def _subjects(who: tuple[Owed, ...]) -> str:
    """Which subjects a turn was opened for; who answers for them may change without a new task."""
    return _digest(o.subject for o in who)


def _digest(rows: Iterable[Any]) -> str:
    return hashlib.sha256(journal.canonical(list(rows)).encode()).hexdigest()
