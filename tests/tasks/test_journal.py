"""The journal's chain shows every row that was changed, taken out, moved or cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tasks import journal
from tasks.tables import JournalRow
from tests.tasks.brook import HERE, Brook, at


@pytest.fixture
def rows(brook: Brook) -> Brook:
    brook.round("03-02")
    for n in range(5):
        with brook.database.write() as session:
            journal.write(session, HERE, now=at("03-03", n), actor="测试", verb="note", number=n)
    return brook


def _last(session: Session) -> int:
    return int(session.execute(text("SELECT max(seq) FROM journal")).scalar_one())


def _change(session: Session) -> str:
    session.execute(text("UPDATE journal SET actor = '别人' WHERE seq = 3"))
    return "第 3 条被改过（open，别人）"


def _change_data(session: Session) -> str:
    session.execute(text("UPDATE journal SET data = '{}' WHERE seq = 3"))
    return "第 3 条被改过（open，护航）"


def _change_and_rehash(session: Session) -> str:
    """The next row still knows the old hash."""
    row = session.get_one(JournalRow, (HERE, 3))
    row.actor = "别人"
    row.hash = journal._hash(row)
    return "第 4 条与前一条接不上，顺序或前一条被改过"


def _take_out(session: Session) -> str:
    session.execute(text("DELETE FROM journal WHERE seq = 3"))
    return "第 3 条到第 3 条不见了"


def _take_out_and_close_up(session: Session) -> str:
    session.execute(text("DELETE FROM journal WHERE seq = 3"))
    for seq in range(4, _last(session) + 1):
        session.execute(text(f"UPDATE journal SET seq = {seq - 1} WHERE seq = {seq}"))
    return "第 3 条与前一条接不上，顺序或前一条被改过"


def _swap(session: Session) -> str:
    for old, new in ((3, 999), (4, 3), (999, 4)):
        session.execute(text(f"UPDATE journal SET seq = {new} WHERE seq = {old}"))
    return "第 3 条与前一条接不上，顺序或前一条被改过"


def _cut_off(session: Session) -> str:
    last = _last(session)
    session.execute(text(f"DELETE FROM journal WHERE seq > {last - 2}"))
    return f"第 {last - 1} 条到第 {last} 条不见了"


def _cut_off_first(session: Session) -> str:
    session.execute(text("DELETE FROM journal WHERE seq < 3"))
    return "第 1 条到第 2 条不见了"


def _empty(session: Session) -> str:
    last = _last(session)
    session.execute(text("DELETE FROM journal"))
    return f"第 1 条到第 {last} 条不见了"


def _cut_off_with_the_head(session: Session) -> str:
    last = _last(session)
    session.execute(text(f"DELETE FROM journal WHERE seq = {last}"))
    session.execute(text(f"UPDATE jurisdiction SET journal_seq = {last - 1}"))
    return "最后一条与辖区记下的不符"


def _move_in_time(session: Session) -> str:
    session.get_one(JournalRow, (HERE, 3)).at = at("03-01")
    return "第 3 条被改过（open，护航）"


def test_an_honest_journal_verifies(rows: Brook) -> None:
    assert rows.verify() == []


@pytest.mark.parametrize(
    "harm",
    [
        _change,
        _change_data,
        _change_and_rehash,
        _take_out,
        _take_out_and_close_up,
        _swap,
        _cut_off,
        _cut_off_first,
        _empty,
        _cut_off_with_the_head,
        _move_in_time,
    ],
)
def test_harm_to_the_journal_is_found_and_named(
    rows: Brook, harm: Callable[[Session], str]
) -> None:
    with rows.database.write() as session:
        expected = harm(session)
    assert expected in rows.verify()


def test_a_jurisdiction_that_nobody_loaded_is_said_in_words(creek: Brook) -> None:
    with (
        creek.look() as session,
        pytest.raises(journal.UnknownJurisdictionError, match="没有辖区 'nowhere'"),
    ):
        journal.verify(session, "nowhere")


def test_what_is_rolled_back_leaves_no_row(brook: Brook) -> None:
    with pytest.raises(RuntimeError), brook.database.write() as session:  # noqa: PT012
        journal.write(session, HERE, now=at("03-03"), actor="测试", verb="note")
        session.flush()
        raise RuntimeError
    assert brook.verify() == []
