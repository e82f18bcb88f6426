from __future__ import annotations

from datetime import date

import pytest

from obligations.owed import Owed, fair_due, open_turns, opening_days, owed, turn_of, turns
from obligations.periods import Every, periods
from obligations.roster import GroupKind
from tests.obligations.town import town, turns_of, with_duty

SCHOOL_YEAR = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("lines", "number", "first_due", "last_due"),
    [
        ("every: weekly", 52, date(2026, 9, 4), date(2027, 8, 27)),
        ('every: "week, in term"', 41, date(2026, 9, 4), date(2027, 7, 9)),
        ("every: monthly", 12, date(2026, 9, 30), date(2027, 8, 31)),
        ('every: "month, in term"', 9, date(2026, 9, 30), date(2027, 6, 30)),
        ("every: quarterly", 4, date(2026, 9, 30), date(2027, 6, 30)),
        ('every: "quarter, in term"', 4, date(2026, 9, 30), date(2027, 6, 30)),
        ("every: half-yearly", 2, date(2026, 12, 31), date(2027, 6, 30)),
        ("every: yearly", 1, date(2026, 12, 31), date(2026, 12, 31)),
        ("every: each term", 2, date(2027, 1, 22), date(2027, 7, 9)),
        ("every: each school year", 1, date(2027, 7, 9), date(2027, 7, 9)),
        ("every: 'RRULE:FREQ=MONTHLY;BYDAY=1MO'", 12, date(2026, 9, 4), date(2027, 7, 30)),
        ("every: once, due: 2027-03-06", 1, date(2027, 3, 5), date(2027, 3, 5)),
        ("every: once, due: 2027-03-06, roll: later", 1, date(2027, 3, 8), date(2027, 3, 8)),
    ],
)
def test_so_many_turns_of_each_cadence_are_due_in_a_school_year(
    lines: str, number: int, first_due: date, last_due: date
) -> None:
    found = turns_of(lines, *SCHOOL_YEAR)
    assert (len(found), found[0].due, found[-1].due) == (number, first_due, last_due)


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ("every: each school year, due: 09-30", date(2026, 9, 30)),
        ("every: each school year, due: 08-15", date(2027, 8, 13)),  # a Sunday
        ("every: each school year, due: 08-15, roll: later", date(2027, 8, 16)),
        ("every: yearly, due: 08-31", date(2027, 8, 31)),
        # 1 September is the first; September holds 21 more, Sunday 20th in, Friday 25th (holiday) out.
        ("every: each school year, due: 20 working days after start", date(2026, 9, 29)),
        ("every: yearly, due: 10-03", date(2026, 9, 30)),
        ("every: yearly, due: 10-03, roll: later", date(2026, 10, 8)),
    ],
)
def test_a_named_day_falls_here(lines: str, due: date) -> None:
    assert [turn.due for turn in turns_of(lines, *SCHOOL_YEAR)] == [due]


def test_a_day_of_the_month_is_the_months_last_where_there_are_fewer() -> None:
    found = turns_of("every: monthly, due: day 31", date(2026, 11, 1), date(2027, 3, 31))
    assert [t.due.isoformat() for t in found] == [
        *("2026-11-30", "2026-12-31", "2027-01-29", "2027-02-26", "2027-03-31")
    ]


def test_each_term_counts_from_its_own_first_school_day() -> None:
    found = turns_of("every: each term, due: 20 working days after start", *SCHOOL_YEAR)
    assert [turn.due for turn in found] == [date(2026, 9, 29), date(2027, 3, 22)]


def test_a_due_date_rolled_out_of_its_period_still_belongs_to_it() -> None:
    found = turns_of("every: monthly, due: day 1", date(2026, 9, 30), date(2026, 9, 30))
    assert [turn.period.id for turn in found] == ["2026-10"]


def test_a_due_date_rolled_into_the_next_period_is_found_there() -> None:
    found = turns_of(
        "every: monthly, due: day 31, roll: later", date(2026, 11, 2), date(2026, 11, 2)
    )
    assert [turn.period.id for turn in found] == ["2026-10"]


def test_a_week_of_holiday_is_due_on_the_next_working_day() -> None:
    jurisdiction = town(
        ("plan.yaml", "    every: monthly", "    every: weekly"),
        ("calendar.yaml", "CN", "CN\nrest: [{from: 2026-11-02, to: 2026-11-08, reason: 洪水}]"),
    )
    (period,) = periods(Every.WEEK, date(2026, 11, 2), date(2026, 11, 2), jurisdiction.school)
    turn = turn_of(jurisdiction, jurisdiction.obligation("river-patrol"), period)
    assert turn.due == date(2026, 11, 9)


