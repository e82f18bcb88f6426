"""The whole story in a real browser: told, handed in, returned, handed in again, accepted; and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from rounds import day as rounds_day
from tasks import commands
from tasks.tables import HandIn, Task
from tests.rounds.town import HERE, morning
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
from tests.web.conftest import HOLDER, PASSWORD, POLICE, SCHOOL, SUPERVISOR, Place
from tests.web.test_board import cell
from tests.web.test_notice import words_of
from tests.web.test_signin import make_link
from tests.web.test_units import LESSON, SEAT, VISIT, again, photo, visit

pytestmark = BROWSER


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    with served(place.app) as address:
        yield address


class Mailbox(Channel):
    """A channel that reaches one reader and keeps what it is given."""

    name = "信箱"
    is_personal = True

    def __init__(self, post: str) -> None:
        self.tags = frozenset({post.lower()})
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> str:
        self.letters.append(letter)
        return "ok"


def reminded(place: Place, address: str) -> str:
    """The holder is reminded three working days before; the link in his message."""
    with place.town.database.write() as session:
        for other in session.scalars(select(Task).where(Task.obligation == VISIT)):
            if other.subject != SEAT:
                commands.waive(session, other.id, by="领导小组组长", now=place.now, reason="测试")
    place.now = morning(date(2026, 9, 24))
    mailbox = Mailbox(SEAT)
    rounds_day.run(place.town.database, HERE, place.now, Channels([mailbox], address))
    [letter] = mailbox.letters
    assert "每月到校指导" in letter.body
    return letter.body.rpartition("办理：")[2]


def light_in_the_notice(desk: Page) -> str:
    desk.goto("/notice")
    [(kind, _)] = words_of(desk.content(), VISIT)
    return kind


def light_on_the_board(desk: Page) -> str:
    desk.goto("/board?period=2026-09")
    return cell(desk.content(), VISIT, "派出所").split()[1]


def test_from_a_reminder_to_accepted(
    place: Place, browser: Browser, address: str, tmp_path: Path
) -> None:
    task, link = visit(place), reminded(place, address)
    picture = tmp_path / "现场.jpg"
    picture.write_bytes(photo())
    phone, desk = device(browser, address, PHONE), device(browser, address, DESK)
    sign_in(desk, SUPERVISOR, PASSWORD)
    assert (light_in_the_notice(desk), light_on_the_board(desk)) == ("soon", "临期")

    # After the tap in the message: one to come in, one for the task, one to hand it in.
    phone.goto(link)
    phone.click("button:has-text('进入')")
    phone.click("a.task:has-text('每月到校指导')")
    phone.fill(f"#f{task.id}-1", "听课一节，座谈")
    assert phone.inner_text(f".picker:has(#f{task.id}-2)") == "拍照或选文件\n可以选几个"
    phone.set_input_files(f"#f{task.id}-2", picture)
    expect(phone.locator(".chosen")).to_have_text("已选 1 个：现场.jpg")
    phone.click("button:has-text('提交')")
    expect(phone.get_by_role("status")).to_contain_text("已提交")
    assert again(place, task).state == "submitted"
    assert (light_in_the_notice(desk), light_on_the_board(desk)) == ("waiting", "待审核")

    give_back(desk)
    assert light_in_the_notice(desk) == "returned"
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
    assert (light_in_the_notice(desk), light_on_the_board(desk)) == ("done", "办结")

    phone.goto(f"/tasks/{task.id}")
    told = phone.locator(".timeline").inner_text()
    for said in ("审核通过", "退回", "现场.jpg", "八年级", "提醒", "开启"):
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
    expect(phone.locator(".face")).to_be_hidden()  # the browser's own chooser is there
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
