"""The jurisdiction's row is asked for once in a transaction, and is true again after a part was undone."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from runtime.database import Database
from tasks import journal
from tests.tasks.brook import HERE, Brook, at


def _asked(database: Database) -> list[str]:
    """Every statement from now on that reads the row."""
    asked: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, *more: object) -> None:
        if statement.startswith("SELECT jurisdiction"):
            asked.append(statement)

    return asked


def test_a_transaction_asks_for_the_row_once_however_often_it_is_written(brook: Brook) -> None:
    asked = _asked(brook.database)
    with brook.database.write() as session:
        for n in range(3):
            journal.write(session, HERE, now=at("03-03", n), actor="测试", verb="note")
            session.flush()
    assert len(asked) == 1
    with brook.database.write() as session:
        assert journal.lock(session, HERE).journal_seq >= 3
    assert len(asked) == 2


def test_after_a_part_was_undone_the_chain_goes_on_from_where_it_was(brook: Brook) -> None:
    with brook.database.write() as session:
        journal.write(session, HERE, now=at("03-03"), actor="测试", verb="kept")
        with pytest.raises(RuntimeError):
            _fail(session)
        journal.write(session, HERE, now=at("03-03"), actor="测试", verb="kept too")
    with brook.database.read() as session:
        assert journal.verify(session, HERE) == []


def _fail(session: Session) -> None:
    with session.begin_nested():
        journal.write(session, HERE, now=at("03-03"), actor="测试", verb="undone")
        raise RuntimeError
