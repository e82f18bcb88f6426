"""Two rounds of the same day at the same time, each with a connection pool of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from rounds.day import DayRun
from runtime.database import Database
from tests.rounds.town import Town, from_month

#: Opening, reminders, the first and the third day late, and a catch-up of missed days.
DAYS = [from_month(text) for text in ("09-01", "09-24", "10-08", "10-10", "10-26")]


def _together(towns: list[Town], on: date) -> list[DayRun]:
    """All of them start their round at the same moment."""
    gate = Barrier(len(towns))

    def run(town: Town) -> DayRun:
        gate.wait()
        return town.round(on)

    with ThreadPoolExecutor(len(towns)) as pool:
        return list(pool.map(run, towns))


def test_no_task_no_nudge_and_no_message_is_made_twice(town: Town) -> None:
    town.load()
    other = Town(Database(town.database.url.render_as_string(hide_password=False)))
    for on in DAYS:
        runs = _together([town, other], on)
        heard = town.heard(on)
        assert sum(run.told.messages for run in runs) == len(heard)
        assert {who: len(bodies) for who, bodies in heard.items() if len(bodies) != 1} == {}
    other.database.dispose()
    assert town.verify() == []


def test_two_rounds_at_once_leave_what_one_round_leaves(town: Town, alone: Town) -> None:
    """One after another in one database, together in the other: the same tasks, the same nudges."""
    for each in (town, alone):
        each.load()
    other = Town(Database(town.database.url.render_as_string(hide_password=False)))
    for on in DAYS:
        _together([town, other, other], on)
        alone.round(on)
    other.database.dispose()
    assert _tasks(town) == _tasks(alone)
    assert _nudges(town) == _nudges(alone)


def _tasks(town: Town) -> Counter[tuple[object, ...]]:
    return Counter(
        (t.obligation, t.period, t.subject, t.cause, t.post, t.state, t.due, t.next_on)
        for t in town.tasks()
    )


def _nudges(town: Town) -> Counter[tuple[object, ...]]:
    named = {t.id: (t.obligation, t.period, t.subject) for t in town.tasks()}
    return Counter(
        (*named[n.task_id], n.clock, n.attempt, n.rung, n.due, n.post, n.on, n.outcome)
        for n in town.nudges()
    )
