"""What is wrong with the installation stands as one line on every page of whoever can do something about it."""

from __future__ import annotations

import pytest

from notifiers import alarms
from tests.rounds.town import HERE
from tests.web.conftest import ADMIN, HOLDER, LEADER, REVIEWER, SUPERVISOR, Place

SAYS = "安稳镇今天还没有巡检，上一次是 2026-09-07。看 huhang up 是否在运行"
LINE = "系统有 1 项要处理：安稳镇今天还没有巡检，上一次是 2026-09-07<"


def note(place: Place, **wrong: str) -> None:
    with place.town.database.write() as session:
        alarms.note(session, HERE, wrong, place.now)


@pytest.mark.parametrize("path", ["/board", "/notice", "/review", "/more", "/account"])
def test_a_supervisor_reads_it_on_every_page_with_the_way_to_what_can_be_done(
    place: Place, path: str
) -> None:
    browser = place.browser(SUPERVISOR)
    assert 'class="alarm"' not in browser.get(path)
    note(place, round=SAYS)
    shown = browser.get(path)
    assert LINE in shown
    assert '<a href="/status">去看</a>' in shown
    note(place)
    assert 'class="alarm"' not in browser.get(path)


@pytest.mark.parametrize("login", [HOLDER, REVIEWER, LEADER])
def test_units_reviewers_and_leaders_are_not_bothered(place: Place, login: str) -> None:
    note(place, round=SAYS)
    assert "要处理" not in place.browser(login).get("/account")


def test_an_administrator_reads_it_without_a_link_to_a_page_that_he_may_not_open(
    place: Place,
) -> None:
    note(place, round=SAYS, outbox="等待发出的消息越来越多。看渠道")
    shown = place.browser(ADMIN).get("/account")
    assert "系统有 2 项要处理：安稳镇今天还没有巡检" in shown
    assert "/status" not in shown


def test_a_board_that_the_browser_has_kept_is_drawn_anew_when_something_goes_wrong(
    place: Place,
) -> None:
    browser = place.browser(SUPERVISOR)
    browser.get("/board")
    kept = {"if-none-match": browser.answer.headers["etag"]}
    assert browser.client.get("/board", headers=kept).status_code == 304
    note(place, round=SAYS)
    assert browser.client.get("/board", headers=kept).status_code == 200
