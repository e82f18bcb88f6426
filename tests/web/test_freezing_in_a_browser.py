"""Drafts, frozen reports and their differences in a real browser, on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.reports.autumn import VISIT
from tests.rounds.town import from_month
from tests.web.browser import BROWSER, DESK, PHONE, device, faults, is_too_wide, served, sign_in
from tests.web.conftest import PASSWORD, SUPERVISOR, Place
from tests.web.test_api import VALUES
from tests.web.test_freezing import DRAFTS, SEAT, address_of, freeze

pytestmark = BROWSER

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
#: Where to keep pictures for somebody to look at; none are kept when it is not set.
PICTURES = os.environ.get("PICTURES", "")


@SIZES
def test_every_frozen_report_fits_the_screen_and_axe_finds_nothing(
    october: Place, browser: Browser, size: dict[str, int]
) -> None:
    office = october.browser(SUPERVISOR)
    paths = [freeze(office, kind) for kind in DRAFTS]
    october.town.submit(SEAT, VALUES, from_month("10-13"), VISIT)
    task = next(t for t in october.town.tasks() if t.obligation == "supervision-bulletin")
    paths += ["/reports/frozen", f"/tasks/{task.id}", "/reports/burden?unit=派出所"]
    paths += [address_of(kind) for kind in DRAFTS]
    with served(october.app) as address:
        page = device(browser, address, size)
        sign_in(page, SUPERVISOR, PASSWORD)
        for path in paths:
            page.goto(path)
            assert not is_too_wide(page), path
            assert faults(page) == [], path
            if PICTURES:
                name = path.strip("/").translate(str.maketrans("/?=", "---"))
                page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
        page.context.close()
