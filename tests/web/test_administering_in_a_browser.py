"""登录账号 in a real browser, on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import BROWSER, DESK, PHONE, device, faults, is_too_wide, served, sign_in
from tests.web.conftest import ADMIN, HOLDER, PASSWORD, Place

pytestmark = BROWSER


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    with served(place.app) as address:
        yield address


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_account_is_stopped_with_one_tap(
    place: Place, browser: Browser, address: str, size: dict[str, int]
) -> None:
    page = device(browser, address, size)
    sign_in(page, ADMIN, PASSWORD)
    assert page.url.endswith("/accounts")
    assert faults(page) == []
    assert not is_too_wide(page)
    page.get_by_role("button", name=f"停用 {HOLDER}").click()
    expect(page.get_by_role("status")).to_contain_text("已停用")
    expect(page.get_by_role("button", name=f"恢复 {HOLDER}")).to_be_visible()
