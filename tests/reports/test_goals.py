"""三年目标: figures set by hand, journalled, told in the right words to the right readers, and in no score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from obligations.judging import Better, Goal
from reports import goals
from reports.goals import Course
from runtime.database import Database
from tasks import journal, plans
from tasks.lifecycle import MoveRefused
from tasks.tables import JournalRow
from tests.rounds.town import HERE, Town, morning

NOW = morning(date(2026, 9, 8)) + timedelta(hours=1)
FEWER = Goal(id="cases", name="降发案", measure="发案", better=Better.FEWER)
MORE = Goal(id="schools", name="创建", measure="示范学校", better=Better.MORE, sensitive=False)


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database)
    made.load()
    return made


def _set(town: Town, goal: str, year: int, value: str) -> None:
    with town.database.write() as session:
        goals.set_figure(session, HERE, goal, year, value, by="平安办", now=NOW)


def test_a_figure_is_kept_changed_and_journalled_with_what_stood_before(town: Town) -> None:
    _set(town, "accidents", 2025, "9")
    _set(town, "accidents", 2025, "7")
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        [one] = [one for one in goals.courses(session, rules) if one.goal.id == "accidents"]
        assert one.figures == {2025: 7}
        assert journal.verify(session, HERE) == []
        rows = [
            row.data
            for row in session.scalars(
                select(JournalRow).where(JournalRow.verb == "goal").order_by(JournalRow.seq)
            )
        ]
    assert '"before":null' in rows[0]
    assert '"before":9' in rows[1]


@pytest.mark.parametrize(
    ("goal", "year", "value", "said"),
    [
        ("accident", 2026, "1", "没有指标 'accident'，是不是 'accidents'"),
        ("accidents", 2027, "1", "读到年份 2027，应为 2010 到 2026"),
        ("accidents", 2026, "-1", "应为 0 或更大的整数"),
        ("accidents", 2026, "", "还没有填"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_and_nothing_is_changed(
    town: Town, goal: str, year: int, value: str, said: str
) -> None:
    with pytest.raises(MoveRefused, match=said):
        _set(town, goal, year, value)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        assert not any(one.figures for one in goals.courses(session, rules))


@pytest.mark.parametrize(
    ("value", "near", "far"), [(0, "0", "0"), (1, "1", "<3"), (2, "2", "<3"), (3, "3", "3")]
)
def test_a_small_count_is_told_to_the_office_alone(value: float, near: str, far: str) -> None:
    one = Course(FEWER, {2026: value})
    assert (one.shown(2026, near=True), one.shown(2026, near=False)) == (near, far)
    assert Course(MORE, {2026: value}).shown(2026, near=False) == near


def test_a_small_count_cannot_be_worked_out_from_the_year_before() -> None:
    assert Course(FEWER, {2025: 3, 2026: 2}).went() == ""


def test_fewer_is_better_where_the_plan_says_so_and_more_where_it_says_so() -> None:
    assert Course(FEWER, {2025: 9, 2026: 5}).went() == "向好"
    assert Course(FEWER, {2025: 5, 2026: 9}).went() == "需关注"
    assert Course(MORE, {2025: 1, 2026: 2}).went() == "向好"
    assert Course(MORE, {2025: 2, 2026: 2}).went() == "持平"
    assert Course(MORE, {2026: 2}).went() == ""
