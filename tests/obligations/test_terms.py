from __future__ import annotations

from datetime import date

import pytest

from obligations.periods import Every, in_term, periods
from obligations.terms import SchoolCalendar, SchoolYear, Suspension, Term
from obligations.workdays import WorkCalendar

CHINA = WorkCalendar.of("CN")
YEAR = SchoolYear(
    "2026-27",
    (
        Term("2026-27-T1", date(2026, 9, 1), date(2027, 1, 22)),
        Term("2026-27-T2", date(2027, 2, 22), date(2027, 7, 9)),
    ),
    provisional=True,
)
SCHOOL = SchoolCalendar((YEAR,), CHINA)


def in_term_ids(
    every: Every, first: date, last: date, school: SchoolCalendar = SCHOOL
) -> list[str]:
    return [p.id for p in periods(every, first, last, school) if in_term(p, school)]


def test_nine_months_of_the_school_year_are_in_term() -> None:
    assert in_term_ids(Every.MONTH, date(2026, 9, 1), date(2027, 8, 31)) == [
        *("2026-09", "2026-10", "2026-11", "2026-12", "2027-01"),
        *("2027-03", "2027-04", "2027-05", "2027-06"),
    ]


def test_the_teaching_weeks_of_the_school_year() -> None:
    # The first term from the week of Monday 31 August to that of 18 January: 21 weeks, none lost to
    # the holiday (28-30 September are worked, and 8, 9 and Saturday 10 October). The second from
    # 22 February to the week of 5 July: 20 weeks, with 2027 as Monday to Friday knows it.
    weeks = in_term_ids(Every.WEEK, date(2026, 9, 1), date(2027, 7, 31))
    assert len(weeks) == 21 + 20
    assert weeks[0] == "2026-W36"
    assert weeks[20:22] == ["2027-W03", "2027-W08"]
    assert weeks[-1] == "2027-W27"


def test_a_week_of_two_school_days_is_not_in_term() -> None:
    year = SchoolYear("2026-27", (Term("2026-27-T1", date(2026, 9, 3), date(2027, 1, 22)),))
    school = SchoolCalendar((year,), CHINA)
    assert in_term_ids(Every.WEEK, date(2026, 8, 31), date(2026, 9, 13), school) == ["2026-W37"]


def test_ten_school_days_make_a_month_in_term_and_nine_do_not() -> None:
    # Working days until the 30th: 17, 18, Sunday 20 to 24 (the 25th is a holiday), 28 to 30.
    for first, months in ((date(2026, 9, 17), ["2026-09"]), (date(2026, 9, 18), [])):
        year = SchoolYear("2026-27", (Term("2026-27-T1", first, date(2027, 1, 22)),))
        school = SchoolCalendar((year,), CHINA)
        assert in_term_ids(Every.MONTH, date(2026, 9, 1), date(2026, 9, 30), school) == months


def test_every_quarter_with_ten_school_days_is_in_term() -> None:
    found = in_term_ids(Every.QUARTER, date(2026, 7, 1), date(2027, 9, 30))
    assert found == ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]


def test_a_wholly_suspended_week_is_not_in_term_and_one_with_three_days_left_is() -> None:
    heat = Suspension(date(2026, 9, 7), date(2026, 9, 15), "高温停课")
    school = SchoolCalendar((YEAR,), CHINA, (heat,))
    assert in_term_ids(Every.WEEK, date(2026, 9, 7), date(2026, 9, 20), school) == ["2026-W38"]
    assert school.school_days(date(2026, 9, 1), date(2026, 9, 15)) == 4


def test_a_suspension_does_not_move_the_first_and_the_last_school_day() -> None:
    stops = (
        Suspension(date(2026, 9, 1), date(2026, 9, 4), "台风停课"),
        Suspension(date(2026, 9, 28), date(2026, 9, 30), "停课"),
    )
    school = SchoolCalendar((YEAR,), CHINA, stops)
    assert school.first_school_day(date(2026, 8, 1), date(2026, 9, 30)) == date(2026, 9, 1)
    assert school.last_school_day(date(2026, 9, 1), date(2026, 10, 4)) == date(2026, 9, 30)


def test_between_terms_there_is_no_school_day() -> None:
    holiday = (date(2027, 1, 23), date(2027, 2, 21))
    assert SCHOOL.first_school_day(*holiday) is None
    assert SCHOOL.last_school_day(*holiday) is None
    assert SCHOOL.school_days(*holiday) == 0


def test_a_missing_school_year_is_a_provisional_copy_of_the_last_one_however_far_ahead() -> None:
    confirmed = SchoolYear(YEAR.id, YEAR.terms)
    school = SchoolCalendar((confirmed,), CHINA)
    assert not school.is_provisional(date(2027, 8, 31))
    assert school.is_provisional(date(2027, 9, 1))
    later = school.terms_between(date(2031, 9, 1), date(2032, 8, 31))
    assert [(t.id, t.first, t.last) for t in later] == [
        ("2031-32-T1", date(2031, 9, 1), date(2032, 1, 22)),
        ("2031-32-T2", date(2032, 2, 22), date(2032, 7, 9)),
    ]


def test_a_term_that_begins_on_29_february_is_copied_to_the_28th() -> None:
    year = SchoolYear("2027-28", (Term("2027-28-T2", date(2028, 2, 29), date(2028, 7, 7)),))
    (term,) = SchoolCalendar((year,), CHINA).terms_between(date(2028, 9, 1), date(2029, 6, 1))
    assert (term.id, term.first) == ("2028-29-T2", date(2029, 2, 28))


def test_before_the_first_school_year_entered_there_is_no_school() -> None:
    assert SCHOOL.terms_between(date(2020, 1, 1), date(2026, 8, 31)) == ()
    assert not SCHOOL.is_provisional(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        (date(2026, 3, 1), None),
        (date(2027, 5, 31), None),
        (date(2027, 6, 1), "2027-28"),
        (date(2028, 2, 1), "2027-28"),
        (date(2028, 6, 1), "2028-29"),
    ],
)
def test_from_june_on_the_coming_school_year_is_asked_for(on: date, missing: str | None) -> None:
    assert SCHOOL.missing_year(on) == missing


def test_a_plan_without_school_years_has_no_school_and_asks_for_none() -> None:
    empty = SchoolCalendar((), CHINA)
    assert empty.last_school_day(date(2026, 9, 1), date(2026, 9, 30)) is None
    assert empty.missing_year(date(2027, 6, 1)) is None
    assert list(periods(Every.TERM, date(2026, 1, 1), date(2027, 1, 1), empty)) == []


def test_the_school_calendar_holds_to_the_end_of_time() -> None:
    assert SCHOOL.terms_between(date(9990, 1, 1), date.max)[-1].last.year >= 9996
    assert SCHOOL.last_school_day(date(9990, 1, 1), date.max) is not None
