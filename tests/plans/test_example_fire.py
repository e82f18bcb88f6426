"""plans/example-fire: the same engine in another field and in a zone whose clocks change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from obligations.doubts import warnings
from obligations.owed import turns
from runtime.clock import as_of, today
from tests.plans.folders import due_dates, jurisdiction, loaded, tasks

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)


def test_a_plan_of_another_field_loads_without_a_fault_and_is_small() -> None:
    plan = jurisdiction("example-fire").plan
    assert len(plan.obligations) == 12
    assert plan.zone == "Europe/Berlin"


def test_its_only_doubts_are_the_three_cadences_that_the_board_has_yet_to_confirm() -> None:
    found = warnings(*loaded("example-fire"), date(2026, 9, 7))
    assert [fault.file for fault in found] == ["plan.yaml"] * 3
    assert all("confirmed" in fault.message for fault in found)


@pytest.mark.parametrize(
    ("obligation", "count"),
    [
        # Weeks due in the range: W36 (due 4 September) to W53 of 2026, 18, with two stairwells, and
        # W1 to W34 of 2027 (due 27 August), 34, with the third that was finished at New Year.
        ("stairwell-walk", 18 * 2 + 34 * 3),
        # 4 months with two stairwells, 8 with three.
        ("smoke-vents", 4 * 2 + 8 * 3),
        # Q3 and Q4 with two, Q1 and Q2 with three.
        ("emergency-lighting", 2 * 2 + 2 * 3),
        ("garage-alarm", 12),
        ("fire-drill", 2),
        ("extinguishers", 1),
        ("winter-leaflet", 1),
        ("warden-training", 1),
        ("rules-review", 1),
        # Once, before the third stairwell was there.
        ("escape-plans", 2),
    ],
)
def test_it_owes_in_a_year_what_was_counted_by_hand(obligation: str, count: int) -> None:
    assert tasks(jurisdiction("example-fire"), obligation, FIRST, LAST) == count


@pytest.mark.parametrize(
    ("obligation", "period", "due"),
    [
        # The clocks go back on Sunday 25 October and forward on Sunday 28 March.
        ("stairwell-walk", "2026-W43", "2026-10-23"),
        ("stairwell-walk", "2026-W44", "2026-10-30"),
        # Good Friday is 26 March, so Thursday; Easter Monday changes nothing for the week after.
        ("stairwell-walk", "2027-W12", "2027-03-25"),
        ("stairwell-walk", "2027-W13", "2027-04-02"),
        # The first Monday, 26 October's month and the one after, and two working days.
        ("garage-alarm", "2026-10-05", "2026-10-07"),
        ("garage-alarm", "2026-11-02", "2026-11-04"),
        # The 7th, or the next working day: 7 November is a Saturday; 7 March a Sunday, and Monday
        # the 8th a holiday in Berlin.
        ("smoke-vents", "2026-11", "2026-11-09"),
        ("smoke-vents", "2027-03", "2027-03-09"),
        # 15 November is a Sunday, so the Friday before.
        ("winter-leaflet", "2026", "2026-11-13"),
    ],
)
def test_a_due_date_is_the_one_worked_out_by_hand(obligation: str, period: str, due: str) -> None:
    found = due_dates(jurisdiction("example-fire"), obligation, FIRST, LAST)
    assert found[period].isoformat() == due


def test_the_weeks_around_both_clock_changes_open_on_every_monday_and_none_twice() -> None:
    j = jurisdiction("example-fire")
    duty = j.obligation("stairwell-walk")
    opened = [turn.opens for turn in turns(j, duty, FIRST, LAST)]
    assert opened == [date(2026, 8, 31) + timedelta(weeks=n) for n in range(52)]


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2026-10-23", "2026-10-23T06:30:00+00:00"),  # summer time, two hours ahead of UTC
        ("2026-10-25", "2026-10-25T07:30:00+00:00"),  # the day of the change: it was at 3 o'clock
        ("2026-10-26", "2026-10-26T07:30:00+00:00"),
        ("2027-03-27", "2027-03-27T07:30:00+00:00"),
        ("2027-03-28", "2027-03-28T06:30:00+00:00"),
    ],
)
def test_the_round_is_at_half_past_eight_on_the_wall_clock_all_year(day: str, moment: str) -> None:
    zone = jurisdiction("example-fire").zone
    now = as_of(date.fromisoformat(day), zone)
    assert now.isoformat() == moment
    assert today(now, zone) == date.fromisoformat(day)


def test_the_post_is_its_new_holders_on_the_day_the_old_one_leaves() -> None:
    roster = jurisdiction("example-fire").roster
    holders = [roster.recipient("Caretaker", date(2026, 12, 31) + timedelta(n)) for n in (0, 1)]
    assert [holder.name if holder else None for holder in holders] == [
        "Uwe Platzhalter",
        "Ada Nachfolge",
    ]
