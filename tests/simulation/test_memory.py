from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from runtime import clock
from simulation import stage
from simulation.memory import MemoryDatabase
from simulation.mishaps import Killed
from tasks import journal, plans, queries
from tests.simulation import village


@pytest.fixture
def database() -> MemoryDatabase:
    """The village, loaded."""
    scene, made = village.scene(), stage.open_database()
    stage.load(made, "brook", scene.texts, scene.roster, _now())
    return made


def _now() -> datetime:
    return clock.as_of(village.MONDAY, village.scene().rules.zone) - timedelta(hours=1)


def _write(database: MemoryDatabase, verb: str) -> None:
    with database.write() as session:
        journal.write(session, "brook", now=_now(), actor="测试", verb=verb)


def _fail(database: MemoryDatabase, verb: str) -> None:
    with database.write() as session:
        journal.write(session, "brook", now=_now(), actor="测试", verb=verb)
        raise RuntimeError


def _verbs(database: MemoryDatabase) -> list[str]:
    with database.read() as session:
        assert journal.verify(session, "brook") == []
        return [row.verb for row in queries.journal_rows(session, "brook")]


def test_what_fails_in_a_gathered_day_is_undone_alone(database: MemoryDatabase) -> None:
    with database.together():
        _write(database, "one")
        with pytest.raises(RuntimeError):
            _fail(database, "two")
        _write(database, "three")
    assert _verbs(database) == ["load", "one", "three"]


def test_a_process_that_dies_leaves_nothing_of_its_last_transaction(
    database: MemoryDatabase,
) -> None:
    database.dies_in = 1
    _write(database, "one")
    with pytest.raises(Killed):
        _write(database, "two")
    _write(database, "three")
    assert _verbs(database) == ["load", "one", "three"]


def test_a_look_within_a_gathered_day_sees_what_was_written_before_it(
    database: MemoryDatabase,
) -> None:
    with database.together():
        _write(database, "one")
        assert _verbs(database) == ["load", "one"]
        with database.read() as session:
            assert plans.jurisdiction_ids(session) == ["brook"]
