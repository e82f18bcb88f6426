"""In a real browser: a call from its task to its two taps, and the room's pages on a phone and a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

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
from tests.web.caring import a_call, path, registered
from tests.web.conftest import CONTACT, JUSTICE, PASSWORD, SUPERVISOR, Place

pytestmark = BROWSER


def look(page: Page, name: str) -> None:
    """Nothing sticks out, and axe has nothing to say."""
    assert not is_too_wide(page), name
    assert faults(page) == [], name


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_contact_reads_calls_and_hands_in(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    task = a_call(place)
    with served(place.app) as address:
        page = device(browser, address, size)
        sign_in(page, CONTACT, PASSWORD)
        page.goto("/care")
        look(page, "contact-room")
        page.goto(f"/tasks/{task.id}")
        look(page, "call")
        page.click("text=打开联系卡")
        look(page, "contact-case")
        page.click("label:has-text('电话联系')")
        page.click("button:has-text('打开')")
        assert page.locator("a[href^='tel:']").count() == 1
        assert "例" not in page.url
        look(page, "contact-revealed")
        page.click("text=去提交联系结果")
        page.click("label:has-text('未接通')")
        page.click("button:has-text('提交')")
        assert "已提交" in page.content()
        page.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_room_are_good_to_read(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    registered(place)
    at = path(place)
    with served(place.app) as address:
        page = device(browser, address, size)
        sign_in(page, JUSTICE, PASSWORD)
        page.goto("/care")
        look(page, "keeper-room")
        page.goto("/care/register")
        look(page, "register")
        page.goto(at)
        for summary in page.locator("details.more > summary").all():
            summary.click()
        look(page, "keeper-case")
        page.click("label:has-text('核对登记')")
        page.click("label:has-text('监护人')")
        page.click("label:has-text('需要的支持')")
        page.click("button:has-text('打开')")
        look(page, "keeper-revealed")
        page.goto("/care/readings")
        look(page, "readings")
        page.context.close()
        page = device(browser, address, size)
        sign_in(page, SUPERVISOR, PASSWORD)
        page.goto("/care")
        page.click("summary")
        look(page, "supervisor-room")
        page.fill("#seal-why", "演练")
        page.click("button:has-text('封存')")
        look(page, "sealed")
        page.context.close()
