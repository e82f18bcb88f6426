"""What `plan check` says about plans/anwen that is legal, and that the office should look at."""

from __future__ import annotations

from datetime import date

import pytest

from obligations.doubts import warnings
from obligations.faults import Fault
from tests.plans.folders import DEMO, REAL, loaded, table

ON = date(2026, 9, 7)


def _warned(file: str, words: str, roster: str = REAL) -> list[Fault]:
    found = warnings(*loaded("anwen", roster), ON)
    return [fault for fault in found if fault.file == file and words in fault.message]


def test_the_notices_own_due_date_before_it_was_issued_is_pointed_out() -> None:
    (fault,) = _warned("plan.yaml", "早于方案生效日")
    assert "首轮拉网式排查登记造册" in fault.message
    assert "2020-07-31" in fault.message
    assert fault.line > 1


def test_every_cadence_that_the_office_has_yet_to_confirm_is_pointed_out() -> None:
    proposed = [row["name"] for row in table() if row["basis"] == "office"]
    faults = _warned("plan.yaml", "confirmed")
    assert len(faults) == len(proposed) == 45
    assert all(any(name in fault.message for fault in faults) for name in proposed)


@pytest.mark.parametrize(
    ("words", "times"),
    [
        # idle-youth-support, left-behind-pairing, zero-crime-villages, safe-families, annual-assessment
        ("villages", 5),
        # care-contact: whom to call stands in the care register, and in no roster.
        ("cases", 0),
        # The three years of the notice's goals have passed.
        ("2023-08-04", 1),
    ],
)
def test_groups_without_names_and_the_passed_review_are_pointed_out(words: str, times: int) -> None:
    assert len(_warned("plan.yaml", words)) == times


@pytest.mark.parametrize("name", ["每月到校指导", "每周思想道德法治安全课", "校园及周边巡逻防控"])
def test_a_duty_at_a_school_without_whitelist_number_is_pointed_out(name: str) -> None:
    assert any(name in fault.message for fault in _warned("plan.yaml", "白名单"))


def test_the_printed_holders_are_unconfirmed_and_most_units_have_no_named_contact() -> None:
    assert len(_warned("roster.yaml", "2020-08-04")) == 1
    # 14 units; the notice names two heads and no handler.
    assert len(_warned("roster.yaml", "承办人")) == 14
    assert len(_warned("roster.yaml", "村（社区）")) == 1


def test_the_year_without_a_published_arrangement_and_the_unconfirmed_terms_are_pointed_out() -> (
    None
):
    assert len(_warned("calendar.yaml", "2027 年")) == 1
    assert len(_warned("calendar.yaml", "2026-27")) == 1


def test_the_invented_roster_leaves_no_doubt_about_people() -> None:
    assert _warned("demo.yaml", "") == []
    assert _warned("plan.yaml", "villages", DEMO) == []
