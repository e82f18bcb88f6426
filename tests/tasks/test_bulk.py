"""Many rows in one statement, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from runtime.clock import as_of
from runtime.database import Database
from tasks import bulk
from tasks.tables import Opening, RoundRow

DAY = date(2026, 9, 1)
COMMON: dict[str, Any] = {
    "jurisdiction": "hekou",
    "obligation": "river-patrol",
    "due": DAY,
    "opened_on": DAY,
}
NAMES = ("period", "digest")


@pytest.fixture(autouse=True)
def hekou(database: Database) -> None:
    with database.write() as session:
        session.execute(
            text(
                "INSERT INTO jurisdiction (id, name, version, go_live, journal_seq, journal_hash) "
                "VALUES ('hekou', '河口镇', 1, '2026-09-01', 0, '')"
            )
        )


def test_rows_go_in_with_what_they_have_in_common(database: Database) -> None:
    with database.write() as session:
        rows = [("2026-09", "甲'\"，\\乙"), ("2026-10", "")]
        assert bulk.insert(session, Opening, NAMES, rows, COMMON) == 2
    with database.read() as session:
        found = session.scalars(select(Opening).order_by(Opening.period)).all()
    assert [(o.period, o.digest, o.due) for o in found] == [(*row, DAY) for row in rows]


def test_rows_that_differ_in_a_day_keep_it_as_any_other_row_does(database: Database) -> None:
    common = {name: value for name, value in COMMON.items() if name != "due"} | {"digest": ""}
    rows = [("2026-09", DAY), ("2026-10", date(2026, 10, 1))]
    with database.write() as session:
        bulk.insert(session, Opening, ("period", "due"), rows, common)
        then = select(Opening.period, Opening.due).where(Opening.due == DAY)
        assert session.execute(then).tuples().all() == [("2026-09", DAY)]


def test_a_row_that_is_there_already_is_left_alone_and_not_counted(database: Database) -> None:
    with database.write() as session:
        bulk.insert(session, Opening, NAMES, [("2026-09", "first")], COMMON)
        later = [("2026-09", "second"), ("2026-10", "second")]
        assert bulk.insert(session, Opening, NAMES, later, COMMON) == 1
        kept = select(Opening.digest).order_by(Opening.period)
        assert session.scalars(kept).all() == ["first", "second"]


def test_rows_that_are_said_to_be_new_and_are_not_are_refused(database: Database) -> None:
    rows = [("2026-09", "first")]
    with database.write() as session:
        assert bulk.insert(session, Opening, NAMES, rows, COMMON, all_new=True) == 1
    with pytest.raises(IntegrityError), database.write() as session:
        bulk.insert(session, Opening, NAMES, rows, COMMON, all_new=True)


def test_no_rows_are_no_mistake(database: Database) -> None:
    with database.write() as session:
        assert bulk.insert(session, Opening, NAMES, [], COMMON) == 0


def test_an_update_reaches_the_rows_that_are_named_and_no_other(database: Database) -> None:
    now = as_of(DAY, ZoneInfo("Asia/Shanghai"))
    common = {"jurisdiction": "hekou", "day": DAY, "started_at": now, "moved": [], "failed": []}
    with database.write() as session:
        bulk.insert(session, RoundRow, ("id",), [(1,), (2,), (3,)], common)
        bulk.update(session, RoundRow, [1, 3], {"ended_at": now})
        ended = select(RoundRow.id).where(RoundRow.ended_at == now).order_by(RoundRow.id)
        assert session.scalars(ended).all() == [1, 3]


def test_the_rows_of_a_group_are_gathered(database: Database) -> None:
    with database.write() as session:
        rows = [("2026-09", "甲"), ("2026-10", "乙")]
        bulk.insert(session, Opening, NAMES, rows, COMMON)
        gathered = bulk.gathered(Opening.period, Opening.digest, on_sqlite=bulk.is_sqlite(session))
        ((due, who),) = session.execute(
            select(Opening.due, gathered).group_by(Opening.due)
        ).tuples()
    assert (due, sorted(who)) == (DAY, [["2026-09", "甲"], ["2026-10", "乙"]])
