"""The running clock of a task: its dated moments, when it starts and what becomes of them when it stops.

A task has one running clock at a time: the unit's (hand-in) or, while a hand-in is held, the reviewer's.
Every start of the unit's clock is another `attempt`; the reviewer's is numbered by the hand-in's version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from obligations import chain
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, Moment, Rung, RungKind, for_external, moments
from runtime.database import table_of
from tasks import bulk, events
from tasks.lifecycle import OWING, State
from tasks.tables import Nudge, Task

#: What a queue entry's nudge says: it is there for a person to decide on, and sent to nobody.
QUEUED = "列入待决定清单，不发送"
#: Why a moment reached nobody: no post up to the leader is held by somebody else.
NOBODY = "岗位空缺，上级也没有别人可以告知"

#: What the end of a clock asks and writes, built once: it is half of what a hand-in costs.
_NUDGE = table_of(Nudge)
_ADD = insert(_NUDGE)
_OF_CLOCK = select(
    _NUDGE.c.id, _NUDGE.c.rung, _NUDGE.c.due, _NUDGE.c.post, _NUDGE.c.outcome, _NUDGE.c.message_id
).where(
    _NUDGE.c.task_id == bindparam("whose"),
    _NUDGE.c.clock == bindparam("clock"),
    _NUDGE.c.attempt == bindparam("number"),
)
_SUPPRESS = (
    update(_NUDGE)
    .where(_NUDGE.c.id == bindparam("which"))
    .values(outcome="suppressed", reason=bindparam("why"))
)


@dataclass(frozen=True, slots=True)
class Face:
    """Everything that decides the moments of one clock. `number` is the attempt or the version."""

    clock: Clock
    obligation: str
    start: date
    due: date
    number: int
    chased: str  #: the post whose move it is


def face_of(rules: Jurisdiction, task: Task, on: date) -> Face:
    """The clock that runs (or would run) for `task`. `rules`: see plans.rules_for."""
    if task.state == State.SUBMITTED and task.review_due and task.submitted_on:
        reviewer = reviewing_post(rules, task.obligation, task.post, on)
        return Face(
            Clock.REVIEW,
            task.obligation,
            task.submitted_on,
            task.review_due,
            task.version,
            reviewer,
        )
    return Face(Clock.HAND_IN, task.obligation, task.clock_from, task.due, task.attempt, task.post)


def schedule(
    rules: Jurisdiction, face: Face, *, external: bool | None = None
) -> tuple[Moment, ...]:
    """The dated moments of a clock, in order. `external`: as for such a post, whoever is chased."""
    outside = rules.roster.is_external(face.chased) if external is None else external
    # A second start is told by an event (returned, reassigned); a hand-in is always new to its reviewer.
    opening = face.clock is Clock.REVIEW or face.number == 1
    return _moments(
        rules, face.clock, face.obligation, face.start, face.due, opening=opening, external=outside
    )


@lru_cache(maxsize=4096)
def _moments(
    rules: Jurisdiction,
    clock: Clock,
    obligation: str,
    start: date,
    due: date,
    *,
    opening: bool,
    external: bool,
) -> tuple[Moment, ...]:
    duty = rules.obligation(obligation)
    ladder = rules.plan.ladder_of(duty)
    every = duty.every.every if duty.every and clock is Clock.HAND_IN else None
    return moments(
        for_external(ladder) if external else ladder,
        rules.workdays,
        every=every,
        start=start,
        due=due,
        opening=opening,
    )


@lru_cache(maxsize=4096)
def addressees(rules: Jurisdiction, rung: Rung, chased: str, on: date) -> tuple[str, ...]:
    """The posts that a rung tells; see obligations.chain."""
    return chain.addressees(rules, rung, chased, on)


@lru_cache(maxsize=4096)
def reviewing_post(rules: Jurisdiction, obligation: str, answering: str, on: date) -> str:
    """Who reviews what `answering` hands in; the supervising post where the plan names nobody."""
    duty = rules.obligation(obligation)
    return chain.reviewer(rules, duty.review or rules.roster.supervisor, answering, on)


def supervising_post(rules: Jurisdiction, post: str, on: date) -> str:
    """The post that supervises `post`: the plan's, or the next one up that is somebody else."""
    return chain.reviewer(rules, rules.roster.supervisor, post, on)


def start(
    rules: Jurisdiction, task: Task, on: date, recorded: Collection[str] = frozenset()
) -> None:
    """Plan the next moment of the clock that now runs, the first whose rung is not yet `recorded`.

    A moment that has been missed stays planned, for the next round to find. A paused or closed task
    has none.
    """
    if task.closed_on or task.paused_from:
        task.next_on = None
        return
    planned = schedule(rules, face_of(rules, task, on))
    task.next_on = next((m.on for m in planned if m.rung.id not in recorded), None)


