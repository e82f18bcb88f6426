from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.ladder import DEFAULT, Ladder, Rung, RungKind, for_external, moments
from obligations.periods import Every
from obligations.workdays import WorkCalendar

CHINA = WorkCalendar.of("CN")


def days(
    every: Every | None, start: date, due: date, ladder: Ladder = DEFAULT, *, opening: bool = True
) -> dict[str, str]:
    """From the rung's id to its day, month and day only."""
    found = moments(ladder, CHINA, every=every, start=start, due=due, opening=opening)
    return {moment.rung.id: f"{moment.on:%m-%d}" for moment in found}


def test_a_month_has_two_reminders_and_climbs_in_working_days() -> None:
    assert days(Every.MONTH, date(2026, 9, 1), date(2026, 9, 30)) == {
        "open": "09-01",
        "T-3": "09-24",  # the 25th is a holiday
        "T-1": "09-29",
        "T+1": "10-08",
        "T+3": "10-10",
        "T+5": "10-13",
        "T+10": "10-20",
    }


@pytest.mark.parametrize(
    ("every", "start", "due", "has_early_reminder"),
    [
        (Every.WEEK, date(2026, 11, 2), date(2026, 11, 6), False),
        (Every.MONTH, date(2026, 11, 1), date(2026, 11, 30), False),
        (Every.QUARTER, date(2026, 10, 1), date(2026, 12, 31), True),
        (Every.TERM, date(2026, 9, 1), date(2027, 1, 22), True),
        (Every.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31), True),
        (Every.YEAR, date(2026, 1, 1), date(2026, 12, 31), True),
        (Every.YEAR, date(2026, 12, 1), date(2026, 12, 31), True),  # a year, however late it opens
        (Every.SCHOOL_YEAR, date(2026, 9, 1), date(2027, 7, 9), True),
        (Every.ONCE, date(2026, 8, 1), date(2026, 12, 31), True),
        (Every.ONCE, date(2026, 12, 1), date(2026, 12, 31), False),
        (Every.RULE, date(2026, 11, 2), date(2026, 12, 4), False),
        (Every.RULE, date(2026, 7, 1), date(2026, 12, 4), True),
        (None, date(2026, 11, 2), date(2026, 11, 27), False),
    ],
)
def test_the_early_reminder_comes_where_the_period_is_a_quarter_or_longer(
    every: Every | None, start: date, due: date, has_early_reminder: bool
) -> None:
    assert ("T-7" in days(every, start, due)) is has_early_reminder


def test_an_offset_longer_than_the_period_is_left_out() -> None:
    week = days(Every.WEEK, date(2026, 11, 2), date(2026, 11, 6))
    assert list(week) == ["open", "T-3", "T-1", "T+1", "T+3", "T+5", "T+10"]
    # Three days after another: the reminder of T-3 would fall on the opening itself.
    after = days(None, date(2026, 11, 2), date(2026, 11, 5))
    assert list(after) == ["open", "T-1", "T+1", "T+3", "T+5", "T+10"]


def test_a_clock_that_goes_on_has_no_opening() -> None:
    assert "open" not in days(Every.MONTH, date(2026, 11, 9), date(2026, 11, 30), opening=False)


def test_a_duty_can_have_a_ladder_of_its_own() -> None:
    own = (
        Rung(at=0, kind=RungKind.REMINDER, to=("post",)),
        Rung(at=2, kind=RungKind.URGE, to=("镇长",)),
    )
    assert days(Every.MONTH, date(2026, 11, 1), date(2026, 11, 30), own) == {
        "T+0": "11-30",
        "T+2": "12-02",
    }


def test_an_external_post_is_reminded_and_then_the_office_telephones() -> None:
    ladder = for_external(DEFAULT)
    assert [(rung.id, rung.kind.label) for rung in ladder] == [
        ("open", "新开"),
        ("T-7", "提醒"),
        ("T-3", "提醒"),
        ("T-1", "提醒"),
        ("T+1", "请电话联系"),
    ]
    assert ladder[-1].to == ("supervisor",)


def test_a_ladder_that_never_climbs_is_the_same_for_an_external_post() -> None:
    gentle = DEFAULT[:3]
    assert for_external(gentle) == gentle


def test_only_supervision_is_told_at_once_and_the_last_two_rungs_wait_for_a_person() -> None:
    assert [kind for kind in RungKind if kind.at_once] == [RungKind.SUPERVISE]
    assert [kind for kind in RungKind if kind.queued] == [RungKind.BULLETIN, RungKind.TALK]


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(0, 300),
    st.sampled_from([*Every, None]),
)
def test_moments_come_in_order_after_the_opening_and_one_rung_comes_once(
    start: date, length: int, every: Every | None
) -> None:
    due = CHINA.add(start, length)
    found = moments(DEFAULT, CHINA, every=every, start=start, due=due)
    assert [m.on for m in found] == sorted(m.on for m in found)
    assert [m.rung.id for m in found if m.on <= start] == ["open"]
    assert len({m.rung.id for m in found}) == len(found)
    assert {"T+1", "T+3", "T+5", "T+10"} <= {m.rung.id for m in found}
