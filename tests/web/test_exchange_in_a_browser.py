"""信息交换 and the census's ledger in a real browser, on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path

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
from tests.web.conftest import PASSWORD, POLICE, SCHOOL, Place
from tests.web.test_census import CENSUS, all_in, task_of
from tests.web.test_exchange import asked, head_of_police

pytestmark = BROWSER

#: Where to keep pictures for somebody to look at; none are kept when it is not set.
PICTURES = os.environ.get("PICTURES", "")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_fits_the_screen_and_axe_finds_nothing(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    census = task_of(place, "派出所").id
    _, reference = asked(place)
    asked(place)
    head_of_police(place).fill("/exchange", f"/exchange/{reference}/approve")
    all_in(place, 留守本月=1)
    pages = (
        (POLICE, "/exchange"),
        (POLICE, "/exchange/new"),
        ("赵例山", "/exchange"),
        (SCHOOL, "/exchange"),
        (SCHOOL, "/tasks"),
        (POLICE, f"/ledgers/census/{CENSUS}"),
        (POLICE, f"/tasks/{census}"),
    )
    with served(place.app) as address:
        for number, (person, path) in enumerate(pages):
            page = device(browser, address, size)
            sign_in(page, person, PASSWORD)
            page.goto(path)
            assert faults(page) == [], path
            assert not is_too_wide(page), path
            if PICTURES:
                page.screenshot(
                    path=Path(PICTURES, f"{size['width']}-{number}.png"), full_page=True
                )
            page.context.close()
