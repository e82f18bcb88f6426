"""What a rehearsal tells of the township's plan, over weeks in which everything happens at least once."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from simulation import folder, foreseen, holidays
from simulation.collecting import collect
from simulation.people.behaviour import People
from simulation.people.reading import known
from simulation.rehearse import Asked, Rehearsed, rehearse
from simulation.report import page
from simulation.run import Played, play
from simulation.scene import prepare
from simulation.what import Outcome
from tasks import watching
from tasks.evidence import records
from tasks.lifecycle import State
from tests.plans.folders import texts
from tests.simulation import village

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 27)


def _township(people: str, last: date = LAST) -> Played:
    scene = prepare(dict(texts("anwen")), first=FIRST, last=last, people=known(people), seed=1)
    return play(scene)


@lru_cache(maxsize=1)
def september() -> Outcome:
    [outcome] = collect(_township("typical"))
    return outcome


def _asked(people: str | People = "typical", **more: object) -> Asked:
    first, last = village.MONDAY, date(2026, 10, 12)
    kind = known(people) if isinstance(people, str) else people
    asked = Asked(village.TEXTS, "village", first, last, kind, seed=5)
    return replace(asked, **more)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def plain() -> Rehearsed:
    return rehearse(_asked())


def test_the_json_begins_with_what_a_planner_asks_first() -> None:
    names = list(september().as_json())
    asked = ["days", "tasks", "late", "messages", "nudges", "by_unit", "by_person"]
    assert names[: len(asked)] == asked
    assert list(september().nudges) == [kind.value for kind in RungKind]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    again, other = rehearse(_asked()), rehearse(_asked(seed=6))
    assert json.dumps(again.as_json()) == json.dumps(plain().as_json())
    assert page.render(again) == page.render(plain())
    assert json.dumps(other.as_json()) != json.dumps(plain().as_json())


@lru_cache(maxsize=1)
def asking() -> Played:
    return village.played("asking", days=24, seed=3)


def test_whoever_says_it_does_not_apply_is_believed_or_not_and_both_are_counted() -> None:
    [outcome] = collect(asking())
    assert outcome.states[State.WAIVED.label] > 0
    assert {"同意不适用", "不同意不适用"} <= set(outcome.events)
    assert outcome.refused == outcome.failed == ()


def test_files_are_kept_by_the_real_store_in_a_folder_that_goes_with_the_rehearsal() -> None:
    played = village.played("asking", days=10, seed=3)
    files = played.towns[0].files
    folder = files.folder
    assert folder is not None
    assert files.hashes()
    with played.database.read() as session:
        kept = records.belonging(session, played.towns[0].rules.id)
    assert all(hand_in and hand_in.version == row.version for row, hand_in in kept)
    assert {row.sha256 for row, _ in kept} == files.hashes()
    del played, files
    gc.collect()
    assert not folder.exists()


def test_people_who_are_punctual_are_never_urged() -> None:
    [outcome] = collect(_township("punctual", date(2026, 9, 25)))
    assert outcome.nudges["urge"] == outcome.nudges["supervise"] == outcome.late == 0
    assert outcome.tasks > 100
    assert outcome.refused == outcome.failed == ()


def test_where_nobody_does_anything_every_task_is_at_the_top_of_its_ladder() -> None:
    last = date(2026, 9, 27)
    played = _township("absent", last)
    rules = played.towns[0].rules
    with played.database.read() as session:
        tasks = watching.opened_since(session, rules.id, 0)
        reached: dict[int, set[str]] = {}
        for one in watching.nudges(session, rules.id):
            if one.reached:
                reached.setdefault(one.task_id, set()).add(one.rung)
    looked_at = 0
    for task in tasks:
        ladder = rules.plan.ladder_of(rules.obligation(task.obligation))
        if rules.roster.is_external(task.post):
            top, at = "T+1", 1
        else:
            at = max(rung.at for rung in ladder if rung.at is not None)
            top = f"T+{at}"
        if rules.workdays.add(task.due, at) <= last:
            assert top in reached[task.id], (task.obligation, task.due)
            looked_at += 1
    assert looked_at > 10
    assert {task.state for task in tasks} == {State.PENDING}


def test_tasks_and_minutes_are_those_that_the_plan_owes() -> None:
    outcome = september()
    assert sum(unit.tasks for unit in outcome.by_unit) == outcome.tasks
    assert sum(unit.minutes for unit in outcome.by_unit) == outcome.minutes
    for unit in outcome.by_unit:
        assert sum(month.tasks for month in unit.months) == unit.tasks
    [load] = [d for d in outcome.by_duty if d.duty == "team-monthly-guidance"]
    assert (load.tasks, load.minutes) == (12, 24)


def test_messages_are_counted_by_person_and_week() -> None:
    outcome = september()
    assert sum(person.messages for person in outcome.by_person) == outcome.messages
    for person in outcome.by_person:
        assert sum(person.weeks.values()) == person.messages
        assert person.weeks[person.busiest] == person.most == max(person.weeks.values())


def test_the_day_on_which_a_post_has_four_deadlines_is_named() -> None:
    heavy = {(day.post, day.day): day.deadlines for day in september().heavy_days}
    # Four schools, patrolled by the police station, due on the last working day of each week.
    assert heavy["派出所", date(2026, 9, 11)] >= 4
    assert min(heavy.values()) >= 4


def test_a_due_date_that_the_holidays_moved_stands_beside_the_plain_one() -> None:
    moved = {(one.duty, one.due): one.plain for one in september().moved}
    # Sunday, the 20th is worked; Friday, the 25th is Mid-Autumn Festival.
    assert moved["weekly-law-lesson", date(2026, 9, 20)] == date(2026, 9, 18)
    assert moved["weekly-law-lesson", date(2026, 9, 24)] == date(2026, 9, 25)


def test_a_guess_is_named_with_its_dates() -> None:
    found = {one.duty: one for one in foreseen.guessed(_rules(), FIRST, date(2027, 8, 31))}
    # January to August 2027: nobody has published that year yet.
    monthly = found["venue-inspection"]
    assert (monthly.dates, monthly.first) == (8, date(2027, 1, 29))


def _rules() -> Jurisdiction:
    return folder.read(dict(texts("anwen")))[2]


def _outcome(people: dict[str, object], days: int = village.SIX_WEEKS) -> Outcome:
    base = known("punctual").model_dump(by_alias=True)
    [outcome] = collect(village_play(People.model_validate({**base, **people}), days))
    return outcome


def village_play(people: People, days: int) -> Played:
    return play(village.scene(people, days=days))


def test_whoever_is_away_without_a_deputy_is_named_with_what_could_not_begin() -> None:
    trip: Mapping[str, object] = {"from": "2026-09-08", "to": "2026-09-25"}
    outcome = _outcome({"trips": {"郑例七": trip}})
    [stalled] = outcome.stalled
    assert (stalled.who, stalled.first, stalled.last) == (
        "郑例七",
        date(2026, 9, 8),
        date(2026, 9, 25),
    )
    # He reviews the visits; the report can only be written when a visit was accepted.
    assert stalled.reviews > 0
    assert stalled.behind == ("走访报告",)
    assert {one.why for one in outcome.supervised} == {"外出，没有登记B岗"}
    assert "郑例七" in outcome.supervised[0].detail


def test_an_announced_absence_stalls_nothing_where_there_is_a_deputy() -> None:
    trip = {"from": "2026-09-08", "to": "2026-09-25", "announced": True}
    outcome = _outcome({"trips": {"钱例二": trip}})
    assert outcome.stalled == ()
    assert outcome.nudges["urge"] == 0
    assert "孙例三" in {person.person for person in outcome.by_person}


def test_a_child_is_named_nowhere() -> None:
    told = json.dumps(plain().as_json(), ensure_ascii=False) + page.render(plain())
    assert "关爱" not in told
    assert "每周联系" in told


def test_the_leader_sees_what_climbed_month_by_month() -> None:
    [outcome] = collect(village_play(known("absent"), village.SIX_WEEKS))
    september_, october = outcome.leader
    assert (september_.month, october.month) == ("2026-09", "2026-10")
    assert september_.supervise > 0
    assert october.talk > 0
    assert october.late > september_.late > 0


# --- What if ---


def test_without_a_post_the_two_runs_stand_side_by_side() -> None:
    done = rehearse(_asked(without=("东讲师",)))
    assert done.versus is not None
    figures = {figure.name: figure for figure in done.versus.figures}
    # What is never handed in is never accepted: fewer reports follow.
    assert figures["任务"].change < 0
    assert figures["督办"].verdict == "worse"
    assert {one.who for one in done.outcome.stalled} >= {"东·讲师"}
    assert done.other is not None
    assert done.other.as_json() == plain().outcome.as_json()


def test_a_post_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(folder.UnknownPost, match=r"没有岗位 '北讲师'.*甲所"):
        rehearse(_asked(without=("北讲师",)))


def test_another_plan_is_played_with_the_same_chance() -> None:
    rarer = {**village.TEXTS, "plan.yaml": village.PLAN.replace("every: week\n", "every: month\n")}
    done = rehearse(_asked(versus=("每月巡查", rarer)))
    assert done.versus is not None
    figures = {figure.name: figure for figure in done.versus.figures}
    assert figures["任务"].change < 0
    assert figures["消息"].verdict == "better"
    assert (done.versus.before, done.versus.after) == ("village", "每月巡查")


def test_late_holidays_are_those_of_the_year_with_the_latest_spring_festival() -> None:
    late = holidays.read("2027=late")
    assert late.like == 2026
    # 15 to 23 February 2026, 52 weeks later.
    assert date(2027, 2, 15) in late.rest
    assert date(2027, 2, 13) in late.work
    assert holidays.read("2027=early").like == 2023
    assert late.published_on == date(2026, 11, 5)


@pytest.mark.parametrize("text", ["2027", "2027=", "2026=late", "2027=soon", "27=late"])
def test_holidays_that_cannot_be_are_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(holidays.UnknownHolidays, match=r"应|已经公布"):
        holidays.read(text)


def test_holidays_that_are_published_meanwhile_move_what_is_not_yet_told() -> None:
    asked = _asked(
        "punctual",
        first=date(2026, 10, 26),
        last=date(2026, 11, 10),
        holidays=(holidays.read("2027=late"),),
    )
    done = rehearse(asked)
    assert done.versus is not None
    figures = {figure.name: figure for figure in done.versus.figures}
    assert figures["任务"].change == 0
    assert "2026-11-05 起生效" in done.outcome.assumed[0]


def test_without_an_invented_roster_the_names_are_replaced() -> None:
    real = {**village.TEXTS, "roster.yaml": village.ROSTER}
    del real["demo.yaml"]
    found, _, rules = folder.read(real)
    told = {held.person for post in rules.roster.all_posts() for held in post.holders}
    assert all(name.startswith("例员") for name in told)
    assert not any(name in found["roster.yaml"] for name in ("赵例一", "王例八"))
    assert rules.roster.resolve("东·讲师")