def test_a_duty_opens_with_its_period_unless_the_plan_says_otherwise() -> None:
    opens = {
        "every: half-yearly": date(2026, 7, 1),
        "every: yearly": date(2026, 1, 1),
        "every: yearly, opens: 12-01": date(2026, 12, 1),
        "every: yearly, opens: 10 working days before due": date(2026, 12, 17),
        "every: once, due: 2026-12-31": date(2026, 1, 1),  # from when the plan took effect
        "every: once, due: 2026-12-31, opens: 12-15": date(2026, 12, 15),
        "every: each school year, due: 09-30, opens: 07-15": date(2026, 7, 15),
        "every: yearly, due: 01-29, opens: 12-01": date(2026, 12, 1),  # the year before
    }
    for lines, day in opens.items():
        assert turns_of(lines, *SCHOOL_YEAR)[0].opens == day, lines


def test_a_duty_due_before_the_plan_took_effect_opens_on_its_due_date() -> None:
    (turn,) = turns_of("every: once, due: 2025-07-31", date(2025, 1, 1), date(2025, 12, 31))
    assert turn.opens == turn.due == date(2025, 7, 31)


def test_dates_that_rest_on_a_guess_are_provisional() -> None:
    monthly = turns_of("every: monthly", date(2026, 12, 1), date(2027, 1, 31))
    assert [turn.provisional for turn in monthly] == [False, True]
    in_term = turns_of('every: "month, in term"', date(2026, 12, 1), date(2026, 12, 31))
    assert [turn.provisional for turn in in_term] == [False]  # December lies within the term


def test_only_the_last_school_day_of_a_term_rests_on_when_the_term_ends() -> None:
    school = town().school
    assert school.ends_a_term(date(2027, 1, 22))
    assert not school.ends_a_term(date(2027, 1, 21))
    assert school.ends_a_term(date(2027, 2, 1))  # between the terms: the term may last until then


def test_a_follow_up_has_no_turns_of_its_own() -> None:
    jurisdiction = town()
    circular = jurisdiction.obligation("circular")
    assert list(turns(jurisdiction, circular, *SCHOOL_YEAR)) == []
    assert list(open_turns(jurisdiction, circular, *SCHOOL_YEAR)) == []


def open_ids(lines: str, go_live: date, today: date, since: date | None = None) -> list[str]:
    jurisdiction = with_duty(lines)
    found = open_turns(jurisdiction, jurisdiction.obligation("it"), go_live, today, since)
    return [turn.period.id for turn in found]


def test_what_is_due_on_go_live_or_later_and_opens_by_today_should_be_open() -> None:
    assert open_ids("every: monthly", date(2026, 9, 30), date(2026, 11, 24)) == [
        *("2026-09", "2026-10", "2026-11")
    ]
    assert open_ids("every: monthly", date(2026, 10, 1), date(2026, 10, 31)) == ["2026-10"]
    assert open_ids("every: yearly, opens: 12-01", date(2026, 1, 1), date(2026, 11, 30)) == []
    assert open_ids("every: yearly, opens: 12-01", date(2026, 1, 1), date(2026, 12, 1)) == ["2026"]


def test_an_opening_before_the_period_begins_is_found() -> None:
    lines = "every: monthly, due: day 3, opens: 10 working days before due"
    assert open_ids(lines, date(2026, 11, 20), date(2026, 11, 20)) == ["2026-12"]
    assert open_ids(lines, date(2026, 11, 20), date(2026, 11, 18)) == []
    summer = "every: each school year, due: 09-30, opens: 03-15"
    assert open_ids(summer, date(2026, 3, 15), date(2026, 3, 15)) == ["2026-27"]


def test_a_single_duty_is_open_until_it_is_done_with_however_far_ahead() -> None:
    assert open_ids("every: once, due: 2035-01-05", date(2026, 9, 1), date(2026, 9, 1)) == ["once"]
    assert open_ids("every: once, due: 2026-03-05", date(2026, 9, 1), date(2026, 9, 1)) == []


def test_a_caller_can_leave_out_what_was_due_long_ago() -> None:
    found = open_ids("every: monthly", date(2020, 1, 1), date(2026, 11, 24), date(2026, 10, 1))
    assert found == ["2026-10", "2026-11"]


