"""In a real browser: the pages of archives and ledgers on a phone and a desk, and a packed archive without a network."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from reports.archives.packing import pack
from tasks.evidence.store import FolderStore
from tests.reports.archived import archive_of
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
from tests.web.conftest import PASSWORD, SUPERVISOR, Place
from tests.web.test_archives import path, visited

__all__ = ["visited"]

pytestmark = BROWSER


def test_archives_and_ledgers_fit_a_phone_and_a_desk_and_everybody_can_use_them(
    place: Place, browser: Browser, visited: int
) -> None:
    with served(place.app) as address:
        for size in (PHONE, DESK):
            page = device(browser, address, size)
            sign_in(page, SUPERVISOR, PASSWORD)
            for where in ("/archives", path(), "/ledgers?duty=weekly-law-lesson"):
                page.goto(where)
                assert faults(page) == []
                assert not is_too_wide(page), where
            page.context.close()


def test_a_packed_archive_opens_without_a_network_and_its_links_lead_to_the_files(
    browser: Browser, tmp_path: Path
) -> None:
    store = FolderStore(tmp_path / "evidence")
    pack(archive_of(store), store, tmp_path / "archive.zip")
    with zipfile.ZipFile(tmp_path / "archive.zip") as package:
        package.extractall(tmp_path / "unpacked")
    for size in (PHONE, DESK):
        page = browser.new_context(offline=True, viewport=size).new_page()  # type: ignore[arg-type]
        page.goto((tmp_path / "unpacked" / "index.html").as_uri())
        expect(page.get_by_role("heading", name="备课讲课")).to_be_visible()
        assert faults(page) == []
        assert not is_too_wide(page)
        for link in page.get_by_role("link").all():
            href = link.evaluate("link => decodeURIComponent(new URL(link.href).pathname)")
            assert Path(str(href)).is_file()
        page.context.close()
