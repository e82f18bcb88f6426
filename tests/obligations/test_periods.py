from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.periods import Every, Period, check_rule, label, periods, rule_periods
from tests.obligations.test_terms import SCHOOL

LENGTHS = st.sampled_from([Every.WEEK, Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR])


def one(every: Every, day: date) -> Period:
    (found,) = periods(every, day, day, SCHOOL)
    return found


@pytest.mark.parametrize(
    ("every", "day", "id_", "first", "last", "called"),
    [
        (Every.MONTH, date(2026, 9, 8), "2026-09", date(2026, 9, 1), date(2026, 9, 30), "2026年9月"),
        (Every.MONTH, date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
        (Every.QUARTER, date(2026, 11, 24), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        (Every.WEEK, date(2026, 9, 13), "2026-W37", date(2026, 9, 7), date(2026, 9, 13), "2026年第37周（9月7日起）"),
        (Every.WEEK, date(2027, 1, 1), "2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2026年第53周（12月28日起）"),
        (Every.HALF_YEAR, date(2026, 7, 1), "2026-H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (Every.YEAR, date(2026, 7, 1), "2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (Every.SCHOOL_YEAR, date(2027, 8, 31), "2026-27", date(2026, 9, 1), date(2027, 8, 31), "2026—2027学年"),
        (Every.TERM, date(2027, 1, 1), "2026-27-T1", date(2026, 9, 1), date(2027, 1, 22), "2026—2027学年第一学期"),
        (Every.TERM, date(2027, 3, 1), "2026-27-T2", date(2027, 2, 22), date(2027, 7, 9), "2026—2027学年第二学期"),
        (Every.ONCE, date(2026, 9, 1), "once", date.min, date.max, "一次性"),
    ],
)  # fmt: skip
def test_a_day_lies_in_this_period_which_has_an_id_and_a_name(
    every: Every, day: date, id_: str, first: date, last: date, called: str
) -> None:
    found = one(every, day)
    assert found == Period(id_, every, first, last)
    assert found.label == called
    assert label(id_) == called


def test_a_day_between_terms_lies_in_no_term() -> None:
    assert list(periods(Every.TERM, date(2027, 2, 1), date(2027, 2, 2), SCHOOL)) == []


def test_what_is_no_id_of_a_period_stays_as_it_is() -> None:
    assert label("2026-28") == "2026-28"
    assert label("") == ""


def test_a_school_year_of_the_first_decade_is_known_by_its_cadence() -> None:
    assert Period("2011-12", Every.SCHOOL_YEAR, date.min, date.max).label == "2011—2012学年"
    assert Period("2011-12", Every.MONTH, date.min, date.max).label == "2011年12月"


@given(LENGTHS, st.dates(date(1, 2, 1), date(9999, 11, 30)), st.integers(0, 800))
def test_every_day_lies_in_exactly_one_period_of_each_length(
    every: Every, first: date, length: int
) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date(9999, 12, 1).toordinal()))
    found = list(periods(every, first, last, SCHOOL))
    assert found[0].first <= first
    assert found[-1].last >= last
    for one_, next_ in pairwise(found):
        assert one_.last + timedelta(1) == next_.first
    assert len({p.id for p in found}) == len({p.label for p in found}) == len(found)


@given(LENGTHS, st.dates())
def test_no_day_of_the_calendar_is_too_early_or_too_late(every: Every, day: date) -> None:
    found = one(every, day)
    assert found.first <= day <= found.last


def test_the_ends_of_the_calendar_lie_in_periods_too() -> None:
    for every in (Every.WEEK, Every.MONTH, Every.YEAR):
        assert one(every, date.min).first == date.min
        assert one(every, date.max).last == date.max


def rule(text: str, first: date, last: date) -> list[tuple[str, date]]:
    return [(p.id, p.last) for p in rule_periods(text, first, last)]


def test_each_occurrence_of_a_rule_begins_a_period_until_the_day_before_the_next() -> None:
    assert rule("RRULE:FREQ=MONTHLY;BYDAY=1MO", date(2026, 9, 7), date(2026, 10, 31)) == [
        ("2026-09-07", date(2026, 10, 4)),
        ("2026-10-05", date(2026, 11, 1)),
    ]
    assert label("2026-09-07") == "2026年9月7日"


def test_the_period_under_way_belongs_to_the_days_asked_for() -> None:
    found = rule("RRULE:FREQ=MONTHLY;BYDAY=1MO", date(2026, 9, 6), date(2026, 9, 6))
    assert found == [("2026-08-03", date(2026, 9, 6))]


def test_a_rule_without_dtstart_counts_from_the_first_of_january_2020() -> None:
    found = rule("RRULE:FREQ=WEEKLY;INTERVAL=2", date(2019, 12, 1), date(2020, 1, 20))
    assert [id_ for id_, _ in found] == ["2020-01-01", "2020-01-15"]


def test_a_rule_can_say_from_when_it_counts() -> None:
    found = rule(
        "DTSTART:20260105 RRULE:FREQ=WEEKLY;INTERVAL=2", date(2026, 1, 1), date(2026, 1, 20)
    )
    assert found == [("2026-01-05", date(2026, 1, 18)), ("2026-01-19", date(2026, 2, 1))]


def test_the_last_period_of_a_rule_that_ends_is_as_long_as_the_one_before() -> None:
    text = "RRULE:FREQ=WEEKLY;COUNT=3"
    assert rule(text, date(2020, 1, 1), date(2026, 1, 1))[-1] == ("2020-01-15", date(2020, 1, 21))
    assert rule(text, date(2020, 1, 20), date(2020, 1, 20)) == [("2020-01-15", date(2020, 1, 21))]
    assert rule(text, date(2020, 1, 22), date(2026, 1, 1)) == []


def test_a_rule_that_occurs_once_is_one_day_long() -> None:
    assert rule("RRULE:FREQ=DAILY;COUNT=1", date(2019, 1, 1), date(2026, 1, 1)) == [
        ("2020-01-01", date(2020, 1, 1))
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO", ""),
        ("RRULE:FREQ=MONTHLY;UNTIL=20271231T235959", ""),
        ("RRULE:FREQ=MONTHLY;UNTIL=20271231T000000Z", "不带 Z"),
        ("DTSTART:20260101T000000Z RRULE:FREQ=MONTHLY", "不带 Z"),
        ("DTSTART;TZID=Asia/Shanghai:20260101T000000 RRULE:FREQ=MONTHLY", "不带 Z 和时区"),
        ("RRULE:FREQ=SECONDLY", "最短按天"),
        ("RRULE:FREQ=MINUTELY", "最短按天"),
        ("RRULE:FREQ=HOURLY", "最短按天"),
        ("RRULE:FREQ=DAILY;BYHOUR=9,17", "不写时分秒"),
        ("RRULE:", "读不懂"),
        ("RRULE:FREQ=OFTEN", "读不懂"),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "1 或更大"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "一次也不会发生"),
    ],
)  # fmt: skip
def test_a_rule_is_checked_before_it_is_used(text: str, problem: str) -> None:
    found = check_rule(text)
    assert problem in found
    assert bool(problem) == bool(found)


RULES = st.sampled_from(
    [
        "RRULE:FREQ=DAILY;INTERVAL=3",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TH",
        "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
        "RRULE:FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1",
        "DTSTART:20260105 RRULE:FREQ=WEEKLY;INTERVAL=2",
    ]
)


@given(RULES, st.dates(date(2026, 2, 1), date(2035, 1, 1)), st.integers(0, 400))
def test_the_periods_of_a_rule_follow_one_another_without_gaps(
    text: str, first: date, length: int
) -> None:
    last = first + timedelta(length)
    found = list(rule_periods(text, first, last))
    assert found[0].first <= first
    assert found[-1].last >= last
    assert found[-1].first <= last
    for one_, next_ in pairwise(found):
        assert one_.last + timedelta(1) == next_.first
