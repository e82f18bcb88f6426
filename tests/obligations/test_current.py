from __future__ import annotations

from datetime import date

import pytest

from obligations.current import current_periods
from tests.plans.folders import DEMO, jurisdiction

ANWEN = jurisdiction("anwen", DEMO)


@pytest.mark.parametrize(
    ("duty", "on", "periods"),
    [
        ("weekly-law-lesson", "2026-09-18", {"2026-W38"}),
        ("venue-inspection", "2026-09-30", {"2026-09"}),
        (
            "dropout-control",
            "2026-11-30",
            {"2026-27-T1"},
        ),  # long after it was due, in its term still
        ("annual-assessment", "2026-11-30", {"2025"}),  # opens on 1 December
        ("platform-connect", "2026-09-30", set()),  # was due in 2020
    ],
)
def test_the_turn_that_was_opened_last_counts(duty: str, on: str, periods: set[str]) -> None:
    assert current_periods(ANWEN, date.fromisoformat(on))[duty] == periods


def test_outside_term_the_last_month_of_the_term_counts() -> None:
    assert current_periods(ANWEN, date(2027, 8, 10))["hotline-12355"] == {"2027-06"}


def test_a_duty_that_follows_others_counts_in_their_periods() -> None:
    found = current_periods(ANWEN, date(2026, 10, 15))
    assert found["lecture-materials-handover"] == {"2026-10", "2026-Q4"}
    assert found["lecture-materials-forward"] == {"2026-10", "2026-Q4"}
