"""督办台 on 8 September 2026, and after things were handed in or left undone."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks import boards
from tests.rounds.town import morning
from tests.web.conftest import HOLDER, LEADER, SUPERVISOR, Browser, Place

GUIDANCE = "team-monthly-guidance"
SEAT = "杨地湾学校·法制副校长"
VALUES = {"时间": "2026-09-07", "指导内容": "看了课表"}


def cell(page: str, duty: str, unit: str) -> str:
    """The light and the words of one cell of the board; empty where there is none."""
    cells = re.findall(r'<td><a class="light ([\w-]+)" href="([^"]*)">(.*?)</a>', page, re.DOTALL)
    for light, address, inside in cells:
        asked = parse_qs(urlsplit(html.unescape(address)).query)
        if asked["duty"] == [duty] and asked["unit"] == [unit]:
            return f"{light} {words(inside).removeprefix(unit).strip()}"
    return ""


def words(page: str) -> str:
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def later(place: Place, day: str) -> None:
    """Let a day come, with its round."""
    on = date.fromisoformat(day)
    place.town.round(on)
    place.now = morning(on) + timedelta(hours=2)


def supervisor(place: Place) -> Browser:
    return place.browser(SUPERVISOR)


def test_each_duty_shows_the_gravest_light_of_each_unit_with_its_count(place: Place) -> None:
    browser = supervisor(place)
    assert cell(browser.get("/board"), GUIDANCE, "派出所") == "open 待办 5"
    task = place.town.submit(SEAT, VALUES, date(2026, 9, 8), GUIDANCE)
    assert cell(browser.get("/board"), GUIDANCE, "派出所") == "open 待办 4/5"
    place.town.accept(task, date(2026, 9, 8))
    later(place, "2026-10-08")
    browser = supervisor(place)
    assert cell(browser.get("/board?period=2026-09"), GUIDANCE, "派出所") == "late 逾期 4/5"


def test_a_change_is_seen_at_once_though_the_page_is_kept(place: Place) -> None:
    browser = supervisor(place)
    browser.get("/board")
    assert browser.last is not None
    etag = browser.last.headers["etag"]
    again = browser.client.get("/board", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    place.town.submit(SEAT, VALUES, date(2026, 9, 8), GUIDANCE)
    changed = browser.client.get("/board", headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert "待审核" in changed.text


def test_what_changes_while_a_page_is_drawn_is_seen_by_the_next_who_asks(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    tallies = boards.tallies

    def slowly(*args: Any) -> list[boards.Tally]:
        found = tallies(*args)
        monkeypatch.setattr(boards, "tallies", tallies)
        place.town.submit(SEAT, VALUES, date(2026, 9, 8), GUIDANCE)
        return found

    monkeypatch.setattr(boards, "tallies", slowly)
    browser = supervisor(place)
    assert cell(browser.get("/board"), GUIDANCE, "派出所") == "open 待办 5"
    assert cell(browser.get("/board"), GUIDANCE, "派出所") == "open 待办 4/5"


def test_what_one_visitor_may_see_is_not_sent_to_another(place: Place) -> None:
    seen = supervisor(place).get("/board")
    other = place.browser(LEADER).get("/board")
    assert SUPERVISOR in seen
    assert SUPERVISOR not in other
    assert LEADER in other


def test_a_count_leads_to_as_many_tasks(place: Place) -> None:
    browser = supervisor(place)
    board = browser.get("/board")
    counts = re.search(r'<ul class="counts".*?</ul>', board, re.DOTALL)
    assert counts
    links = re.findall(r'href="([^"]+)">.*?<b>(\d+)</b>', counts[0], re.DOTALL)
    assert links
    for address, count in links:
        shown, page = 0, address
        while page:
            found = browser.get(page.replace("&amp;", "&"))
            shown += found.count('class="task" href=')
            more = re.search(r'class="button" href="(/board/tasks[^"]*)">再看', found)
            page = more[1] if more else ""
        assert shown == int(count), address


def test_filters_leave_only_what_is_asked_for(place: Place) -> None:
    browser = supervisor(place)
    by_unit = browser.get("/board?unit=派出所")
    assert cell(by_unit, GUIDANCE, "派出所") == "open 待办 5"
    assert cell(by_unit, GUIDANCE, "司法所") == ""
    by_part = browser.get("/board?part=四（二）")
    assert "网吧游戏厅歌舞厅旅馆监管检查" in by_part
    assert "每月到校指导" not in by_part
    assert "没有任务" in browser.get("/board?period=2026-08")


def test_nonsense_in_the_filters_is_an_empty_board_and_no_error(place: Place) -> None:
    browser = supervisor(place)
    assert "没有任务" in browser.get("/board?unit=月球&part=九&period=x")
    assert browser.get("/board/tasks?light=purple&after=never.1&duty=none")


def test_how_many_children_a_village_has_is_not_told(place: Place) -> None:
    browser = supervisor(place)
    board = browser.get("/board")
    for village in ("云溪村", "竹坪村"):  # two children, and one
        assert cell(board, "care-contact", village) == "open 待办 <3"
    listed = browser.get("/board/tasks?duty=care-contact")
    assert words(listed).count("<3 件") == 3
    assert 'class="task" href' not in listed
    assert "关爱-" not in listed + browser.get("/board/tasks")


def test_the_reminder_for_a_chat_is_plain_and_names_no_child(place: Place) -> None:
    browser = supervisor(place)
    listed = browser.get("/board/tasks?unit=杨地湾学校")
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", listed, re.DOTALL)
    assert found
    assert found[1].splitlines()[:2] == [
        "【杨地湾学校】",
        "每周思想道德法治安全课（8月31日当周）：已逾期 2 个工作日（9月4日到期）",
    ]
    assert "<textarea" not in browser.get("/board/tasks?duty=care-contact")


def test_units_have_no_board(place: Place) -> None:
    place.browser(HOLDER).get("/board", status=403)
