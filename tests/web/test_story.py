"""The whole story in a real browser: told, handed in, returned, handed in again, accepted; and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from tasks.tables import HandIn
from tests.web.browser import (
    BROWSER,
    DESK,
    PHONE,
    chromium,
    device,
    faults,
    is_too_wide,
    served,
    sign_in,
)
from tests.web.conftest import HOLDER, PASSWORD, POLICE, SCHOOL, SUPERVISOR, Place
from tests.web.test_signin import make_link
from tests.web.test_units import LESSON, again, photo, visit

pytestmark = BROWSER


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    with served(place.app) as address:
        yield address


def test_from_the_link_in_a_message_to_accepted(
    place: Place, browser: Browser, address: str, tmp_path: Path
) -> None:
    task = visit(place)
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(photo())
    phone, desk = device(browser, address, PHONE), device(browser, address, DESK)
    sign_in(desk, SUPERVISOR, PASSWORD)

    # One tap in the message, one to come in, one to hand in.
    phone.goto(make_link(place, task.id))
    assert faults(phone) == []
    phone.click("button:has-text('进入')")
    phone.fill(f"#f{task.id}-1", "听课一节，座谈")
    phone.set_input_files(f"#f{task.id}-2", picture)
    phone.click("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")
    assert again(place, task).state == "submitted"

    give_back(desk)
    assert again(place, task).state == "returned"

    phone.goto(f"/tasks/{task.id}")
    expect(phone.locator(".notice").first).to_contain_text("退回的理由")
    assert phone.input_value(f"#f{task.id}-1") == "听课一节，座谈"
    phone.fill(f"#f{task.id}-1", "听课一节，座谈，八年级")
    phone.click("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")

    desk.goto("/review")
    desk.get_by_role("button", name="通过", exact=True).first.click()
    desk.wait_for_load_state()
    assert again(place, task).state == "done"

    phone.goto(f"/tasks/{task.id}")
    told = phone.locator(".timeline").inner_text()
    for said in ("审核通过", "退回", "现场.jpg", "八年级", "开启"):
        assert said in told
    expect(phone.locator(".facts .light")).to_contain_text("办结")


def give_back(desk: Page) -> None:
    desk.goto("/review")
    desk.click("summary:has-text('退回')")
    desk.click(".phrases button >> nth=0")
    desk.wait_for_load_state()


def test_a_task_is_handed_in_without_scripts(place: Place, browser: Browser, address: str) -> None:
    task = visit(place)
    phone = device(browser, address, PHONE, scripts=False)
    phone.goto(make_link(place, task.id))
    phone.click("button:has-text('进入')")
    phone.click("button:has-text('提交')")
    expect(phone.locator(".wrong").first).to_be_visible()
    phone.fill(f"#f{task.id}-1", "听课")
    phone.click("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")
    assert again(place, task).state == "submitted"


def test_a_review_works_without_scripts(place: Place, browser: Browser, address: str) -> None:
    task = visit(place)
    unit = place.browser(HOLDER)
    unit.fill(f"/tasks/{task.id}", f"/tasks/{task.id}/hand-in", {f"f{task.id}-1": "听课"})
    desk = device(browser, address, DESK, scripts=False)
    sign_in(desk, SUPERVISOR, PASSWORD)
    give_back(desk)
    assert again(place, task).state == "returned"


def test_a_draft_survives_a_lost_connection(place: Place, browser: Browser, address: str) -> None:
    task = visit(place)
    phone = device(browser, address, PHONE)
    sign_in(phone, HOLDER, PASSWORD)
    phone.goto(f"/tasks/{task.id}")
    phone.fill(f"#f{task.id}-1", "写到一半")
    phone.goto("about:blank")
    phone.goto(f"/tasks/{task.id}")
    assert phone.input_value(f"#f{task.id}-1") == "写到一半"
    phone.click("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")
    assert phone.evaluate("Object.keys(localStorage).length") == 0


def test_two_taps_hand_in_once(place: Place, browser: Browser, address: str) -> None:
    task = visit(place)
    phone = device(browser, address, PHONE)
    sign_in(phone, HOLDER, PASSWORD)
    phone.goto(f"/tasks/{task.id}")
    phone.fill(f"#f{task.id}-1", "听课")
    phone.dblclick("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")
    with place.town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(HandIn)) == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_of_units(
    place: Place, browser: Browser, address: str, size: dict[str, int]
) -> None:
    screening = place.town.task("派出所", "monthly-screening").id
    pages = {
        SCHOOL: ["/tasks", f"/tasks/together/{LESSON}", "/account", "/nowhere"],
        HOLDER: [f"/tasks/{visit(place).id}"],
        POLICE: [f"/tasks/{screening}"],
    }
    found: dict[str, list[str]] = {}
    for person, paths in pages.items():
        page = device(browser, address, size)
        sign_in(page, person, PASSWORD)
        for path in paths:
            page.goto(path)
            page.locator("summary").evaluate_all("all => all.forEach(one => one.click())")
            wide = ["too wide"] if is_too_wide(page) else []
            found[path] = faults(page) + wide
    out = device(browser, address, size)
    for path in ("/sign-in", "/k/none"):
        out.goto(path)
        found[path] = faults(out)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
