"""In a real browser: Prefect's UI with no second password, and the office's pages on a phone and a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from prefect.client.orchestration import SyncPrefectClient

from flows.deployments import deployments
from flows.registry import register
from obligations.jurisdiction import Jurisdiction
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
from tests.web.conftest import ACT, PASSWORD, SUPERVISOR, Place
from tests.web.test_office import PAGES
from tests.web.test_proxy import DUTY, FLOW, anwen, client, place, upstream

__all__ = ["anwen", "client", "place", "upstream"]

pytestmark = BROWSER


def test_prefects_own_pages_open_with_the_same_sign_in_and_load_nothing_from_elsewhere(
    place: Place, browser: Browser, client: SyncPrefectClient, anwen: Jurisdiction
) -> None:
    register(client, [d for d in deployments(anwen, ACT) if d.name == f"anwen.{DUTY}"])
    with served(place.app) as address:
        page = browser.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}
        ).new_page()
        answered: list[str] = []
        page.on("response", lambda response: answered.append(response.url))
        page.goto("/prefect/")
        assert "/sign-in" in page.url
        sign_in(page, SUPERVISOR, PASSWORD)
        page.goto("/runs")
        page.click("text=Prefect 界面")
        page.goto(f"/prefect/flows/flow/{client.read_flow_by_name(FLOW).id}")
        expect(page.get_by_text(FLOW).first).to_be_visible(timeout=30_000)
        expect(page.locator("input[type=password]")).to_have_count(0)
        page.context.close()
    assert any("/prefect/api/" in url for url in answered)
    assert [url for url in answered if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_office_have_no_fault_and_fit(
    place: Place, browser: Browser, size: dict[str, int]
) -> None:
    with served(place.app) as address:
        page = device(browser, address, size)
        sign_in(page, SUPERVISOR, PASSWORD)
        for path in (*PAGES, f"/runs/{DUTY}", "/account/keys"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert (path, faults(page)) == (path, [])
            assert (path, is_too_wide(page)) == (path, False)
        page.context.close()
