"""The year 2026-09-01 to 2027-08-31 of plans/anwen, counted by hand.

How the turns were counted, with the calendar of 2026 and Monday to Friday in 2027 (unpublished):

- Months, 12: September to August, each due on its last working day, none of them moved out of the range.
- Months in term, 9: September to January and March to June. February has 5 school days (22nd to 26th)
  and July 7 (1st, 2nd, 5th to 9th), fewer than 10. August has none.
- Quarters, 4: Q3 2026 (due 30 September), Q4, Q1, Q2. Q3 2027 is due after the range. In term the
  same four: every one of them has at least 10 school days.
- Half-years, 2: H2 2026 (due 31 December) and H1 2027 (due 30 June).
- Years, 1: 2026 (due 31 December); with `due: 08-31` it is 2027's, as 2026's was due the day before.
- Terms, 2, and school years, 1: 2026-27.
- Weeks in term, 41:
    first term, Monday 31 August to Monday 18 January: 140 days apart, so 21 weeks. The short ones:
      31 Aug: Tue 1 to Fri 4 September are school days, 4.
      21 Sep: the Mid-Autumn holiday takes Friday 25, leaving 4.
      28 Sep: the National Day holiday takes Thu 1 and Fri 2 October, leaving 3.
      5 Oct: it goes on to Wed 7; Thu 8, Fri 9 and the shifted Saturday 10 are left, 3.
    second term, Monday 22 February to Monday 5 July: 133 days apart, so 20 weeks, none short.
- Once: both of 2020, so none. After another task: none, they have no date yet. Assigned: when somebody does.
  Calls of children in care: the register says whom, and no roster.
"""

from __future__ import annotations

from datetime import date

import pytest

from obligations.owed import turns
from tests.plans.folders import DEMO, REAL, due_dates, jurisdiction, table, tasks

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)

SEATS, SCHOOLS, SCREENING, MEMBERS = 12, 4, 4, 14
TEACHING_WEEKS = 21 + 20
FOLLOW_UPS = {
    "lecture-materials-handover",
    "lecture-materials-forward",
    "information-circulation",
    "measures-on-notified",
}


def _by_hand(villages: int) -> dict[str, int]:
    return {
        # 工作团
        "team-monthly-guidance": SEATS * 9,
        "team-quarterly-lecture": SEATS * 4,
        "team-semester-meeting": SEATS * 2,
        "team-annual-summary": SEATS * 1,
        "lecture-sit-in": SCHOOLS * 4,
        "team-supervision": 9,
        # 春风润雨
        "schools-law-plan": 1,
        "theme-activities": 2,
        "hotline-12355": SCHOOLS * 9,
        "parent-law-education": 2,
        "weekly-law-lesson": SCHOOLS * TEACHING_WEEKS,
        "law-content-test": SCHOOLS * 2,
        "school-law-archive": SCHOOLS * 2,
        # 雷霆净化
        "venue-inspection": 12,
        "publication-inspection": 4,
        "key-persons-screening": 12,
        "campus-patrol": SCHOOLS * TEACHING_WEEKS,
        "campus-security-link": SCHOOLS * 9,
        # 阳光关爱
        "graded-treatment": 12,
        "corrections-education": 12,
        "correction-mechanism": 1,
        "joint-help-group": 4,
        "idle-youth-support": villages * 4,
        "dropout-control": SCHOOLS * 2,
        "idle-youth-jobs": 4,
        "left-behind-census": SCHOOLS * 2,
        "left-behind-pairing": (MEMBERS + villages) * 4,
        "left-behind-parents": SCHOOLS * 9,
        "street-children": 12,
        "care-register": 4,
        "care-contact": 0,  # the register says whom to call, and no roster
        # 金盾铸安
        "safe-campus": SCHOOLS * 1,
        "zero-crime-villages": villages * 4,
        "crack-down": 4,
        "safe-families": villages * 1,
        # 四个品牌
        "brand-chunmei": 4,
        "brand-station": 4,
        "brand-special-school": 4,
        "brand-volunteers": 2,
        # 四项机制
        "initial-screening": 0,
        "monthly-screening": SCREENING * 12,
        "ledger-update": 12,
        "platform-connect": 0,
        "platform-update": 12,
        "monthly-dispute-meeting": 12,
        "quarterly-joint-meeting": 4,
        "joint-mechanisms": 1,
        "assigned-work": 0,
        "social-services": 1,
        # 工作要求、工作目标
        "leading-group-study": 2,
        "information-report": 12,
        "supervision-bulletin": 4,
        "annual-assessment": villages + MEMBERS,
        "goals-review": 1,
    }


@pytest.mark.parametrize(
    ("roster", "villages", "total"),
    # Added up by hand, in the groups of _by_hand, without villages:
    # 217 + 221 + 228 + 157 + 8 + 14 + 90 + 33 = 968.
    # A village adds 4 quarters of idle-youth-support, of left-behind-pairing and of
    # zero-crime-villages, one safe-families and one annual-assessment, 14; a case adds 12 months.
    [(REAL, 0, 968), (DEMO, 3, 968 + 3 * 14)],
)
def test_the_plan_owes_in_a_year_what_was_counted_by_hand_for_every_duty(
    roster: str, villages: int, total: int
) -> None:
    j = jurisdiction("anwen", roster)
    expected = _by_hand(villages)
    found = {duty.id: tasks(j, duty.id, FIRST, LAST) for duty in j.plan.obligations if duty.every}
    assert found == expected
    assert sum(found.values()) == total


