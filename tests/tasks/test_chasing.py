"""The ladder on its days: who is to be told, what is skipped, and what only stands in a queue."""

from __future__ import annotations

import pytest

from tasks.chasing import MISSED
from tasks.clocks import NOBODY, QUEUED
from tests.tasks.brook import OFFICE, Brook, Change, day

EAST, WEST, DISTRICT = "东村联络员", "西村联络员", "区里联络员"
#: March's visit is due on Tuesday, 31 March.
DAYS = {
    "03-02": [("opened", EAST)],
    "03-26": [("reminder", EAST)],
    "03-30": [("reminder", EAST)],
    "04-01": [("urge", EAST), ("urge", "派出所·负责人")],
    "04-03": [("supervise", EAST), ("supervise", "派出所·负责人"), ("supervise", OFFICE)],
    "04-07": [],
    "04-14": [],
}


def test_each_rung_comes_on_its_day_and_reaches_its_posts(brook: Brook) -> None:
    visit = None
    for on, told in DAYS.items():
        brook.round(on)
        visit = visit or brook.task("visit", "东村")
        assert brook.told(visit, on) == told
    assert visit is not None
    assert brook.again(visit).next_on is None
    assert set(brook.outcomes(visit)) == {"open", "T-3", "T-1", "T+1", "T+3", "T+5", "T+10"}


def test_between_its_days_nothing_happens(creek: Brook) -> None:
    creek.round("03-02")
    for on in ("03-03", "03-25", "03-27", "03-29"):
        creek.round(on)
        assert creek.nudges(creek.task("visit", "东村"), on) == []


def test_a_quarter_is_reminded_of_a_week_ahead_as_well(creek: Brook) -> None:
    creek.round("03-02")
    lecture = creek.task("lecture", "东村", "2026-Q1")
    creek.round("03-20")
    assert creek.told(lecture, "03-20") == [("reminder", EAST)]
    assert creek.told(creek.task("visit", "东村"), "03-20") == []


def test_entries_for_a_queue_are_sent_to_nobody_and_say_why(creek: Brook) -> None:
    for on in DAYS:
        creek.round(on)
    visit = creek.task("visit", "东村")
    queued = [n for n in creek.nudges(visit) if n.kind in ("bulletin", "talk")]
    assert [(n.rung, n.post, n.outcome, n.reason) for n in queued] == [
        ("T+5", OFFICE, "suppressed", QUEUED),
        ("T+10", "镇长", "suppressed", QUEUED),
    ]


def test_after_downtime_only_the_last_missed_moment_waits_and_the_others_are_skipped(
    brook: Brook,
) -> None:
    brook.round("03-02")
    visit = brook.task("visit", "东村")
    brook.round("04-06")
    assert brook.outcomes(visit) == {
        "open": "waiting",
        "T-3": "skipped",
        "T-1": "skipped",
        "T+1": "skipped+skipped",
        "T+3": "waiting+waiting+waiting",
    }
    assert {n.reason for n in brook.nudges(visit) if n.outcome == "skipped"} == {MISSED}
    assert {n.on for n in brook.nudges(visit) if n.rung == "T+3"} == {day("04-03")}


def test_after_a_long_downtime_the_queue_is_filled_and_the_last_message_is_told(
    creek: Brook,
) -> None:
    creek.round("03-02")
    creek.round("04-20")
    assert creek.outcomes(creek.task("visit", "东村")) == {
        "open": "waiting",
        "T-3": "skipped",
        "T-1": "skipped",
        "T+1": "skipped+skipped",
        "T+3": "waiting+waiting+waiting",
        "T+5": "suppressed",
        "T+10": "suppressed",
    }


def test_an_external_post_is_reminded_and_then_the_office_is_asked_to_telephone(
    brook: Brook,
) -> None:
    for on in DAYS:
        brook.round(on)
    visit = brook.task("visit", "北村")
    assert brook.told(visit) == [
        ("opened", DISTRICT),
        ("reminder", DISTRICT),
        ("reminder", DISTRICT),
        ("telephone", OFFICE),
    ]


def test_a_post_of_no_unit_has_the_supervising_post_above_it(creek: Brook) -> None:
    creek.round("03-02")
    creek.round("04-01")
    visit = creek.task("visit", "西村")
    assert creek.told(visit, "04-01") == [("urge", WEST), ("urge", OFFICE)]


def test_the_office_is_supervised_by_a_deputy_leader(creek: Brook) -> None:
    creek.round("03-02")
    creek.round("04-03")
    report = creek.task("own-report", "小溪镇")
    told = [post for kind, post in creek.told(report, "04-03") if kind == "supervise"]
    assert told == [OFFICE, "办公室·负责人", "副镇长"]


def test_a_vacant_post_falls_to_the_next_one_above(creek: Brook) -> None:
    creek.load("03-02", ("roster.yaml", "holders: 辛八", "holders: {person: 辛八, to: 2026-03-10}"))
    creek.round("03-02")
    creek.round("03-26")
    visit = creek.task("visit", "东村")
    assert creek.told(visit) == [("opened", EAST), ("reminder", "派出所·负责人")]


def test_where_nobody_at_all_can_be_told_the_moment_has_failed_visibly(creek: Brook) -> None:
    gone = "{person: %s, to: 2026-03-10}"
    creek.load(
        "03-02",
        *[
            ("roster.yaml", f"holders: {n}", f"holders: {gone % n}")
            for n in ("己六", "庚七", "壬九")
        ],
        ("roster.yaml", "head: 甲一\n    handler: {person: 乙二, deputy: 丙三}", "external: false"),
        ("roster.yaml", "supervisor: 办公室", "supervisor: 镇长"),
    )
    creek.round("03-02")
    creek.round("03-26")
    visit = creek.task("visit", "西村")
    found = [(n.post, n.outcome, n.reason) for n in creek.nudges(visit, "03-26")]
    assert found == [(WEST, "failed", NOBODY)]


OWN_LADDER: Change = (
    "plan.yaml",
    "hand_in: {情况: line}\n  - id: own-report",
    """hand_in: {情况: line}
    ladder:
      - {at: open, kind: opened, to: [post]}
      - {at: +2, kind: supervise, to: [副镇长, leader]}
  - id: own-report""",
)


def test_a_duty_can_have_a_ladder_of_its_own(creek: Brook) -> None:
    creek.load("03-02", OWN_LADDER)
    creek.round("03-02")
    creek.round("04-01")
    creek.round("04-02")
    report = creek.task("report", "小溪镇")
    assert creek.told(report) == [
        ("opened", "派出所"),
        ("supervise", "副镇长"),
        ("supervise", "镇长"),
    ]


@pytest.mark.parametrize("on", ["03-26", "04-03", "04-20"])
def test_chasing_twice_on_one_day_adds_nothing(brook: Brook, on: str) -> None:
    brook.round("03-02")
    brook.round(on)
    before = len(brook.nudges())
    assert brook.round(on, hour=12) == 0
    assert len(brook.nudges()) == before