def refresh(session: Session, rules: Jurisdiction, task: Task, on: date) -> None:
    """Plan the next moment again where another post answers now: it has another ladder, perhaps."""
    face = face_of(rules, task, on)
    start(
        rules, task, on, rungs_of_open_tasks(session, task.id).get(key_of(task, face), frozenset())
    )


def restart(rules: Jurisdiction, task: Task, on: date, since: date | None = None) -> None:
    """Start the unit's clock anew: a new attempt, so that nothing already told counts as told again.

    `since` (default: today) is the day from which it runs, where that is noticed only now.
    """
    task.attempt += 1
    task.clock_from = min(since or on, on)
    start(rules, task, on)


RunningClock = tuple[int, str, int]


def key_of(task: Task, face: Face) -> RunningClock:
    """Which clock of which task, as its nudges say it."""
    return task.id, face.clock.value, face.number


def rungs_of_open_tasks(
    session: Session, task_id: int | None = None, jurisdiction: str | None = None
) -> Mapping[RunningClock, frozenset[str]]:
    """The rungs that have left a nudge, of one open task or of all in a jurisdiction, by clock."""
    rows = select(Nudge.task_id, Nudge.clock, Nudge.attempt, Nudge.rung).join(Task)
    rows = rows.where(Task.closed_on.is_(None))
    if task_id is not None:
        rows = rows.where(Nudge.task_id == task_id)
    if jurisdiction is not None:
        rows = rows.where(Nudge.jurisdiction == jurisdiction)
    found: dict[RunningClock, set[str]] = {}
    for task, clock, number, rung in session.execute(rows).tuples():
        found.setdefault((task, clock, number), set()).add(rung)
    return {key: frozenset(rungs) for key, rungs in found.items()}


def announce(session: Session, rules: Jurisdiction, task: Task, on: date, now: datetime) -> None:
    """Let the unit be told that there is something new, after a restart that came before anybody had
    been told of the task. Not where it is held, closed or paused, or its ladder says nothing at the
    opening."""
    if task.state not in OWING or task.paused_from or events.was_told(session, task):
        return
    ladder = rules.plan.ladder_of(rules.obligation(task.obligation))
    news = [Moment(on, rung) for rung in ladder if rung.kind is RungKind.OPENED]
    said = list(nudges_for(rules, task, face_of(rules, task, on), news, on, now))
    if said:
        session.execute(_ADD, said)


def stop(
    session: Session, rules: Jurisdiction, task: Task, on: date, now: datetime, reason: str
) -> None:
    """End the running clock: its moments that have not come yet are recorded as suppressed, and what
    still waits to be told of it is not told."""
    face = face_of(rules, task, on)
    running = {"whose": task.id, "clock": face.clock, "number": face.number}
    nudges = session.execute(_OF_CLOCK, running).all()
    known = {(nudge.rung, nudge.due, nudge.post) for nudge in nudges}
    waiting = [each.id for each in nudges if not each.outcome and each.message_id is None]
    if waiting:
        session.execute(_SUPPRESS, [{"which": id_, "why": reason} for id_ in waiting])
    if task.next_on is not None:
        since = task.next_on
        rest = (m for m in schedule(rules, face) if m.on >= since)
        ended = [
            [moment.rung.id, moment.rung.kind, post, moment.on]
            for moment, post, _ in _addressed(rules, face, rest, on)
            if (moment.rung.id, face.due, post) not in known
        ]
        if ended:
            common = _common(task, face, now) | {"outcome": "suppressed", "reason": reason}
            names = ("rung", "kind", "post", "on")
            bulk.insert(session, Nudge, names, ended, common, all_new=True)
    task.next_on = None


def nudges_for(
    rules: Jurisdiction,
    task: Task,
    face: Face,
    planned: Iterable[Moment],
    on: date,
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """The columns of the nudges of the planned moments, one for each addressed post. A moment that
    reaches nobody leaves one too, addressed to the post that is chased: it has failed."""
    for moment, post, reached in _addressed(rules, face, planned, on):
        yield _common(task, face, now) | {
            "rung": moment.rung.id,
            "kind": moment.rung.kind,
            "post": post,
            "on": moment.on,
            "outcome": "" if reached else "failed",
            "reason": "" if reached else NOBODY,
        }


def _common(task: Task, face: Face, now: datetime) -> dict[str, Any]:
    """The columns in which the nudges of one clock agree."""
    return {
        "jurisdiction": task.jurisdiction,
        "task_id": task.id,
        "clock": face.clock,
        "attempt": face.number,
        "due": face.due,
        "made_at": now,
    }


def _addressed(
    rules: Jurisdiction, face: Face, planned: Iterable[Moment], on: date
) -> Iterator[tuple[Moment, str, bool]]:
    """Each moment with every post that it addresses; did it reach anybody?"""
    for moment in planned:
        reached = addressees(rules, moment.rung, face.chased, on)
        for post in reached or (face.chased,):
            yield moment, post, bool(reached)
