"""Chasing: the moments of the ladder that have come become nudges.

Three functions, in this order: read the tasks whose next moment has come, decide (pure) what each moment
becomes, write it in bulk. Of the moments of one task that were missed only the last is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, Moment
from runtime.clock import today
from tasks import clocks, journal, plans
from tasks.lifecycle import State
from tasks.tables import Nudge, Task

MISSED = "停机期间错过，只告知最近一次"
#: Parameters that one statement may hold: SQLite allows 32,766.
_CHUNK = 1_500  # rows of a nudge, or ten times as many ids

_COLUMNS = (
    Task.id,
    Task.plan_version,
    Task.state,
    Task.post,
    Task.due,
    Task.clock_from,
    Task.attempt,
    Task.version,
    Task.review_due,
    Task.submitted_on,
    Task.next_on,
)


@dataclass(frozen=True, slots=True)
class Chased:
    """How many nudges now wait to be told, were skipped, or stand in a queue for a person."""

    waiting: int = 0
    skipped: int = 0
    queued: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What the moments of one clock become on one day, for every task that shows that clock."""

    nudges: tuple[Mapping[str, Any], ...]
    next_on: date | None


def chase(
    session: Session, jurisdiction: Jurisdiction, obligation_id: str, now: datetime
) -> Chased:
    """Turn every moment of the duty's tasks that has come by `now` into nudges."""
    on = today(now, jurisdiction.zone)
    journal.lock(session, jurisdiction.id)
    due = _read(session, jurisdiction.id, obligation_id, on)
    if not due:
        return Chased()
    rules = {
        number: plans.rules_for(session, jurisdiction, number)
        for number in {row.plan_version for row in due}
    }
    nudges, following = _decide_all(rules, obligation_id, due, on)
    _write(session, jurisdiction.id, nudges, following, now)
    outcomes = Counter(nudge["outcome"] for nudge in nudges)
    return Chased(outcomes[""], outcomes["skipped"], outcomes["suppressed"])


def _read(session: Session, jurisdiction: str, obligation: str, on: date) -> Sequence[Row[Any]]:
    return session.execute(
        select(*_COLUMNS)
        .where(
            Task.jurisdiction == jurisdiction,
            Task.obligation == obligation,
            Task.next_on.is_not(None),
            Task.next_on <= on,
        )
        .order_by(Task.id)
    ).all()


def _decide_all(
    rules: Mapping[int, Jurisdiction], obligation: str, due: Iterable[Row[Any]], on: date
) -> tuple[list[dict[str, Any]], dict[date | None, list[int]]]:
    """The nudges of all tasks, and the tasks by the day of their next moment."""
    known: dict[tuple[int, clocks.Face, date], Decided] = {}
    nudges: list[dict[str, Any]] = []
    following: dict[date | None, list[int]] = {}
    for row in due:
        face = _face(rules[row.plan_version], obligation, row, on)
        key = (row.plan_version, face, row.next_on)
        if key not in known:
            known[key] = decide(rules[row.plan_version], face, row.next_on, on)
        decided = known[key]
        nudges.extend({**nudge, "task_id": row.id} for nudge in decided.nudges)
        following.setdefault(decided.next_on, []).append(row.id)
    return nudges, following


def _face(rules: Jurisdiction, obligation: str, row: Row[Any], on: date) -> clocks.Face:
    if row.state == State.SUBMITTED:
        reviewer = clocks.reviewing_post(rules, obligation, row.post, on)
        return clocks.Face(
            Clock.REVIEW, obligation, row.submitted_on, row.review_due, row.version, reviewer
        )
    return clocks.Face(Clock.HAND_IN, obligation, row.clock_from, row.due, row.attempt, row.post)


def decide(rules: Jurisdiction, face: clocks.Face, since: date, on: date) -> Decided:
    """What the moments of `face` from `since` up to `on` become, and the day of the next one. Pure."""
    planned = clocks.schedule(rules, face)
    come = [m for m in planned if since <= m.on <= on]
    told = next((m for m in reversed(come) if not m.rung.kind.queued), None)
    nudges = [
        nudge for moment in come for nudge in _nudges(rules, face, moment, moment is told, on)
    ]
    return Decided(tuple(nudges), next((m.on for m in planned if m.on > on), None))


def _nudges(
    rules: Jurisdiction, face: clocks.Face, moment: Moment, told: bool, on: date
) -> Iterator[dict[str, Any]]:
    outcome, reason = "", ""
    if moment.rung.kind.queued:
        outcome, reason = "suppressed", clocks.QUEUED
    elif not told:
        outcome, reason = "skipped", MISSED
    for post in clocks.addressees(rules, moment.rung, face.chased, on):
        yield {
            "clock": face.clock.value,
            "attempt": face.number,
            "rung": moment.rung.id,
            "kind": moment.rung.kind.value,
            "due": face.due,
            "post": post,
            "on": moment.on,
            "outcome": outcome,
            "reason": reason,
        }


def _write(
    session: Session,
    jurisdiction: str,
    nudges: list[dict[str, Any]],
    following: Mapping[date | None, list[int]],
    now: datetime,
) -> None:
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Nudge.__table__).on_conflict_do_nothing()
    if nudges:
        common = {"jurisdiction": jurisdiction, "made_at": now}
        session.execute(statement, [{**nudge, **common} for nudge in nudges])
    for day, ids in following.items():
        for n in range(0, len(ids), _CHUNK):
            session.execute(
                update(Task)
                .where(Task.id.in_(ids[n : n + _CHUNK]))
                .values(next_on=day)
                .execution_options(synchronize_session=False)
            )
