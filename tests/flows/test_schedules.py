from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule, RRuleSchedule

from flows.schedules import Timetable, horizon, timetable
from obligations.jurisdiction import Jurisdiction
from obligations.owed import opening_days
from tests.flows.conftest import described

ON = date(2026, 11, 24)


def of(rules: Jurisdiction, duty_id: str, on: date = ON) -> Timetable | None:
    places = [duty.id for duty in rules.plan.obligations]
    return timetable(rules, rules.obligation(duty_id), places.index(duty_id), on)


def test_a_monthly_duty_runs_by_cron_on_the_first_of_the_month(anwen: Jurisdiction) -> None:
    assert of(anwen, "venue-inspection") == Timetable(cron="14 8 1 * *")


def test_a_duty_of_the_teaching_months_leaves_the_holidays_out(anwen: Jurisdiction) -> None:
    assert of(anwen, "team-monthly-guidance") == Timetable(cron="29 8 1 1,3,4,5,6,9,10,11,12 *")


def test_a_weekly_duty_runs_on_mondays() -> None:
    assert of(described("example-fire"), "stairwell-walk") == Timetable(cron="29 8 * * 1")


def test_what_cron_cannot_say_is_a_list_of_days(anwen: Jurisdiction) -> None:
    """First term from 1 September, second from 22 February."""
    assert of(anwen, "team-semester-meeting") == Timetable(
        rrule="RDATE:20260901T082500,20270222T082500,20270901T082500"
    )


def test_a_duty_after_another_has_no_schedule(anwen: Jurisdiction) -> None:
    assert of(anwen, "lecture-materials-handover") is None


def test_a_duty_of_once_has_none_when_it_is_past(anwen: Jurisdiction) -> None:
    assert of(anwen, "initial-screening") is None


def test_a_duty_of_once_that_is_to_come_runs_once() -> None:
    rules = described("example-fire")
    found = of(rules, "escape-plans", on=rules.plan.effective_from)
    assert found is not None
    assert found.cron == ""
    assert found.rrule.count("T") == 2  # the word RDATE, and one day


@pytest.mark.parametrize("plan", ["anwen", "example-fire"])
def test_every_schedule_means_exactly_the_days_on_which_periods_open(plan: str) -> None:
    """From the first of them on: of terms before the first that the calendar knows nothing is said."""
    rules = described(plan)
    for place, duty in enumerate(rules.plan.obligations):
        if found := timetable(rules, duty, place, ON):
            opens = opening_days(rules, duty, *horizon(ON))
            days = [moment.date() for moment in runs(found, rules.zone)]
            assert [day for day in days if day >= opens[0]] == opens, duty.id


def test_each_duty_has_a_minute_of_its_own_before_the_round(anwen: Jurisdiction) -> None:
    found = [timetable(anwen, d, n, ON) for n, d in enumerate(anwen.plan.obligations)]
    times = [runs(one, anwen.zone)[0].time() for one in found if one]
    assert len(set(times)) == len(times)
    assert max(times) < time(8, 30)


def test_the_local_time_stays_when_the_clocks_change() -> None:
    """In Berlin they change at the end of March and of October."""
    rules = described("example-fire")
    found = of(rules, "stairwell-walk")
    assert found is not None
    assert {moment.time() for moment in runs(found, rules.zone)} == {time(8, 29)}


def test_a_new_year_brings_new_days(anwen: Jurisdiction) -> None:
    """A list of days reaches to the end of next year; in the new year the deployment is another."""
    before = of(anwen, "team-semester-meeting", on=date(2026, 12, 31))
    after = of(anwen, "team-semester-meeting", on=date(2027, 1, 1))
    assert before != after
    assert after is not None
    assert "2028" in after.rrule


def runs(found: Timetable, zone: ZoneInfo) -> list[datetime]:
    """When Prefect would run it within the horizon, by the server's own reckoning, in local time."""
    first, last = (datetime.combine(day, time.min, zone) for day in horizon(ON))
    schedule = (
        CronSchedule(cron=found.cron, timezone=zone.key)
        if found.cron
        else RRuleSchedule(rrule=found.rrule, timezone=zone.key)
    )
    dates = asyncio.run(schedule.get_dates(n=1_000, start=first, end=last + timedelta(days=1)))
    return [moment.astimezone(zone) for moment in dates]
