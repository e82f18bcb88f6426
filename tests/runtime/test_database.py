"""One door to the database: what is read is consistent, what is written is all or nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from runtime.database import Database, DatabaseUrlError
from tasks.tables import JournalRow, JurisdictionRow

SHANGHAI = timezone(timedelta(hours=8))


def town(name: str = "安稳镇") -> JurisdictionRow:
    return JurisdictionRow(id="anwen", name=name, version=1, go_live=date(2026, 9, 1))


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError, match="停电"), database.write() as session:  # noqa: PT012  # the block is what is tested
        session.add(town())
        session.flush()
        raise RuntimeError("停电")
    with database.read() as session:
        assert session.get(JurisdictionRow, "anwen") is None


def test_reading_cannot_write(database: Database) -> None:
    with database.write() as session:
        session.add(town())
    with pytest.raises(DBAPIError), database.read() as session:
        session.execute(text("UPDATE jurisdiction SET name = '别处'"))


def test_who_reads_and_writes_in_turn_may_each_time_do_just_that(database: Database) -> None:
    with database.write() as session:
        session.add(town())
    for name in ("甲镇", "乙镇"):
        with pytest.raises(DBAPIError), database.look() as connection:
            connection.execute(text("UPDATE jurisdiction SET name = '别处'"))
        with database.write() as session:
            session.get_one(JurisdictionRow, "anwen").name = name
        with pytest.raises(DBAPIError), database.read() as session:
            session.execute(text("DELETE FROM jurisdiction"))
        with database.look() as connection:
            assert connection.scalar(select(JurisdictionRow.name)) == name


def test_who_reads_again_prepares_nothing_anew(tmp_path: Path) -> None:
    """Any PRAGMA ends what SQLite has prepared on that connection."""
    database = Database(f"sqlite:///{tmp_path / 'huhang.sqlite'}")
    heard: list[str] = []
    with database.look() as connection:
        connection.execute(text("SELECT 1"))
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(heard.append)
    heard.clear()
    for _ in range(3):
        with database.look() as connection:
            connection.execute(text("SELECT 1"))
    assert heard == ["BEGIN", "SELECT 1", "ROLLBACK"] * 3
    database.dispose()


def test_one_look_does_not_see_what_was_written_meanwhile(database: Database) -> None:
    with database.write() as session:
        session.add(town())
    with database.read() as reading:
        names = select(JurisdictionRow.name)
        before = reading.scalar(names)
        with database.write() as writing:
            writing.get_one(JurisdictionRow, "anwen").name = "别处"
        assert (before, reading.scalar(names)) == ("安稳镇", "安稳镇")


def test_a_moment_comes_back_as_it_went_in_but_in_utc(database: Database) -> None:
    at = datetime(2026, 9, 1, 8, 30, 0, 123456, tzinfo=SHANGHAI)
    with database.write() as session:
        session.add(town())
        session.flush()
        session.add(
            JournalRow(
                jurisdiction="anwen", seq=1, at=at, actor="", verb="load", data="{}",
                previous="", hash="",
            )
        )  # fmt: skip
    with database.read() as session:
        found = session.scalars(select(JournalRow.at)).one()
    assert found == at
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 9, 1, 8, 30)  # noqa: DTZ001  # that is the point
    with pytest.raises(StatementError, match="no zone"), database.read() as session:
        session.execute(select(JournalRow.seq).where(JournalRow.at == naive))


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/d", "no url with geheim in it"])
def test_an_unusable_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        Database(url)
    assert "geheim" not in str(refused.value)
    assert "sqlite" in str(refused.value)


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/folder/file.sqlite")
    assert not (tmp_path / "folder").exists()
