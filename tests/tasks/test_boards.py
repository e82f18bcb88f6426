from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

from sqlalchemy import event, select

from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks import boards, queries
from tasks.boards import Which
from tasks.courses import courses
from tasks.lifecycle import CLOSED, State
from tasks.lights import Light, light_column, light_of
from tasks.tables import Task
from tests.notifiers.town import SEAT, TODAY, owe, settle

#: Around TODAY, a Wednesday: late, today, the third and the fourth working day after it (Friday is
#: Mid-Autumn Festival).
DUES = [TODAY + timedelta(days) for days in (-30, -1, 0, 1, 6, 7, 40)]
HANDED_IN = [None, TODAY - timedelta(40), TODAY]


def _every_kind(database: Database) -> Jurisdiction:
    """A task for every way in which one can stand."""
    rules = settle(database)
    with database.write() as session:
        kinds = product(State, DUES, HANDED_IN, (None, TODAY - timedelta(2)))
        for number, (state, due, handed_in, paused) in enumerate(kinds):
            task = owe(session, f"对象{number}", post=SEAT, due=due)
            task.state, task.submitted_on, task.paused_from = state, handed_in, paused
            task.closed_on = TODAY if state in CLOSED else None
    return rules


def test_the_light_of_one_task_and_of_many_in_sql_is_the_same(database: Database) -> None:
    rules = _every_kind(database)
    with database.read() as session:
        in_sql = dict(
            session.execute(select(Task.id, light_column(rules.workdays, TODAY))).tuples().all()
        )
        one_by_one = {
            line.id: light_of(line, TODAY) for line in queries.tasks(session, rules, TODAY)
        }
    assert {id_: Light(light) for id_, light in in_sql.items()} == one_by_one
    assert set(one_by_one.values()) == set(Light)


def test_every_count_of_the_board_is_the_number_of_lines_behind_it(database: Database) -> None:
    rules = _every_kind(database)
    with database.read() as session:
        counted = {t.light: t.count for t in boards.tallies(session, rules, TODAY, Which())}
        for light in Light:
            found = boards.page(session, rules, TODAY, Which(light=light), limit=1000).lines
            assert len(found) == counted.get(light, 0), light
            assert {light_of(line, TODAY) for line in found} == {light}
    assert counted.keys() == set(Light)


def test_a_closed_task_of_an_earlier_period_is_only_seen_when_that_period_is_asked_for(
    database: Database,
) -> None:
    rules = settle(database)
    with database.write() as session:
        now, old = (
            owe(session, state=State.DONE),
            owe(session, "羊角学校·法制副校长", state=State.DONE),
        )
        old.period = "2026-08"
    with database.read() as session:
        current = boards.page(session, rules, TODAY, Which()).lines
        august = boards.page(session, rules, TODAY, Which(period="2026-08")).lines
    assert [line.id for line in current] == [now.id]
    assert [line.id for line in august] == [old.id]


def test_an_open_task_of_an_earlier_period_is_on_the_board(database: Database) -> None:
    rules = settle(database)
    with database.write() as session:
        owe(session).period = "2026-06"
    with database.read() as session:
        (tally,) = boards.tallies(session, rules, TODAY, Which())
    assert (tally.post, tally.count) == (SEAT, 1)


def test_pages_of_a_listing_follow_each_other_without_a_gap_or_a_repetition(
    database: Database,
) -> None:
    rules = settle(database)
    with database.write() as session:
        wanted = [owe(session, f"对象{n}", post=SEAT, due=DUES[n % 3]).id for n in range(7)]
    seen: list[int] = []
    after: tuple[date, int] | None = None
    with database.read() as session:
        for _ in range(4):
            page = boards.page(session, rules, TODAY, Which(), after=after, limit=2)
            seen += [line.id for line in page.lines]
            after = page.after
    assert after is None
    assert sorted(seen) == wanted
    assert len(set(seen)) == len(seen)


def test_the_board_reads_open_tasks_and_current_periods_and_no_history(
    sqlite_database: Database,
) -> None:
    """As SQLite itself says: never through all that was ever closed."""
    rules = settle(sqlite_database)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(sqlite_database.engine, "before_cursor_execute")
    def remember(*heard: Any) -> None:
        asked.append((heard[2], heard[3]))

    with sqlite_database.read() as session:
        boards.tallies(session, rules, TODAY, Which())
        boards.page(session, rules, TODAY, Which())
        boards.page(session, rules, TODAY, Which(period="2026-08"))
        courses(session, rules, date(2026, 7, 1))
        boards.dues(session, rules, TODAY, date(2026, 12, 31))
        boards.past(session, rules, date(2026, 1, 1), date(2026, 12, 31), TODAY)
        listed = [one for one in asked if "FROM task" in one[0]]
        raw = session.connection().connection.cursor()
        steps = [
            step[3]
            for statement, values in listed
            for step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        ]
    looked = [step for step in steps if step.startswith(("SCAN task", "SEARCH task"))]
    assert len(looked) > 20
    for step in looked:
        small = ("ix_task_open", "period=?", "rowid=?", "closed_on>?")
        assert step.startswith("SEARCH"), step
        assert any(word in step for word in small), step
    assert sum("closed_on>?" in step for step in looked) == 2  # since the quarter, and the year
