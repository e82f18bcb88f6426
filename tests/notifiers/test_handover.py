"""Who leaves, who is away, and who is told what was taken over."""

from __future__ import annotations

import pytest

from rounds.day import DayRun
from runtime.database import Database
from tests.plans.folders import DEMO
from tests.rounds.town import SEPTEMBER, Town, from_month, only

VISIT = "team-monthly-guidance"
SEAT = "羊角学校·法治辅导员"
BEFORE, AFTER, DEPUTY = "苏例楷", "新例来", "代例岗"
HOLDER = f"    aliases: 羊角学校·法制辅导员\n    unit: 派出所\n    holders: {BEFORE}\n"


def roster(holders: str, absences: str = "") -> dict[str, str]:
    """The files with other holders of the seat; nobody else changes."""
    files = only([VISIT])
    assert HOLDER in files[DEMO]
    other = HOLDER.replace(f"holders: {BEFORE}", f"holders: {holders}")
    files[DEMO] = files[DEMO].replace(HOLDER, other) + absences
    return files


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def run(town: Town, day: str) -> DayRun:
    return town.round(from_month(day))


def heard(town: Town, day: str) -> dict[str, str]:
    return {who: "\n".join(bodies) for who, bodies in town.heard(from_month(day)).items()}


def test_a_successor_is_told_what_was_taken_over(town: Town) -> None:
    town.load(
        roster(f"[{{person: {BEFORE}, to: 2026-09-09}}, {{person: {AFTER}, from: 2026-09-10}}]")
    )
    run(town, "09-01")
    run(town, "09-09")
    assert heard(town, "09-09") == {}
    run(town, "09-10")
    (told,) = [body for who, body in heard(town, "09-10").items() if who == AFTER]
    assert f"【接手】每月到校指导（9月）：{SEAT}，还有" in told
    assert set(heard(town, "09-10")) == {AFTER}
    run(town, "09-11")
    assert heard(town, "09-11") == {}
    assert town.verify() == []


def test_a_successor_who_comes_by_a_changed_roster_is_told_too(town: Town) -> None:
    town.load(roster(BEFORE))
    run(town, "09-01")
    town.load(roster(AFTER), on=from_month("09-14"))
    run(town, "09-14")
    assert set(heard(town, "09-14")) == {AFTER}
    assert "接手" in heard(town, "09-14")[AFTER]


def test_a_post_that_passes_on_twice_on_one_day_is_told_twice(town: Town) -> None:
    town.load(roster(BEFORE))
    run(town, "09-01")
    for successor in (AFTER, DEPUTY, AFTER):
        town.load(roster(successor), on=from_month("09-14"))
        run(town, "09-14")
    assert set(heard(town, "09-14")) == {AFTER, DEPUTY}
    assert [n.rung for n in town.nudges() if n.kind == "taken_over"] == [
        f"@2026-09-14.{n}" for n in (1, 2, 3)
    ]


def test_while_the_holder_is_away_the_deputy_is_told_and_afterwards_he_is_again(
    town: Town,
) -> None:
    away = f"\nabsences:\n  - person: {BEFORE}\n    from: 2026-09-10\n    to: 2026-09-24\n"
    town.load(roster(f"{{person: {BEFORE}, deputy: {DEPUTY}}}", away))
    run(town, "09-01")
    assert BEFORE in heard(town, "09-01")
    run(town, "09-10")
    assert set(heard(town, "09-10")) == {DEPUTY}
    run(town, "09-24")
    assert DEPUTY in heard(town, "09-24")
    assert BEFORE not in heard(town, "09-24")
    run(town, "09-28")
    assert heard(town, "09-28") == {}
    run(town, "09-29")
    assert BEFORE in heard(town, "09-29")


def test_what_is_due_on_the_day_of_the_handover_is_one_line(town: Town) -> None:
    """24 September is T−3: the reminder says all there is to say."""
    town.load(
        roster(f"[{{person: {BEFORE}, to: 2026-09-23}}, {{person: {AFTER}, from: 2026-09-24}}]")
    )
    run(town, "09-01")
    run(town, "09-24")
    told = heard(town, "09-24")[AFTER]
    assert told.count(SEAT) == 1
    ends = {(n.kind, n.outcome) for n in town.nudges() if n.post == SEAT and n.on > SEPTEMBER}
    assert ends == {("taken_over", "sent"), ("reminder", "sent")}


def test_a_post_that_stays_vacant_hands_nothing_over_until_somebody_comes(town: Town) -> None:
    town.load(
        roster(f"[{{person: {BEFORE}, to: 2026-09-09}}, {{person: {AFTER}, from: 2026-09-15}}]")
    )
    run(town, "09-01")
    run(town, "09-10")
    assert heard(town, "09-10") == {}
    run(town, "09-15")
    assert set(heard(town, "09-15")) == {AFTER}


def test_the_reviewers_successor_is_told_of_what_waits_for_review(town: Town) -> None:
    files = roster(BEFORE)
    assert "handler: {person: 褚例宁, deputy: 卫例康}" in files[DEMO]
    files[DEMO] = files[DEMO].replace(
        "handler: {person: 褚例宁, deputy: 卫例康}",
        f"handler: [{{person: 褚例宁, to: 2026-09-09}}, {{person: {AFTER}, from: 2026-09-10}}]",
    )
    town.load(files)
    run(town, "09-01")
    town.submit(SEAT, {"时间": "2026-09-07", "指导内容": "讲课"}, from_month("09-07"), VISIT)
    run(town, "09-09")
    run(town, "09-10")
    assert f"【接手】每月到校指导（9月）：{SEAT}的提交待您审核" in heard(town, "09-10")[AFTER]
