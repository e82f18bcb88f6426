"""日历: the year as a heat map, and a month with names, on 8 September 2026."""

from __future__ import annotations

import re
from datetime import date

from obligations.jurisdiction import Jurisdiction
from tasks.boards import Due
from tests.plans.folders import DEMO, jurisdiction
from tests.web.conftest import HOLDER, SUPERVISOR, Place
from tests.web.test_board import words
from web.supervisors import days
from web.supervisors.days import Day

ANWEN: Jurisdiction = jurisdiction("anwen", DEMO)
TODAY = date(2026, 9, 8)
GUIDANCE = "team-monthly-guidance"


def year(number: int = 2026, unit: str = "") -> dict[date, Day]:
    """Every day of a year as the plan alone makes it."""
    due = days.counts(ANWEN, days.load(ANWEN, number, [], TODAY), unit)
    found = days.months(ANWEN, number, due, TODAY)
    return {day.day: day for month in found for day in month.days}


def test_a_year_has_all_its_days_once() -> None:
    assert len(year()) == 365
    assert len(year(2028)) == 366


def test_holidays_and_worked_weekends_are_marked() -> None:
    found = year()
    assert found[date(2026, 10, 1)].mark == "休"
    assert found[date(2026, 10, 10)].mark == "班"
    assert found[date(2026, 9, 12)].mark == ""  # an ordinary Saturday
    assert not found[date(2026, 9, 12)].is_workday


def test_a_year_without_a_published_arrangement_is_marked_as_a_guess(place: Place) -> None:
    assert not year()[date(2026, 12, 31)].is_guess
    assert year(2027)[date(2027, 1, 4)].is_guess
    page = place.browser(SUPERVISOR).get("/calendar?year=2027")
    assert "2027年的放假安排还没有公布" in page
    assert "暂定" in page


def test_days_of_a_term_are_marked_and_provisional_terms_as_such() -> None:
    day = year()[date(2026, 9, 1)]
    assert day.in_term
    assert day.term_is_guess
    assert not year()[date(2026, 8, 31)].in_term


def test_the_day_with_most_is_the_darkest_and_an_empty_day_has_no_heat() -> None:
    found = year()
    most = max(found.values(), key=lambda day: day.count)
    assert most.level == days.LEVELS
    assert found[date(2026, 9, 9)].level == 0
    assert {day.level for day in found.values()} <= set(range(days.LEVELS + 1))


def test_the_calls_of_months_to_come_are_known_to_the_register_alone() -> None:
    load = days.load(ANWEN, 2027, [], TODAY)
    assert not [duty for due in load.values() for duty, _ in due if duty == "care-contact"]


def test_a_village_counts_its_children_as_one() -> None:
    """云溪村's contact calls two children a month; the heat map counts one duty that is due."""
    last = date(2026, 9, 30)
    calls = [Due("care-contact", "云溪村·联系人", last, 2)]
    load = days.load(ANWEN, 2026, calls, TODAY)
    assert load[last]["care-contact", "云溪村"] == 2
    only = days.counts(ANWEN, {last: load[last]}, "云溪村")[last]
    assert only == sum(1 for duty, column in load[last] if column == "云溪村")


def test_the_month_names_what_is_due_and_whose_it_is(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/calendar/2026/9")
    last = re.search(r'<li id="d30">(.*?)</ul>', page, re.DOTALL)
    assert last
    assert "每月到校指导 派出所 5、司法所、平安办、其他岗位、外部岗位 4" in words(last[1])
    assert "关爱联系 云溪村、竹坪村、晨光社区" in words(last[1])


def test_what_was_handed_in_is_no_longer_due(place: Place) -> None:
    place.town.submit(
        "杨地湾学校·法制副校长", {"时间": "2026-09-07", "指导内容": "看了课表"}, TODAY, GUIDANCE
    )
    assert "每月到校指导 派出所 4" in words(place.browser(SUPERVISOR).get("/calendar/2026/9"))


def test_one_unit_sees_its_own_days_only(place: Place) -> None:
    page = words(place.browser(SUPERVISOR).get("/calendar/2026/9?unit=社保所"))
    assert "闲散青少年职业技能与就业服务" in page
    assert "每月到校指导" not in page


def test_no_year_is_too_far_and_no_month_is_made_up(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    for path in ("/calendar/2026/13", "/calendar/2026/0", "/calendar?year=1", "/calendar/9999/1"):
        browser.get(path, status=404)
    for path in ("/calendar?year=2031", "/calendar?year=2021", "/calendar/2031/12"):
        assert browser.get(path)


def test_units_have_no_calendar_of_all(place: Place) -> None:
    place.browser(HOLDER).get("/calendar", status=403)


def test_a_day_that_is_over_shows_what_became_of_what_was_due(october: Place) -> None:
    page = october.browser(SUPERVISOR).get("/calendar/2026/9")
    last = re.search(r'<li id="d30">(.*?)</ul>', page, re.DOTALL)
    assert last
    assert re.search(r"每月到校指导 派出所 5、.*? 逾期 \d+", words(last[1]))


def test_before_the_first_task_nothing_was_due(october: Place) -> None:
    assert "这个月没有到期的" in october.browser(SUPERVISOR).get("/calendar/2026/6")
