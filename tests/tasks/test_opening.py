"""What is opened, when, for whom and with how much time: every task exactly once."""

from __future__ import annotations

import json

import pytest

from runtime.database import Database
from tasks.lifecycle import State
from tests.tasks.brook import Brook, Change, day, without

MARCH = {"visit": 3, "report": 1, "own-report": 1, "lesson": 2, "lecture": 3}
NEW_VILLAGE: Change = (
    "roster.yaml",
    "      - {name: 北村, post: 区里联络员}",
    "      - {name: 北村, post: 区里联络员}\n      - {name: 南村, post: 西村联络员}",
)


def _opened(brook: Brook, duty: str) -> list[tuple[str, str]]:
    return [(t.period, t.subject) for t in brook.tasks(duty)]


def test_a_round_opens_one_task_for_each_subject_and_a_second_one_none(brook: Brook) -> None:
    brook.round("03-02")
    assert {duty: len(brook.tasks(duty)) for duty in MARCH} == MARCH
    assert brook.round("03-02") == 0
    assert len(brook.tasks()) == sum(MARCH.values())


def test_one_journal_row_says_what_a_batch_opened(brook: Brook) -> None:
    brook.round("03-02")
    visits = brook.tasks("visit")
    (batch,) = {visit.batch for visit in visits}
    with brook.look() as session:
        row = brook.journal_row(session, batch)
        data = json.loads(row.data)
    assert (row.verb, row.actor, data["count"]) == ("open", "护航", 3)
    assert (data["obligation"], data["period"], data["due"]) == ("visit", "2026-03", "2026-03-31")


def test_a_later_batch_has_the_digest_of_its_own_rows(brook: Brook) -> None:
    brook.round("03-02")
    brook.load("03-03", NEW_VILLAGE)
    brook.round("03-03")
    with brook.look() as session:
        rows = [
            json.loads(brook.journal_row(session, n).data)
            for n in sorted({visit.batch for visit in brook.tasks("visit")})
        ]
    assert [row["count"] for row in rows] == [3, 1]
    assert rows[0]["digest"] != rows[1]["digest"]


def test_a_task_opened_with_fewer_than_three_working_days_left_gets_three(brook: Brook) -> None:
    brook.round("03-30")
    visit = brook.task("visit", "东村")
    assert (visit.due, visit.original_due) == (day("04-02"), day("03-31"))
    brook.round("03-31")
    assert [kind for kind, _ in brook.told(visit)] == ["opened"]
    brook.round("04-01")
    assert [kind for kind, _ in brook.told(visit)] == ["opened", "reminder"]


def test_what_was_due_before_go_live_is_never_opened(creek: Brook) -> None:
    creek.round("03-02")
    assert {t.period for t in creek.tasks()} == {"2026-03", "2026-Q1", "2026-W10"}


def test_a_go_live_in_the_past_opens_what_has_been_due_since(database: Database) -> None:
    brook = Brook(database)
    brook.load("03-02", go_live="2024-12-31")
    brook.round("03-02")
    periods = [period for period, _ in _opened(brook, "report")]
    assert periods[:2] == ["2024-12", "2025-01"]
    assert periods[-2:] == ["2026-02", "2026-03"]
    assert len(periods) == 16
    assert {t.due for t in brook.tasks("report")} == {day("03-05"), day("03-31")}


def test_after_ten_days_off_every_missed_period_is_opened(brook: Brook) -> None:
    brook.round("03-05")
    brook.round("03-16")
    lessons = [(t.period, t.due) for t in brook.tasks("lesson") if t.subject == "东小学"]
    assert lessons == [
        ("2026-W10", day("03-10")),
        ("2026-W11", day("03-19")),
        ("2026-W12", day("03-20")),
    ]


def test_a_year_off_loses_nothing(creek: Brook) -> None:
    creek.round("03-02")
    creek.round("2027-03-01")
    periods = [t.period for t in creek.tasks("report")]
    assert periods == [f"2026-{n:02}" for n in range(3, 13)] + [f"2027-{n:02}" for n in (1, 2, 3)]