def test_a_duty_added_later_opens_nothing_that_was_due_before_it() -> None:
    jurisdiction = with_duty("every: monthly", since={"duty:it": date(2026, 10, 15)})
    duty = jurisdiction.obligation("it")
    found = open_turns(jurisdiction, duty, date(2026, 1, 1), date(2026, 11, 24))
    assert [turn.period.id for turn in found] == ["2026-10", "2026-11"]


def test_a_changed_cadence_counts_from_the_next_whole_period() -> None:
    jurisdiction = with_duty("every: monthly", since={"cadence:it": date(2026, 10, 15)})
    duty = jurisdiction.obligation("it")
    found = open_turns(jurisdiction, duty, date(2026, 1, 1), date(2026, 12, 24))
    assert [turn.period.id for turn in found] == ["2026-11", "2026-12"]


def test_opening_days_are_the_days_on_which_something_opens() -> None:
    jurisdiction = with_duty("every: quarterly")
    found = opening_days(jurisdiction, jurisdiction.obligation("it"), *SCHOOL_YEAR)
    assert found == [date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1), date(2027, 7, 1)]


def owed_in(month: str, since: dict[str, date] | None = None) -> list[Owed]:
    jurisdiction = town(since=since)
    duty = jurisdiction.obligation("river-patrol")
    (turn,) = (
        t
        for t in turns(jurisdiction, duty, date(2026, 1, 1), date(2027, 12, 31))
        if t.period.id == month
    )
    return list(owed(jurisdiction, duty, turn))


def test_one_task_is_owed_for_each_subject_and_its_own_post_answers() -> None:
    assert owed_in("2026-10") == [
        Owed("上村", "河长·上村"),
        Owed("下村", "河长·下村"),
        Owed("外村", "河长·外村"),
    ]


def test_a_subject_that_ends_before_the_due_date_owes_nothing() -> None:
    assert [task.subject for task in owed_in("2026-11")] == ["上村", "下村"]


def test_a_subject_that_begins_with_its_period_is_no_newcomer() -> None:
    jurisdiction = town(
        ("plan.yaml", "    every: monthly", "    every: weekly"),
        ("roster.yaml", "from: 2026-09-17}", "from: 2026-11-02}"),
    )
    duty = jurisdiction.obligation("river-patrol")
    week, before = (
        next(turns(jurisdiction, duty, due, due)) for due in (date(2026, 11, 6), date(2026, 10, 30))
    )
    assert "下村" in [task.subject for task in owed(jurisdiction, duty, week)]
    assert "下村" not in [task.subject for task in owed(jurisdiction, duty, before)]


def test_a_newcomer_owes_a_task_only_with_five_working_days_left() -> None:
    # 下村 begins on Thursday 17 September; due is the 30th. The 25th is a holiday, the 20th is worked.
    assert "下村" in [task.subject for task in owed_in("2026-09")]
    assert "下村" not in [task.subject for task in owed_in("2026-08")]
    # Without a date of its own it counts from when the roster first named it.
    late = {"subject:上村": date(2026, 9, 24)}  # the 28th, 29th and 30th are left
    assert "上村" not in [task.subject for task in owed_in("2026-09", late)]
    just = {"subject:上村": date(2026, 9, 22)}  # the 23rd and 24th as well
    assert "上村" in [task.subject for task in owed_in("2026-09", just)]


@pytest.mark.parametrize(
    ("opened", "due", "fair"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 9, 24), date(2026, 9, 30), date(2026, 9, 30)),  # three days left
        (date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 8)),  # two days left
        (date(2026, 11, 24), date(2026, 9, 30), date(2026, 11, 27)),  # overdue when first opened
    ],
)
def test_nobody_gets_fewer_than_three_working_days(opened: date, due: date, fair: date) -> None:
    assert fair_due(town(), opened, due) == fair


def test_a_subject_the_roster_no_longer_knows_falls_to_the_supervising_post() -> None:
    jurisdiction = town()
    duty = jurisdiction.obligation("river-patrol")
    assert jurisdiction.answering_post(duty, "旧村") == "综治办"
    assert jurisdiction.post("书记") == "综治办"
    with pytest.raises(LookupError, match="没有职责 'nothing'"):
        jurisdiction.obligation("nothing")


def test_a_group_the_roster_no_longer_has_owes_nothing_and_is_shown_to_nobody() -> None:
    jurisdiction = town()
    duty = jurisdiction.obligation("river-patrol").model_copy(update={"each": ("旧组",)})
    assert list(jurisdiction.subjects(duty)) == []
    assert jurisdiction.kinds(duty) == {GroupKind.CASE}
