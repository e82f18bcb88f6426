"""A calendar that changes, and suspensions, on the dates of open tasks."""

from __future__ import annotations

import json

import pytest

from tasks import commands
from tests.tasks.brook import OFFICE, Brook, Change, day

EAST = "东村联络员"
TOP = "school_years:"


def _rest(first: str, last: str) -> Change:
    days = f"rest: [{{from: 2026-{first}, to: 2026-{last}, reason: 放假}}]"
    return ("calendar.yaml", TOP, f"{days}\n{TOP}")


def _work(on: str) -> Change:
    return ("calendar.yaml", TOP, f"work: [2026-{on}]\n{TOP}")


def _stop(*spans: tuple[str, str]) -> Change:
    entries = "".join(f"\n  - {{from: 2026-{a}, to: 2026-{b}, reason: 高温停课}}" for a, b in spans)
    return ("calendar.yaml", TOP, f"suspensions:{entries}\n{TOP}")


def test_a_date_that_somebody_was_told_never_moves_earlier(creek: Brook) -> None:
    creek.round("03-02")
    creek.tell()
    visit = creek.task("visit", "东村")
    creek.load("03-09", _rest("03-30", "03-31"))
    assert creek.again(visit).due == day("03-31")
    assert ("moved", EAST) not in creek.told(visit)


def test_a_date_that_nobody_was_told_moves_earlier_but_leaves_three_working_days(
    creek: Brook,
) -> None:
    creek.round("03-02")
    visit = creek.task("visit", "东村")
    creek.load("03-09", _rest("03-30", "03-31"))
    assert creek.again(visit).due == day("03-27")
    assert creek.told(visit) == [("opened", EAST)]
    creek.load("03-25")
    creek.load("03-26", _rest("03-27", "03-31"))
    assert creek.again(visit).due == day(
        "03-31"
    )  # three working days from the 26th, or the old date


def test_a_worked_weekend_moves_a_told_date_later_and_one_message_says_so(brook: Brook) -> None:
    """Sunday, 31 May is worked: the month's last working day is no longer Friday, the 29th."""
    brook.round("03-02")
    brook.round("05-04")
    brook.tell()
    visit = brook.task("visit", "东村", "2026-05")
    assert visit.due == day("05-29")
    brook.load("05-11", _work("05-31"))
    moved = brook.again(visit)
    assert (moved.due, moved.original_due) == (day("05-31"), day("05-31"))
    assert [n for n in brook.told(visit) if n[0] == "moved"] == [("moved", EAST)]
    data = json.loads(brook.journal(visit)[-1].data)
    assert (brook.journal(visit)[-1].verb, data["from"], data["to"]) == (
        "move",
        "2026-05-29",
        "2026-05-31",
    )
    brook.load("05-12", _work("05-31"), ("roster.yaml", "己六", "寅三"))
    assert len([n for n in brook.told(visit) if n[0] == "moved"]) == 1
    brook.round("05-27")  # T−3 of the 31st; of the 29th it would have been the 26th
    assert brook.told(visit, "05-27") == [("reminder", EAST)]
    brook.round("06-01")
    assert ("urge", EAST) in brook.told(visit, "06-01")


def test_what_is_already_due_or_handed_in_is_not_moved(creek: Brook) -> None:
    creek.round("05-04")
    late, held = creek.task("visit", "东村", "2026-05"), creek.task("visit", "西村", "2026-05")
    creek.move(commands.submit, held.id, "05-28", {"次数": 1}, by="西村联络员")
    creek.load("05-31", _work("05-31"))
    assert creek.again(late).due == day("05-29")
    assert creek.again(held).state == "submitted"
    assert creek.told(held) == []


def test_a_date_of_one_task_alone_keeps_the_working_days_it_gave(creek: Brook) -> None:
    creek.round("03-02")
    creek.tell()
    visit = creek.task("visit", "东村")
    creek.move(commands.submit, visit.id, "03-31", {"次数": 1}, by=EAST)
    creek.move(commands.return_, visit.id, "03-31", by=OFFICE, reason="缺")
    assert creek.again(visit).due == day("04-02")
    creek.load("03-31", _rest("04-01", "04-01"))
    assert creek.again(visit).due == day("04-03")


def test_a_reviewer_gets_the_working_days_that_a_holiday_takes(brook: Brook) -> None:
    brook.round("03-02")
    visit = brook.task("visit", "东村")
    brook.move(commands.submit, visit.id, "03-04", {"次数": 1}, by=EAST)
    brook.load("03-04", _rest("03-05", "03-06"))
    assert brook.again(visit).review_due == day("03-11")
    brook.round("03-10")
    assert brook.told(visit, "03-10") == [("reminder", OFFICE)]


