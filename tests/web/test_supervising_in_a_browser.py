"""What only a real browser shows: one key each in the review queue, and one sheet of paper for leaders."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.web.browser import (
    BROWSER,
    DESK,
    PHONE,
    device,
    faults,
    is_too_wide,
    served,
    sign_in,
)
from tests.web.conftest import LEADER, PASSWORD, SUPERVISOR, Place
from tests.web.test_board import later
from tests.web.test_review import OTHER, handed_in, state

pytestmark = BROWSER


def test_one_key_accepts_and_one_returns_with_its_phrase(place: Place, browser: Browser) -> None:
    first, second = handed_in(place), handed_in(place, OTHER)
    with served(place.app) as address:
        page = device(browser, address, DESK)
        sign_in(page, SUPERVISOR, PASSWORD)
        page.goto("/review")
        page.keyboard.press("j")
        page.keyboard.press("y")
        page.wait_for_url("**/review?said=accepted")
        page.keyboard.press("j")
        page.keyboard.press("2")
        page.wait_for_url("**/review?said=returned")
    assert (state(place, first), state(place, second)) == ("done", "returned")


def test_the_leaders_page_is_one_sheet_though_much_is_late(place: Place, browser: Browser) -> None:
    for day in ("2026-10-08", "2026-10-10", "2026-10-13", "2026-10-20"):
        later(place, day)
    with served(place.app) as address:
        page = device(browser, address, DESK)
        sign_in(page, LEADER, PASSWORD)
        page.goto("/leaders")
        printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_supervisors_have_no_fault_and_fit(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    task = place.town.task("杨地湾学校", "hotline-12355")
    handed_in(place)
    with served(place.app) as address:
        page = device(browser, address, size)
        sign_in(page, SUPERVISOR, PASSWORD)
        for path in (
            "/board",
            "/board/tasks",
            "/papers",
            "/board/tasks?duty=care-contact",
            "/notice",
            "/review",
            "/calendar",
            "/calendar?year=2027",
            "/calendar/2026/9",
            f"/tasks/{task.id}/record",
        ):
            page.goto(path)
            assert faults(page) == [], path
            assert not is_too_wide(page), path
