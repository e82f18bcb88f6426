"""Opening what is owed: the turns of a duty whose day has come, each task exactly once.

Set-based: one statement a turn, whatever the number of subjects. The unique key of a task makes a second
opening find nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, String, column, func, literal, null, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock
from obligations.owed import Owed, Turn, fair_due, open_turns, owed
from obligations.plan import Obligation
from runtime.clock import today
from tasks import clocks, following, journal, suspending
from tasks.lifecycle import State
from tasks.tables import JurisdictionRow, Opening, Task

#: Turns due longer before the last round than this were opened long ago, in days.
_SETTLED = 400


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
    opened = sum(
        open_turn(session, jurisdiction, duty, turn, who, now)
        for turn, who in _missing(session, jurisdiction, duty, head, on)
    )
    opened += following.repair(session, jurisdiction, duty, now)
    return Opened(opened, suspending.apply(session, jurisdiction, duty, now))


def has_work(
    session: Session, jurisdiction: Jurisdiction, head: JurisdictionRow, duty: Obligation, on: date
) -> bool:
    """Would open_duty do anything on that day?"""
    return (
        any(_missing(session, jurisdiction, duty, head, on))
        or any(following.missing(session, jurisdiction, duty, head))
        or any(suspending.decide(session, jurisdiction, duty, on))
    )


def open_turn(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    turn: Turn,
    who: tuple[Owed, ...],
    now: datetime,
) -> int:
    """Open one task for each of `who`; return how many there were not yet. One journal row in all."""
    on = today(now, jurisdiction.zone)
    head = journal.lock(session, jurisdiction.id)
    seq = head.journal_seq + 1
    common = _common(jurisdiction, duty, turn, head.version, seq, on)
    count = _insert(session, common, who) if who else 0
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
            digest=_digest([o.subject, o.post] for o in who),
        )
    _remember(session, jurisdiction, duty, turn, _subjects(who), on)
    return count


def _missing(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    head: JurisdictionRow,
    on: date,
) -> Iterator[tuple[Turn, tuple[Owed, ...]]]:
    """The turns that should be open and are not, or not for every subject."""
    since = max(head.go_live, (head.rounds_until or on) - timedelta(_SETTLED))
    stored = dict(
        session.execute(
            select(Opening.period, Opening.digest).where(
                Opening.jurisdiction == jurisdiction.id, Opening.obligation == duty.id
            )
        )
        .tuples()
        .all()
    )
    for turn in open_turns(jurisdiction, duty, head.go_live, on, since=since):
        who = owed(jurisdiction, duty, turn)
        if stored.get(turn.period.id) != _subjects(who):
            yield turn, who


def _common(
    jurisdiction: Jurisdiction, duty: Obligation, turn: Turn, version: int, seq: int, on: date
) -> dict[str, Any]:
    """What all tasks of one turn have in common."""
    due = fair_due(jurisdiction, on, turn.due)
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


def _insert(session: Session, common: dict[str, Any], who: tuple[Owed, ...]) -> int:
    """INSERT … SELECT from one parameter that holds all subjects and posts."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    source = (_from_json(who) if is_sqlite else _from_arrays(who)).subquery("who")
    table = Task.__table__
    fixed = [_constant(value, table.c[name].type, is_sqlite) for name, value in common.items()]
    # SQLite reads `SELECT … ON CONFLICT` as a join unless a WHERE stands between.
    rows = select(source.c.subject, source.c.post, *fixed).where(literal(1) == 1)
    insert = (sqlite if is_sqlite else postgresql).insert(table)
    statement = insert.from_select(["subject", "post", *common], rows).on_conflict_do_nothing()
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _constant(value: Any, type_: Any, is_sqlite: bool) -> ColumnElement[Any]:
    """A value in a SELECT: PostgreSQL would take it for text, and SQLite's CAST makes dates numbers."""
    if value is None:
        return null() if is_sqlite else sql_cast(null(), type_)
    return literal(value, type_) if is_sqlite else sql_cast(literal(value, type_), type_)


def _from_json(who: tuple[Owed, ...]) -> Any:
    text = json.dumps([[o.subject, o.post] for o in who], ensure_ascii=False)
    rows = func.json_each(text).table_valued(column("value", String))
    return select(
        func.json_extract(rows.c.value, "$[0]").label("subject"),
        func.json_extract(rows.c.value, "$[1]").label("post"),
    )


def _from_arrays(who: tuple[Owed, ...]) -> Any:
    array = postgresql.ARRAY(String)
    rows = func.unnest(
        sql_cast([o.subject for o in who], array), sql_cast([o.post for o in who], array)
    ).table_valued("subject", "post", name="rows")
    return select(rows.c.subject, rows.c.post)


def _remember(
    session: Session,
    jurisdiction: Jurisdiction,
    duty: Obligation,
    turn: Turn,
    digest: str,
    on: date,
) -> None:
    key = (jurisdiction.id, duty.id, turn.period.id)
    if known := session.get(Opening, key):
        known.digest = digest
        return
    session.add(
        Opening(
            jurisdiction=jurisdiction.id,
            obligation=duty.id,
            period=turn.period.id,
            digest=digest,
            due=turn.due,
            opened_on=on,
        )
    )


def _subjects(who: tuple[Owed, ...]) -> str:
    """Which subjects a turn was opened for; who answers for them may change without a new task."""
    return _digest(o.subject for o in who)


def _digest(rows: Iterable[Any]) -> str:
    return hashlib.sha256(journal.canonical(list(rows)).encode()).hexdigest()
