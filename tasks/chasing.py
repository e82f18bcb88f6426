"""Chasing: the moments of the ladder that have come become nudges.

Three functions, in this order: read the tasks whose next moment has come, decide (pure) what each moment
becomes, write it in bulk. Of the moments of one task that were missed only the last is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, Moment, Rung
from runtime.clock import today
from runtime.database import table_of
from tasks import bulk, clocks, journal, plans
from tasks.lifecycle import State
from tasks.tables import Nudge, Task

MISSED = "停机期间错过，只告知最近一次"

#: What a running clock shows. Tasks that agree in all of it are decided on together.
_TASK = table_of(Task).c
_SHOWN = (
    _TASK.plan_version,
    _TASK.state,
    _TASK.due,
    _TASK.clock_from,
    _TASK.attempt,
    _TASK.version,
    _TASK.review_due,
    _TASK.submitted_on,
    _TASK.next_on,
)

_CHASED = (
    select(_TASK.obligation)
    .where(
        _TASK.jurisdiction == bindparam("where"),
        _TASK.next_on.is_not(None),
        _TASK.next_on <= bindparam("until"),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Chased:
    """How many nudges now wait to be told, were skipped, or stand in a queue for a person."""

    waiting: int = 0
    skipped: int = 0
    queued: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What the nudges of one moment say, whatever the task and whomever they address."""

    clock: str
    attempt: int
    rung: str
    kind: str
    due: date
    on: date
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What the moments of one clock become on one day: those that have come, and the day of the next."""

    come: tuple[tuple[Rung, Entry], ...]
    next_on: date | None


#: Task and addressed post of every nudge, by what it says; and tasks by the day of their next moment.
_Nudges = dict[Entry, list[tuple[int, str]]]
_Following = dict[date | None, list[int]]


def duties_to_chase(session: Session, jurisdiction_id: str, on: date) -> frozenset[str]:
    """The duties that have a task whose next moment has come."""
    return frozenset(session.scalars(_CHASED, {"where": jurisdiction_id, "until": on}))


def chase(
    session: Session, jurisdiction: Jurisdiction, obligation_id: str, now: datetime
) -> Chased:
    """Turn every moment of the duty's tasks that has come by `now` into nudges."""
    on = today(now, jurisdiction.zone)
    journal.lock(session, jurisdiction.id)
    session.flush()
    due = _read(session, jurisdiction.id, obligation_id, on)
    rules = {
        number: plans.rules_for(session, jurisdiction, number)
        for number in {row.plan_version for row in due}
    }
    nudges, following = _decide_all(rules, obligation_id, due, on)
    return _write(session, jurisdiction.id, nudges, following, now)


def _read(session: Session, jurisdiction: str, obligation: str, on: date) -> Sequence[Row[Any]]:
    """The clocks with a moment that has come, each with its tasks: `who` is [[id, post], …]."""
    asked = {"where": jurisdiction, "duty": obligation, "until": on}
    return session.execute(_due(on_sqlite=bulk.is_sqlite(session)), asked).all()


@lru_cache
def _due(*, on_sqlite: bool) -> Select[Any]:
    """Built once: every duty asks it in every round."""
    return (
        select(*_SHOWN, bulk.gathered(_TASK.id, _TASK.post, on_sqlite=on_sqlite).label("who"))
        .where(
            _TASK.jurisdiction == bindparam("where"),
            _TASK.obligation == bindparam("duty"),
            _TASK.next_on.is_not(None),
            _TASK.next_on <= bindparam("until"),
        )
        .group_by(*_SHOWN)
    )


def _decide_all(
    rules: Mapping[int, Jurisdiction], obligation: str, due: Iterable[Row[Any]], on: date
) -> tuple[_Nudges, _Following]:
    nudges: _Nudges = {}
    following: _Following = {}
    for row in due:
        own, face = rules[row.plan_version], _face(obligation, row)
        decided = [decide(own, face, row.next_on, on, external=e) for e in (False, True)]
        for chased, ids in _by_chased(own, face, row.who, on).items():
            mine = decided[own.roster.is_external(chased)]
            following.setdefault(mine.next_on, []).extend(ids)
            for entry, post in _addressed(own, mine, chased, on):
                nudges.setdefault(entry, []).extend((id_, post) for id_ in ids)
    return nudges, following


def _face(obligation: str, row: Row[Any]) -> clocks.Face:
    """The clock that runs, whoever is chased."""
    if row.state == State.SUBMITTED:
        return clocks.Face(
            Clock.REVIEW, obligation, row.submitted_on, row.review_due, row.version, ""
        )
    return clocks.Face(Clock.HAND_IN, obligation, row.clock_from, row.due, row.attempt, "")


def _by_chased(
    rules: Jurisdiction, face: clocks.Face, who: Iterable[tuple[int, str]], on: date
) -> dict[str, list[int]]:
    """The tasks by the post whose move it is: the answering one, or the reviewer."""
    tasks: dict[str, list[int]] = {}
    for id_, post in sorted(who):
        tasks.setdefault(post, []).append(id_)
    if face.clock is Clock.HAND_IN:
        return tasks
    reviewed: dict[str, list[int]] = {}
    for post, ids in tasks.items():
        reviewer = clocks.reviewing_post(rules, face.obligation, post, on)
        reviewed.setdefault(reviewer, []).extend(ids)
    return reviewed


def decide(
    rules: Jurisdiction, face: clocks.Face, since: date, on: date, *, external: bool
) -> Decided:
    """What the moments of `face` from `since` up to `on` become, and the day of the next one. Pure.

    `external`: for a post that is reminded, never 督办'd.
    """
    planned = clocks.schedule(rules, face, external=external)
    come = [m for m in planned if since <= m.on <= on]
    told = next((m for m in reversed(come) if not m.rung.kind.queued), None)
    entries = tuple((m.rung, _entry(face, m, told=m is told)) for m in come)
    return Decided(entries, next((m.on for m in planned if m.on > on), None))


def _entry(face: clocks.Face, moment: Moment, *, told: bool) -> Entry:
    outcome, reason = "", ""
    if moment.rung.kind.queued:
        outcome, reason = "suppressed", clocks.QUEUED
    elif not told:
        outcome, reason = "skipped", MISSED
    return Entry(
        clock=face.clock.value,
        attempt=face.number,
        rung=moment.rung.id,
        kind=moment.rung.kind.value,
        due=face.due,
        on=moment.on,
        outcome=outcome,
        reason=reason,
    )


def _addressed(
    rules: Jurisdiction, decided: Decided, chased: str, on: date
) -> Iterator[tuple[Entry, str]]:
    for rung, entry in decided.come:
        reached = clocks.addressees(rules, rung, chased, on)
        for post in reached:
            yield entry, post
        if not reached:
            yield replace(entry, outcome="failed", reason=clocks.NOBODY), chased


def _write(
    session: Session, jurisdiction: str, nudges: _Nudges, following: _Following, now: datetime
) -> Chased:
    made: Counter[str] = Counter()
    for entry, addressed in nudges.items():
        common = {"jurisdiction": jurisdiction, "made_at": now, **asdict(entry)}
        names = ("task_id", "post")
        made[entry.outcome] += bulk.insert(session, Nudge, names, addressed, common)
    for day, ids in following.items():
        bulk.update(session, Task, ids, {"next_on": day})
    return Chased(made[""], made["skipped"], made["suppressed"])
