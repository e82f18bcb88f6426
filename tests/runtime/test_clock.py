"""The clock is read at the edge, and a day is a day in the plan's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from runtime import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_as_of_is_half_past_eight_in_the_plans_zone() -> None:
    assert clock.as_of(date(2026, 9, 1), SHANGHAI) == datetime(2026, 9, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 3, 28), 7), (date(2026, 3, 29), 6)])
def test_half_past_eight_stays_half_past_eight_when_the_clocks_change(day: date, hour: int) -> None:
    assert clock.as_of(day, BERLIN).hour == hour


def test_an_evening_in_utc_is_the_next_day_in_shanghai() -> None:
    evening = datetime(2026, 8, 31, 17, 0, tzinfo=UTC)
    assert clock.today(evening, SHANGHAI) == date(2026, 9, 1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        clock.today(datetime(2026, 9, 1), SHANGHAI)  # noqa: DTZ001  # that is the point
