"""The census of a month added up over its units: what is small is not told, nor is what gives it away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from obligations.few import HELD_BACK, LESS
from reports import tally
from reports.tally import Added
from runtime.database import Database
from tasks import commands, feeding, plans, queries
from tasks.lifecycle import MoveRefused
from tasks.tables import Task
from tests.plans.folders import DEMO, texts
from tests.rounds.town import HERE, SEPTEMBER, Town, morning, only

CENSUS, LEDGER = "monthly-screening", "ledger-update"
UNITS = ("教育督导责任区", "派出所", "司法所", "民政办")
GROUPS = ("不良行为", "服刑人员子女", "流浪乞讨", "闲散", "留守")
ON, OCTOBER = date(2026, 9, 8), date(2026, 10, 9)


@pytest.fixture
def town(database: Database) -> Town:
    """The demo on 1 September with the census and the ledger that it feeds."""
    made = Town(database)
    found = only((CENSUS, LEDGER))
    found["plan.yaml"] = with_feeds(found["plan.yaml"])
    with database.write() as session:
        now = morning(SEPTEMBER) - timedelta(hours=1)
        plans.load_plan(session, found, DEMO, now=now, by="测试")
    made.round(SEPTEMBER)
    return made


def with_feeds(plan: str) -> str:
    """The plan's own sentence of what the census gives to the ledger, put back."""
    whole = texts(HERE)["plan.yaml"]
    start = whole.index("    feeds:\n      ledger-update:")
    sentence = whole[start : whole.index("    review:", start)]
    return plan.replace("      why: 变动原因\n", "      why: 变动原因\n" + sentence, 1)


def hand_in(town: Town, unit: str, on: date = ON, accept: bool = True, **other: int | str) -> Task:
    """Twenty in every group, but for what is said."""
    period = on.isoformat()[:7]
    task = town.task(unit, CENSUS, period)
    values: dict[str, Any] = {f"{group}本月": 20 for group in GROUPS} | other
    with town.database.write() as session:
        commands.submit(session, task.id, values, by=task.post, now=morning(on))
    if accept:
        with town.database.write() as session:
            later = morning(on) + timedelta(hours=1)
            commands.accept(session, task.id, by="李例文", now=later)
    return task


def shares(unit: str, count: int = 5) -> dict[str, Any]:
    """What a unit states that one before it counts as well; the first has none before it."""
    return {} if unit == UNITS[0] else {"与其他单位重复": count}


def of(town: Town, near: str = "") -> Added:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        duty = rules.obligation(CENSUS)
        return tally.added(session, rules, duty, "2026-09", lambda post: post == near)


def test_the_ledger_adds_the_units_up_and_takes_away_what_they_share(town: Town) -> None:
    for unit in UNITS:
        hand_in(town, unit, **shares(unit))
    found = of(town)
    assert found.missing == ()
    assert found.ledger.headings == ("类别", *UNITS, "合计")
    assert found.ledger.rows[0] == ("不良行为", 20, 20, 20, 20, 80)
    assert found.ledger.rows[-1] == ("与前列单位重复", 0, 5, 5, 5, None)
    assert found.ledger.totals[-1] == 5 * 80 - 15


def test_one_person_counted_by_three_units_is_taken_away_twice_and_not_three_times(
    town: Town,
) -> None:
    """The first unit cannot state it again: whoever stands behind does."""
    with pytest.raises(MoveRefused, match="“与其他单位重复”由排在后面的单位填"):
        hand_in(town, UNITS[0], 与其他单位重复=4)
    for unit in UNITS:
        hand_in(town, unit, **shares(unit, 4 if unit in UNITS[1:3] else 0))
    assert of(town, near=UNITS[3]).ledger.totals[-1] == 5 * 80 - 2 * 4


def test_what_one_unit_alone_shares_is_not_told_by_the_total(town: Town) -> None:
    """Everybody knows that the first states nothing: two small numbers among four would be one."""
    for unit in UNITS:
        hand_in(town, unit, **shares(unit, 2 if unit == UNITS[3] else 5))
    found = of(town).ledger
    assert found.rows[-1] == ("与前列单位重复", 0, 5, 5, LESS, None)
    assert found.totals[-1] == HELD_BACK


def test_the_ledgers_own_hand_in_is_filled_with_the_same_number(town: Town) -> None:
    for unit in UNITS:
        hand_in(town, unit, **shares(unit))
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        (task,) = [t for t in town.tasks() if t.obligation == LEDGER]
        said = feeding.known(session, rules, task)
        assert feeding.filled(rules.obligation(LEDGER), said) == {"汇总人数": 5 * 80 - 15}


def test_a_small_number_is_told_to_its_own_unit_alone(town: Town) -> None:
    for unit in UNITS:
        hand_in(town, unit, 流浪乞讨本月=1 if unit == "派出所" else 20, **shares(unit))
    row = of(town).ledger.rows[2]
    assert row == ("流浪乞讨", 20, LESS, 20, 20, HELD_BACK)
    assert of(town).ledger.totals[-1] == HELD_BACK
    assert of(town, near="派出所").ledger.rows[2] == ("流浪乞讨", 20, 1, 20, 20, 61)


def test_nothing_is_added_up_before_the_last_unit_is_accepted(town: Town) -> None:
    for unit in UNITS[:3]:
        hand_in(town, unit)
    hand_in(town, UNITS[3], accept=False)
    found = of(town)
    assert found.missing == (UNITS[3],)
    assert found.ledger.rows[0] == ("不良行为", 20, 20, 20, None, None)
    assert found.ledger.totals == ()


def test_a_month_that_does_not_go_on_from_the_last_is_not_taken(town: Town) -> None:
    hand_in(town, "派出所")
    town.round(OCTOBER)
    with pytest.raises(
        MoveRefused, match="“留守”对不上：上月 20 \\+ 新增 0 - 退出 0 = 20，本月填的是 22"
    ):
        hand_in(town, "派出所", OCTOBER, 留守本月=22)
    hand_in(town, "派出所", OCTOBER, 留守本月=22, 留守新增=2)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        task = town.task("派出所", CENSUS, "2026-10")
        found = queries.detail(session, rules, task.id, OCTOBER)
    assert found is not None
    assert found.hand_ins[-1].fields["留守本月"] == 22


def test_a_sudden_jump_is_taken_only_with_its_reason(town: Town) -> None:
    hand_in(town, "派出所")
    town.round(OCTOBER)
    jump: dict[str, Any] = {"留守本月": 35, "留守新增": 15}
    with pytest.raises(MoveRefused, match="“留守”比上月变动较大，请选“变动原因”"):
        hand_in(town, "派出所", OCTOBER, **jump)
    hand_in(town, "派出所", OCTOBER, **jump, 变动原因="集中排查")