def test_moments_that_a_holiday_moves_come_on_their_new_day_and_none_is_lost(
    creek: Brook,
) -> None:
    """The due date stays on 31 March; T−3 moves from the 26th to the 25th."""
    creek.round("03-02")
    visit = creek.task("visit", "东村")
    creek.load("03-24", _rest("03-27", "03-27"))
    assert creek.again(visit).due == day("03-31")
    creek.round("03-25")
    assert creek.told(visit, "03-25") == [("reminder", EAST)]
    creek.round("03-31")
    assert set(creek.outcomes(visit)) == {"open", "T-3", "T-1"}


STOP = ("03-09", "03-10")  # Monday and Tuesday: three days of school are left in that week


def test_a_suspension_pauses_what_follows_the_school_year_and_resumes_it(brook: Brook) -> None:
    brook.round("03-02")
    brook.load("03-06", _stop(STOP))
    brook.round("03-09")
    lesson, visit = brook.task("lesson", "东小学", "2026-W11"), brook.task("visit", "东村")
    assert lesson.paused_from == day("03-09")
    assert brook.again(visit).paused_from is None
    assert brook.told(lesson) == []
    brook.round("03-10")
    assert brook.again(lesson).paused_from == day("03-09")
    brook.round("03-11")
    resumed = brook.again(lesson)
    assert (resumed.paused_from, resumed.due) == (None, day("03-17"))
    assert ("opened", "东小学") in brook.told(lesson)
    assert [row.verb for row in brook.journal(lesson)] == ["pause", "resume"]
    assert brook.round("03-11", hour=12) == 0


def test_a_suspension_that_is_entered_afterwards_gives_its_days_back(creek: Brook) -> None:
    for on in ("03-02", "03-09", "03-16"):
        creek.round(on)
    lesson = creek.task("lesson", "东小学", "2026-W11")
    assert ("urge", "东小学") in creek.told(lesson)
    creek.load("03-16", _stop(STOP))
    creek.round("03-16", hour=12)
    again = creek.again(lesson)
    assert (again.paused_from, again.due) == (None, day("03-17"))
    assert again.next_on == day("03-18")


def test_a_suspension_that_was_over_when_a_task_opened_gives_it_nothing(creek: Brook) -> None:
    creek.load("03-02", _stop(("03-02", "03-03")))
    creek.round("03-09")
    lesson = creek.task("lesson", "东小学", "2026-W11")
    assert (lesson.due, creek.journal(lesson)) == (day("03-13"), [])


def test_two_suspensions_are_taken_one_after_the_other(creek: Brook) -> None:
    creek.round("03-02")
    creek.round("03-16")
    creek.load("03-16", _stop(("03-03", "03-04"), ("03-04", "03-05")))
    creek.round("03-16", hour=12)
    lesson = creek.task("lesson", "东小学", "2026-W10")
    assert lesson.due == day("03-11")  # three days: Wednesday counts once


def test_days_that_a_person_had_already_paused_are_not_given_twice(creek: Brook) -> None:
    creek.round("03-02")
    lesson = creek.task("lesson", "东小学", "2026-W10")
    creek.move(commands.pause, lesson.id, "03-03", reason="检修")
    creek.move(commands.resume, lesson.id, "03-06")
    creek.load("03-06", _stop(("03-03", "03-04")))
    creek.round("03-06")
    assert creek.again(lesson).due == day("03-11")
    assert creek.round("03-06", hour=12) == 0


@pytest.mark.parametrize("entry", [("03-09", "03-09"), None])
def test_a_suspension_that_is_changed_or_taken_back_leaves_nothing_paused(
    creek: Brook, entry: tuple[str, str] | None
) -> None:
    creek.load("03-02", _stop(STOP))
    creek.round("03-02")
    creek.round("03-09")
    lesson = creek.task("lesson", "东小学", "2026-W11")
    assert lesson.paused_from is not None
    creek.load("03-10", *([_stop(entry)] if entry else []))
    creek.round("03-10")
    again = creek.again(lesson)
    assert (again.paused_from, again.due) == (None, day("03-16"))  # Monday counts
    assert creek.round("03-10", hour=12) == 0


def test_handing_in_during_a_suspension_is_welcome(creek: Brook) -> None:
    creek.load("03-02", _stop(STOP))
    creek.round("03-02")
    creek.round("03-09")
    lesson = creek.task("lesson", "东小学", "2026-W11").id
    done = creek.move(commands.submit, lesson, "03-10", {"次数": 1}, by="东小学")
    assert (done.state, done.paused_from) == ("submitted", None)
    creek.move(commands.withdraw, lesson, "03-11", by="东小学")
    assert creek.round("03-11") >= 0
    assert creek.again(done).paused_from is None