def test_the_hand_count_and_the_follow_ups_are_all_57_duties_and_the_assigned_one() -> None:
    listed = {row["id"] for row in table()}
    assert len(listed) == 57
    assert set(_by_hand(0)) | FOLLOW_UPS == listed | {"assigned-work"}


def test_follow_ups_have_no_date_before_their_parent_is_accepted() -> None:
    j = jurisdiction("anwen")
    assert {duty.id for duty in j.plan.obligations if duty.after} == FOLLOW_UPS
    for obligation_id in FOLLOW_UPS:
        assert not list(turns(j, j.obligation(obligation_id), date.min, date.max))


def test_the_two_once_duties_are_due_in_2020_and_never_again() -> None:
    j = jurisdiction("anwen")
    ever = (date.min, date.max)
    # 在7月底全面完成: before the notice was issued on 4 August.
    assert due_dates(j, "initial-screening", *ever) == {"once": date(2020, 7, 31)}
    # The notice gives no day; proposed: the end of the year of issue.
    assert due_dates(j, "platform-connect", *ever) == {"once": date(2020, 12, 31)}


@pytest.mark.parametrize(
    ("obligation", "period", "due"),
    [
        # A month ends on its last working day: 30 September is a Wednesday before the holiday.
        ("team-monthly-guidance", "2026-09", "2026-09-30"),
        # 31 October is a Saturday.
        ("team-monthly-guidance", "2026-10", "2026-10-30"),
        ("team-monthly-guidance", "2026-11", "2026-11-30"),
        # January's visits end with the term, not with the month.
        ("team-monthly-guidance", "2027-01", "2027-01-22"),
        # … but a duty that knows no terms goes on to Friday 29 January (the 31st is a Sunday).
        ("venue-inspection", "2027-01", "2027-01-29"),
        # 28 February 2027 is a Sunday.
        ("monthly-screening", "2027-02", "2027-02-26"),
        # In the last month of the range: Tuesday 31 August.
        ("monthly-screening", "2027-08", "2027-08-31"),
        ("team-quarterly-lecture", "2026-Q3", "2026-09-30"),
        ("quarterly-joint-meeting", "2026-Q4", "2026-12-31"),
        ("brand-volunteers", "2026-H2", "2026-12-31"),
        ("leading-group-study", "2027-H1", "2027-06-30"),
        ("team-semester-meeting", "2026-27-T1", "2027-01-22"),
        ("team-semester-meeting", "2026-27-T2", "2027-07-09"),
        # A school year's work ends on its last school day, not in the summer.
        ("team-annual-summary", "2026-27", "2027-07-09"),
        # 9月底前.
        ("schools-law-plan", "2026-27", "2026-09-30"),
        # 20 working days after 1 September: 3 to the 4th, 8 to the 11th, 13 to the 18th, Sunday the
        # 20th is worked (14), 18 to Thursday the 24th, Friday the 25th is a holiday, 28th and 29th.
        ("dropout-control", "2026-27-T1", "2026-09-29"),
        # 20 working days after Monday 22 February: four weeks later, Monday 22 March.
        ("left-behind-census", "2026-27-T2", "2027-03-22"),
        # A week ends on its last school day: a Friday …
        ("weekly-law-lesson", "2026-W37", "2026-09-11"),
        # … Sunday 20 September, worked in exchange …
        ("weekly-law-lesson", "2026-W38", "2026-09-20"),
        # … Thursday, as Friday is Mid-Autumn …
        ("campus-patrol", "2026-W39", "2026-09-24"),
        # … Wednesday before National Day, and Saturday 10 October after it.
        ("weekly-law-lesson", "2026-W40", "2026-09-30"),
        ("weekly-law-lesson", "2026-W41", "2026-10-10"),
        ("correction-mechanism", "2026", "2026-12-31"),
        ("annual-assessment", "2026", "2026-12-31"),
        ("goals-review", "2027", "2027-08-31"),
    ],
)
def test_a_due_date_is_the_one_worked_out_by_hand(obligation: str, period: str, due: str) -> None:
    found = due_dates(jurisdiction("anwen"), obligation, FIRST, LAST)
    assert found[period].isoformat() == due


def test_the_year_end_assessment_opens_in_december_and_the_goals_review_in_august() -> None:
    j = jurisdiction("anwen")
    opened = {
        duty: [turn.opens for turn in turns(j, j.obligation(duty), FIRST, LAST)]
        for duty in ("annual-assessment", "goals-review")
    }
    assert opened == {
        "annual-assessment": [date(2026, 12, 1)],
        "goals-review": [date(2027, 8, 1)],
    }


def test_a_date_in_2027_or_set_by_an_unconfirmed_term_is_shown_as_provisional() -> None:
    j = jurisdiction("anwen")
    guessed = {
        (duty, turn.period.id): turn.provisional
        for duty in ("venue-inspection", "hotline-12355", "team-semester-meeting")
        for turn in turns(j, j.obligation(duty), FIRST, LAST)
    }
    assert guessed["venue-inspection", "2026-12"] is False
    assert guessed["venue-inspection", "2027-01"] is True
    assert guessed["team-semester-meeting", "2026-27-T1"] is True
    # December ends when it ends, whenever the term does.
    assert guessed["hotline-12355", "2026-12"] is False
    assert guessed["hotline-12355", "2027-01"] is True