@pytest.mark.parametrize(("on", "expected"), [("03-24", True), ("03-25", False)])
def test_a_new_subject_gets_a_task_only_with_five_working_days_left(
    creek: Brook, on: str, expected: bool
) -> None:
    creek.round("03-02")
    creek.load(on, NEW_VILLAGE)
    creek.round(on)
    assert (("2026-03", "南村") in _opened(creek, "visit")) is expected
    creek.round("04-01")
    assert ("2026-04", "南村") in _opened(creek, "visit")


@pytest.mark.parametrize(("first", "expected"), [("2026-03-24", True), ("2026-03-25", False)])
def test_a_subject_with_a_date_begins_on_it(creek: Brook, first: str, expected: bool) -> None:
    file, old, new = NEW_VILLAGE
    creek.load("03-03", (file, old, new.replace("南村,", f"南村, from: {first},")))
    creek.round("03-26")
    assert (("2026-03", "南村") in _opened(creek, "visit")) is expected


def test_a_subject_that_ended_has_its_open_tasks_cancelled_with_the_reason(brook: Brook) -> None:
    brook.round("03-02")
    brook.tell()
    brook.load("03-23", ("roster.yaml", "post: 东村联络员", "to: 2026-03-20, post: 东村联络员"))
    visit = brook.task("visit", "东村")
    assert (visit.state, visit.next_on) == (State.CANCELLED, None)
    assert "东村”已于 2026-03-20 结束" in brook.journal(visit)[-1].data
    assert ("cancelled", "东村联络员") in brook.told(visit)
    brook.round("04-01")
    assert ("2026-04", "东村") not in _opened(brook, "visit")


def test_what_was_due_before_a_subject_ended_is_still_owed(creek: Brook) -> None:
    creek.round("03-02")
    creek.load("04-02", ("roster.yaml", "post: 东村联络员", "to: 2026-04-01, post: 东村联络员"))
    assert creek.task("visit", "东村").state == State.PENDING


def test_a_duty_that_is_taken_out_has_its_open_tasks_cancelled(creek: Brook) -> None:
    creek.round("03-02")
    creek.load("03-03", *without("report"))
    assert creek.task("report", "小溪镇").state == State.CANCELLED
    creek.round("04-01")
    assert len(creek.tasks("report")) == 1


def test_a_duty_added_later_does_not_reach_back(sqlite_database: Database) -> None:
    brook = Brook(sqlite_database)
    brook.load("03-02", *without("report"), go_live="03-02")
    brook.round("03-02")
    brook.round("04-15")
    brook.load("04-15")
    brook.round("04-15", hour=10)
    assert _opened(brook, "report") == [("2026-04", "小溪镇")]


def test_a_changed_cadence_applies_from_the_next_whole_period(brook: Brook) -> None:
    brook.round("03-02")
    file, old = (
        "plan.yaml",
        "each: town\n    every: month\n    basis: text\n    hand_in: {情况: line}\n  - id: own",
    )
    brook.load("03-11", (file, old, old.replace("month", "quarter")))
    brook.round("03-11")
    assert [(t.period, t.state) for t in brook.tasks("report")] == [("2026-03", "pending")]
    brook.round("04-01")
    assert [t.period for t in brook.tasks("report")] == ["2026-03", "2026-Q2"]


def test_a_cadence_that_is_only_written_otherwise_is_no_change(creek: Brook) -> None:
    creek.round("03-02")
    changes = ("plan.yaml", "every: month\n", "every: monthly\n")
    assert creek.preview("03-03", changes, NEW_VILLAGE) == []
    creek.load("03-03", changes, NEW_VILLAGE)
    creek.round("03-03")
    assert ("2026-03", "南村") in _opened(creek, "visit")


def test_a_task_keeps_the_plan_under_which_it_was_opened(creek: Brook) -> None:
    creek.round("03-02")
    creek.load("03-03", ("plan.yaml", "lead: 派出所", "lead: 办公室"))
    assert creek.task("report", "小溪镇").post == "派出所"
    creek.round("04-01")
    assert creek.task("report", "小溪镇", "2026-04").post == "办公室"
