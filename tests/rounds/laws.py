"""What must hold in every jurisdiction after whatever happened there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import open_turns, owed
from tasks import clocks, events, journal, plans, queries
from tasks.lifecycle import CLOSED, OWING, State
from tasks.tables import Nudge, Task

Clock = clocks.RunningClock
OUTCOMES = {"sent", "failed", "suppressed", "skipped"}


@dataclass
class Ledger:
    """What was planned, as it was seen after each step: the rungs of every clock with their days."""

    planned: dict[Clock, dict[str, date]] = field(default_factory=dict)
    running: set[Clock] = field(default_factory=set)
    loaded: set[Clock] = field(default_factory=set)  #: ended by a new version of the plan

    def look(self, session: Session, jurisdiction: Jurisdiction, on: date, *, load: bool) -> None:
        """Note the clocks that run now."""
        before, self.running = self.running, set()
        for task in _tasks(session):
            if task.closed_on or task.paused_from:
                continue
            rules = plans.rules_for(session, jurisdiction, task.plan_version)
            face = clocks.face_of(rules, task, on)
            key = clocks.key_of(task, face)
            self.running.add(key)
            self.planned[key] = {m.rung.id: m.on for m in clocks.schedule(rules, face)}
        if load:
            self.loaded |= before - self.running


def check(session: Session, jurisdiction: Jurisdiction, ledger: Ledger, on: date) -> None:
    """What holds at any time."""
    tasks, nudges = _tasks(session), list(session.scalars(select(Nudge)))
    _check_identities(tasks)
    _check_moves(session, jurisdiction, tasks, on)
    _check_ended_clocks(ledger, nudges)
    _check_closed(tasks, nudges)
    assert {n.outcome for n in nudges} <= OUTCOMES | {""}
    assert all(n.reason for n in nudges if n.outcome in ("suppressed", "skipped", "failed"))
    assert journal.verify(session, jurisdiction.id) == []


def check_round(
    session: Session, jurisdiction: Jurisdiction, ledger: Ledger, on: date, go_live: date
) -> None:
    """What holds after a round on that day besides."""
    _check_owed(session, jurisdiction, on, go_live)
    recorded = clocks.rungs_of_open_tasks(session)
    for task in _tasks(session):
        assert task.next_on is None or task.next_on > on
    for key in ledger.running:
        come = {rung for rung, day in ledger.planned[key].items() if day <= on}
        assert come <= recorded.get(key, frozenset()), (key, come)
    waiting = list(session.scalars(select(Nudge).where(Nudge.outcome == "")))
    assert not waiting or not jurisdiction.workdays.is_workday(on)


def _tasks(session: Session) -> Sequence[Task]:
    return session.scalars(select(Task).order_by(Task.id)).all()


def _check_identities(tasks: Sequence[Task]) -> None:
    several = Counter((t.obligation, t.period, t.subject, t.cause) for t in tasks)
    assert max(several.values(), default=1) == 1


def _check_moves(
    session: Session, jurisdiction: Jurisdiction, tasks: Sequence[Task], on: date
) -> None:
    """An open task is somebody's move, and somebody whom the roster knows."""
    for task in tasks:
        line = queries.line_of(session, jurisdiction, task, on)
        assert bool(line.whose_move) == (task.closed_on is None)
        assert (task.closed_on is not None) == (State(task.state) in CLOSED)
        assert not line.whose_move or jurisdiction.roster.resolve(line.whose_move)
        assert not task.paused_from or (State(task.state) in OWING and task.next_on is None)


def _check_ended_clocks(ledger: Ledger, nudges: Sequence[Nudge]) -> None:
    """Every moment of a clock that runs no more has an end. A new calendar may have taken away
    reminders that were planned by the old one."""
    recorded: Mapping[Clock, set[str]] = defaultdict(set)
    for nudge in nudges:
        recorded[nudge.task_id, nudge.clock, nudge.attempt].add(nudge.rung)
    for key, moments in ledger.planned.items():
        if key in ledger.running:
            continue
        needed = {r for r in moments if r.startswith("T+") or key not in ledger.loaded}
        assert needed <= recorded[key], (key, needed, recorded[key])


def _check_closed(tasks: Sequence[Task], nudges: Sequence[Nudge]) -> None:
    """Of a closed task nothing waits but the word that it was cancelled."""
    closed = {task.id for task in tasks if task.closed_on}
    assert all(task.next_on is None for task in tasks if task.id in closed)
    waiting = {n.clock for n in nudges if n.task_id in closed and n.outcome == ""}
    assert waiting <= {events.EVENT}


def _check_owed(session: Session, jurisdiction: Jurisdiction, on: date, go_live: date) -> None:
    """What the plan asks for by that day is there, each once."""
    there = Counter((t.obligation, t.period, t.subject) for t in _tasks(session) if not t.cause)
    for duty in jurisdiction.plan.obligations:
        for turn in open_turns(jurisdiction, duty, go_live, on):
            for one in owed(jurisdiction, duty, turn):
                assert there[duty.id, turn.period.id, one.subject] == 1, (duty.id, turn, one)
