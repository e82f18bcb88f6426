"""The leaders' page on the day when the first tasks have been late for five working days and more."""

from __future__ import annotations

import re
from datetime import date

import pytest

from obligations.jurisdiction import Jurisdiction
from tasks.courses import Course
from tasks.lifecycle import State
from tests.plans.folders import DEMO, jurisdiction, texts
from tests.rounds.town import HERE
from tests.web.conftest import HOLDER, LEADER, SUPERVISOR, Place
from tests.web.test_board import words
from web import charts
from web.quarter import counts, drawn

ANWEN: Jurisdiction = jurisdiction("anwen", DEMO)
ON = date(2026, 10, 16)


def section(page: str, title: str) -> str:
    """The words of the part of the page under a heading."""
    parts = re.split(r"<h2>", page)
    return next(words(part) for part in parts if part.startswith(title))


def test_a_suggestion_waits_with_everything_that_was_done_before(october: Place) -> None:
    asked = section(october.browser(LEADER).get("/leaders"), "等您决定")
    assert "约谈建议" in asked
    assert "催办" in asked
    assert asked.index("催办") < asked.index("督办")
    assert "没有发给任何人" in asked


def test_what_is_red_is_counted_and_leads_to_all_of_it(october: Place) -> None:
    browser = october.browser(LEADER)
    page = browser.get("/leaders")
    count = re.search(r'逾期<span class="count red">(\d+)', page)
    assert count
    board = browser.get("/board")
    late = re.search(r'href="/board/tasks\?light=late">.*?<b>(\d+)</b>', board, re.DOTALL)
    assert late
    assert count[1] == late[1]


def test_external_posts_are_never_suggested_for_talks(october: Place) -> None:
    asked = section(october.browser(LEADER).get("/leaders"), "等您决定")
    assert "安稳学校·法制副校长" not in asked


def test_the_next_joint_meeting_is_told(place: Place) -> None:
    page = words(place.browser(LEADER).get("/leaders"))
    assert "每季度联席会议 （第三季度），9月30日前召开" in page


def test_a_joint_meeting_that_was_not_held_is_told_before_the_next_one(october: Place) -> None:
    page = words(october.browser(LEADER).get("/leaders"))
    assert "每季度联席会议 （第三季度），应在9月30日前召开，还没有开" in page


def test_a_plan_without_such_a_meeting_tells_of_none(place: Place) -> None:
    files = dict(texts(HERE))
    files["plan.yaml"] = files["plan.yaml"].replace("    meeting: true\n", "")
    place.town.load(files, on=date(2026, 9, 9))
    place.now = place.now.replace(day=9)
    assert "下次会议" not in place.browser(LEADER).get("/leaders")


def test_when_all_is_well_nothing_asks_for_the_leader(place: Place) -> None:
    page = place.browser(LEADER).get("/leaders")
    assert "现在没有要您决定的" in page


@pytest.mark.parametrize("person", [HOLDER, SUPERVISOR])
def test_it_is_for_leaders(place: Place, person: str) -> None:
    place.browser(person).get("/leaders", status=403)


# --- The charts ---


def course(due: str, handed_in: str | None, state: State = State.DONE, count: int = 1) -> Course:
    day = date.fromisoformat
    given = day(handed_in) if handed_in else None
    closed = given if state is State.DONE else None
    return Course("venue-inspection", state, day(due), given, closed, count)


def test_done_in_time_and_late_stand_on_each_other_by_month() -> None:
    found = [course("2026-10-10", "2026-10-09", count=3), course("2026-10-10", "2026-10-12")]
    bars = drawn(counts(ANWEN, found, ON)).closed
    assert [(bar.label, bar.figure) for bar in bars] == [
        ("10月", "4"),
        ("11月", "0"),
        ("12月", "0"),
    ]
    assert [block.kind for block in bars[0].blocks] == ["done", "late"]
    assert bars[0].blocks[0].height == 3 * bars[0].blocks[1].height


def test_what_was_late_on_a_friday_is_counted_there_though_it_is_done_now() -> None:
    found = [course("2026-10-05", "2026-10-12"), course("2026-10-01", None, State.PENDING)]
    line = drawn(counts(ANWEN, found, ON)).late
    assert [(p.label, p.figure) for p in line] == [("10.2", "1"), ("10.9", "2"), ("今天", "1")]


def test_a_returned_task_is_owed_again_whatever_was_handed_in() -> None:
    returned = course("2026-10-12", "2026-10-10", State.RETURNED)
    assert returned.is_late_on(date(2026, 10, 13))
    assert not course("2026-10-12", "2026-10-10", State.SUBMITTED).is_late_on(ON)


def test_duties_about_children_are_in_no_chart() -> None:
    day = date(2026, 10, 10)
    one = Course("care-contact", State.DONE, day, day, day, 7)
    assert {bar.figure for bar in drawn(counts(ANWEN, [one], ON)).closed} == {"0"}


def test_the_coming_weeks_hold_what_is_open_and_what_will_be_opened() -> None:
    found = [course("2026-10-30", None, State.PENDING, 5)]
    weeks = {bar.label: int(bar.figure) for bar in drawn(counts(ANWEN, found, ON)).ahead}
    assert list(weeks) == ["本周", "10.19", "10.26", "11.2", "11.9", "11.16"]
    assert weeks["11.2"] == 8  # a lesson and a patrol at each of four schools


def test_bars_stay_within_their_box() -> None:
    bars = charts.columns([("一", [("a", 0)]), ("二", [("a", 999), ("b", 1)])])
    for bar in bars:
        for block in bar.blocks:
            assert 0 <= block.x <= block.x + block.width <= charts.WIDTH
            assert charts.TOP <= block.y <= block.y + block.height <= charts.HEIGHT
