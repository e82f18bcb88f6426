"""For every task: each planned moment, and what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from notifiers import timeline as timelines
from notifiers.channels.channel import Channels
from notifiers.delivery import deliver
from notifiers.timeline import Step
from rounds.day import run
from runtime.database import Database
from tasks import clocks, plans
from tasks.tables import Nudge
from tests.rounds.town import HERE, SEPTEMBER, Town, from_month, morning, only

VISIT = "team-monthly-guidance"
SEAT = "羊角学校·法制副校长"


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database)
    made.load(only([VISIT]))
    return made


def steps(town: Town, on: str, subject: str = SEAT) -> list[Step]:
    task = town.task(subject, VISIT)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        found = timelines.timeline(session, rules, task.id, from_month(on))
    assert found is not None
    return found


def seen(found: list[Step]) -> list[tuple[str, str]]:
    return [(step.rung, step.state) for step in found]


def test_before_its_due_date_a_task_shows_what_was_told_and_what_is_to_come(town: Town) -> None:
    town.round(SEPTEMBER)
    found = steps(town, "09-01")
    # T+1 and T+3 reach several posts: one line for each.
    assert dict(seen(found)) == {
        "open": "sent",
        **dict.fromkeys(("T-3", "T-1", "T+1", "T+3", "T+5", "T+10"), "ahead"),
    }
    first = found[0]
    assert (first.recipient, first.label, first.attempts[0].channel) == ("冉例公", "新开", "站内信")
    assert first.attempts[0].at is not None
    assert [step.on for step in found] == sorted(step.on for step in found)
    assert {step.reason for step in found if step.rung in ("T+5", "T+10")} == {clocks.QUEUED}


def test_every_moment_ends_in_exactly_one_way_and_none_is_left_out(town: Town) -> None:
    for day in ("09-01", "09-24", "10-20"):
        town.round(from_month(day))
    ends = dict(seen(steps(town, "10-20")))
    assert ends == {
        "open": "sent",
        "T-3": "sent",
        "T-1": "skipped",
        "T+1": "skipped",
        "T+3": "sent",
        "T+5": "suppressed",
        "T+10": "suppressed",
    }
    assert all(step.reason for step in steps(town, "10-20") if step.state != "sent")


def test_after_the_hand_in_the_rest_is_suppressed_with_the_reason(town: Town) -> None:
    town.round(SEPTEMBER)
    town.submit(SEAT, {"时间": "2026-09-10", "指导内容": "讲课"}, from_month("09-10"), VISIT)
    found = [step for step in steps(town, "09-10") if step.clock == "hand_in"]
    assert {step.state for step in found[1:]} == {"suppressed"}
    assert all(step.reason for step in found[1:])
    review = [step for step in steps(town, "09-10") if step.clock == "review"]
    assert review
    assert {step.state for step in review} == {"ahead"}


def test_what_waits_says_when_it_goes_and_what_failed_what_can_be_done(town: Town) -> None:
    evening = morning(SEPTEMBER) + timedelta(hours=11)
    run(town.database, HERE, evening, Channels())
    (waits,) = [step for step in steps(town, "09-01") if step.rung == "open"]
    assert (waits.state, waits.then) == ("waiting", timelines.NEXT_TIME)
    town.round(from_month("09-02"))
    deliver(town.database, Channels(), morning(from_month("09-02")))
    with town.database.write() as session:
        for nudge in session.scalars(select(Nudge)):
            nudge.outcome, nudge.reason = "failed", "连不上"
    (failed,) = [step for step in steps(town, "09-02") if step.rung == "open"]
    assert failed.then.startswith("消息仍在站内信里")
    assert failed.message[:8] in failed.then


def test_there_is_no_timeline_of_a_task_that_is_not_there(town: Town) -> None:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        assert timelines.timeline(session, rules, 999_999, SEPTEMBER) is None
