"""What one hand-in gives to another: which values fit where, what several make together, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from obligations.fed import feeders, gives_to, seats_of
from obligations.feeds import fits, is_whole, taken
from obligations.fields import FieldKind
from obligations.owed import turns
from tests.obligations.town import town, with_duty
from tests.plans.folders import DEMO, jurisdiction


def kind(text: str) -> FieldKind:
    return FieldKind.parse(text)


@pytest.mark.parametrize(
    ("source", "target", "does"),
    [
        ("line", "text", True),
        ("choice(有, 无)", "line", True),
        ("text", "line", False),  # several paragraphs do not make a line
        ("count", "line", False),
        ("count", "count?", True),
        ("count", "percent", False),
        ("choice(有)", "choice(有, 无)", True),
        ("choice(有, 无)", "choice(有)", False),
        ("files?", "yes", True),
        ("date", "yes", True),
        ("yes", "count", False),
    ],
)
def test_a_value_stands_only_where_its_type_can(source: str, target: str, does: bool) -> None:
    assert fits(kind(source), kind(target)) is does


@pytest.mark.parametrize(
    ("target", "said", "makes"),
    [
        ("count", [2, 0, 3], 5),
        ("count", [0], 0),
        ("date", ["2026-09-10", "2026-09-02"], "2026-09-10"),
        ("line", ["防溺水", "防火", "防溺水"], "防溺水；防火"),
        ("text", ["一", "二"], "一\n二"),
        ("line", ["长" * 150, "短" * 100], None),  # cut off it would say something else
        ("files", [["1", "2"], ["2", "3"]], ["1", "2", "3"]),
        ("yes", [["1"]], True),
        ("yes", [0], True),  # that there were none was said
        ("yes", [[], "", None, False], None),
        ("percent", [90.0, 95.0], 95.0),
    ],
)
def test_several_values_make_one_or_none(target: str, said: list[Any], makes: Any) -> None:
    assert taken(kind(target), said) == makes


def test_nothing_is_missing_when_all_needed_is_there_and_a_file_where_files_are_asked_for() -> None:
    fields = {"清单": kind("line"), "课件": kind("files?"), "现场": kind("files?")}
    assert is_whole(fields, {"清单": "一", "现场": ["1"]})
    assert not is_whole(fields, {"清单": "一"})
    assert not is_whole(fields, {"现场": ["1"]})
    assert is_whole({"清单": kind("line")}, {"清单": "一"})


def test_a_seats_work_is_its_schools_and_everybodys_the_townships() -> None:
    anwen = jurisdiction("anwen", DEMO)
    seat, school = "杨地湾学校·法制副校长", "杨地湾学校"
    assert gives_to(anwen, seat, school)
    assert not gives_to(anwen, school, seat)
    assert not gives_to(anwen, seat, "羊角学校")
    assert gives_to(anwen, seat, "安稳镇")
    assert not gives_to(anwen, "安稳镇", school)
    assert len(seats_of(anwen, school)) == 3


def test_the_archive_of_a_school_and_the_hand_over_are_fed_by_the_lecture() -> None:
    plan = jurisdiction("anwen", DEMO).plan
    fed = {target: [duty.id for duty, _ in feeders(plan, target)] for target in plan.by_id}
    assert "team-quarterly-lecture" in fed["school-law-archive"]
    assert fed["lecture-materials-handover"] == ["team-monthly-guidance", "team-quarterly-lecture"]
    assert fed["ledger-update"] == ["monthly-screening"]


def test_what_is_assigned_comes_round_by_no_calendar() -> None:
    found = with_duty("every: assigned")
    duty = found.obligation("it")
    assert duty.is_assigned
    assert list(turns(found, duty, date(2020, 1, 1), date(2040, 1, 1))) == []
    assert not any(duty.is_assigned for duty in town().plan.obligations)
