from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.workdays import WorkCalendar, each_day

CHINA = WorkCalendar.of("CN")
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 9, 18), 3, date(2026, 9, 22)),  # Sunday 20 September is worked
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # after the National Day holiday; a Saturday
        (
            date(2026, 12, 30),
            3,
            date(2027, 1, 4),
        ),  # 31st, then 1 January as Monday to Friday knows it
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 10, 3), -1, date(2026, 9, 30)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
    ],
)
def test_so_many_working_days_later_is_this_day(start: date, n: int, expected: date) -> None:
    assert CHINA.add(start, n) == expected


def test_a_day_in_a_holiday_rolls_to_the_working_day_on_either_side() -> None:
    assert CHINA.roll(date(2026, 10, 3), "later") == date(2026, 10, 8)
    assert CHINA.roll(date(2026, 10, 3), "earlier") == date(2026, 9, 30)
    assert CHINA.roll(date(2026, 9, 30), "later") == date(2026, 9, 30)


def test_a_sunday_in_the_arrangement_is_worked_and_a_weekday_in_it_is_not() -> None:
    assert CHINA.is_workday(date(2025, 1, 26))
    assert not CHINA.is_workday(date(2026, 10, 1))


def test_a_year_without_a_published_arrangement_is_provisional_and_counted_monday_to_friday() -> (
    None
):
    assert not CHINA.is_provisional(date(2026, 12, 31))
    assert CHINA.is_provisional(date(2027, 1, 1))
    assert CHINA.is_workday(date(2027, 10, 1))
    assert not CHINA.is_workday(date(2027, 10, 2))


def test_the_plans_own_days_win_over_the_published_ones() -> None:
    own = WorkCalendar.of(
        "CN", rest=[date(2025, 1, 26), date(2026, 9, 29)], work=[date(2026, 10, 1)]
    )
    assert not own.is_workday(date(2025, 1, 26))
    assert not own.is_workday(date(2026, 9, 29))
    assert own.is_workday(date(2026, 10, 1))
    assert CHINA.is_workday(date(2026, 9, 29))


def test_a_year_that_the_plan_states_completely_is_not_provisional() -> None:
    own = WorkCalendar.of("CN", rest=[date(2027, 1, 1)], covers=[2027])
    assert not own.is_provisional(date(2027, 1, 4))
    assert own.is_provisional(date(2028, 1, 4))
    assert own.add(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_without_a_published_arrangement_no_year_is_a_guess_unless_some_are_stated() -> None:
    plain = WorkCalendar.of(None, rest=[date(2026, 12, 25)])
    assert not plain.is_provisional(date(2031, 1, 1))
    assert not plain.is_workday(date(2026, 12, 25))
    assert plain.is_workday(date(2026, 10, 1))
    assert WorkCalendar.of(None, covers=[2026]).is_provisional(date(2027, 1, 1))


def test_the_last_working_day_of_a_span_and_none_where_there_is_none() -> None:
    assert CHINA.last(date(2026, 10, 1), date(2026, 10, 31)) == date(2026, 10, 30)
    assert CHINA.last(date(2026, 10, 1), date(2026, 10, 7)) is None


def test_nothing_ends_at_the_ends_of_the_calendar() -> None:
    assert CHINA.add(date.max, 3) == date.max
    assert CHINA.add(date.min, -3) == date.min
    assert CHINA.roll(date.max, "later") == date.max
    assert CHINA.last(date.min, date.max) == date.max
    assert CHINA.count(date.min, date.max) == pytest.approx(date.max.toordinal() * 5 / 7, rel=1e-3)


@given(DAYS, st.integers(1, 90))
def test_adding_then_counting_gives_the_number_back(day: date, n: int) -> None:
    later, earlier = CHINA.add(day, n), CHINA.add(day, -n)
    assert CHINA.is_workday(later)
    assert CHINA.is_workday(earlier)
    assert CHINA.count(day, later) == n
    # The first day of the way back counts only when it is worked on.
    assert CHINA.count(earlier, day) == n - (not CHINA.is_workday(day))


@given(DAYS, st.integers(1, 90))
def test_adding_goes_back_the_way_it_came(day: date, n: int) -> None:
    worked = CHINA.roll(day, "later")
    assert CHINA.add(CHINA.add(worked, n), -n) == worked


@given(DAYS, st.integers(0, 500))
def test_counting_is_counting_one_by_one(day: date, length: int) -> None:
    end = day + timedelta(length)
    one_by_one = sum(CHINA.is_workday(d) for d in each_day(day + timedelta(1), end))
    assert CHINA.count(day, end) == one_by_one
    assert CHINA.count(end, day) == -one_by_one


@given(DAYS, st.sampled_from(["earlier", "later"]))
def test_rolling_reaches_the_nearest_working_day_on_that_side(day: date, towards: str) -> None:
    rolled = CHINA.roll(day, towards)
    assert CHINA.is_workday(rolled)
    assert (rolled >= day) if towards == "later" else (rolled <= day)
    between = each_day(min(day, rolled), max(day, rolled))
    assert [d for d in between if CHINA.is_workday(d)] == [rolled]
