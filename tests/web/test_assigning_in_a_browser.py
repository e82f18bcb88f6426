"""交办, 外部通报 and a pre-filled hand-in in a real browser, on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tasks import commands
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
from tests.web.conftest import HOLDER, PASSWORD, SCHOOL, SUPERVISOR, Place
from tests.web.test_assigning import CHECK, TOWN
from tests.web.test_report_once import ARCHIVE, FORWARD, HANDOVER, QUARTER, TERM, hand_in
from tests.web.test_units import SEAT

pytestmark = BROWSER

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
#: Where to keep pictures for somebody to look at; none are kept when it is not set.
PICTURES = os.environ.get("PICTURES", "")


@SIZES
def test_every_page_fits_the_screen_and_axe_finds_nothing(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    lecture = hand_in(place, with_photo=False)
    handover = place.town.task(SEAT, HANDOVER, QUARTER)
    archive = place.town.task("杨地湾学校", ARCHIVE, TERM)
    check = place.town.task(TOWN, CHECK)
    pages = {
        SUPERVISOR: ["/assign", f"/assign?source={check.id}", f"/tasks/{lecture.id}"],
        HOLDER: [f"/tasks/{handover.id}"],
        SCHOOL: [f"/tasks/{archive.id}"],
    }
    with served(place.app) as address:
        for person, paths in pages.items():
            page = device(browser, address, size)
            sign_in(page, person, PASSWORD)
            for path in paths:
                page.goto(path)
                assert not is_too_wide(page), path
                assert faults(page) == [], path
                if PICTURES:
                    name = f"{path.strip('/').replace('/', '-').replace('?', '-')}-{size['width']}"
                    page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
            page.context.close()


def test_the_leader_assigns_on_a_phone_and_the_district_gets_its_package_on_a_desk(
    place: Place, browser: Browser
) -> None:
    hand_in(place, with_photo=False)
    handover = place.town.task(SEAT, HANDOVER, QUARTER)
    with place.town.database.write() as session:
        said = {"资料清单": "一份教案"}
        commands.submit(session, handover.id, said, by=SEAT, now=place.now)
        commands.accept(session, handover.id, by="平安办", now=place.now)
    forward = place.town.task(SEAT, FORWARD, QUARTER)
    with served(place.app) as address:
        page = device(browser, address, PHONE)
        sign_in(page, SUPERVISOR, PASSWORD)
        page.goto("/assign")
        page.fill("#title-0", "修好校门口的路灯")
        page.select_option("#lead-0", "派出所")
        page.click("button.main")
        expect(page.get_by_text("已交办，承办岗位会收到")).to_be_visible()
        expect(page.get_by_text("交办：修好校门口的路灯")).to_be_visible()
        page.goto(f"/tasks/{forward.id}")
        with page.expect_download() as started:
            page.click("text=下载报送区普法办的材料")
        assert started.value.suggested_filename.startswith("报送区普法办-杨地湾学校")
        page.context.close()
