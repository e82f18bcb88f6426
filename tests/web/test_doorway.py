"""A page that is kept is sent again after one question, and never when anything has changed for that device."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from notifiers import alarms
from tests.rounds.town import HERE
from tests.web.conftest import ADMIN, LEADER, SUPERVISOR, Browser, Place
from web import rights, visiting
from web.errors import NotAllowed
from web.tables import Account

PAGES = ("/board", "/board?unit=派出所", "/notice")


def supervisor(place: Place) -> Browser:
    return place.browser(SUPERVISOR)


@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_costs_one_question_and_is_the_same(place: Place, page: str) -> None:
    """Who is signed in, which rules are in force, what is wrong with the installation."""
    browser, asked = supervisor(place), list[str]()
    drawn = browser.get(page)

    @event.listens_for(place.town.database.engine, "before_cursor_execute")
    def hear(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    assert browser.get(page) == drawn
    assert len(asked) == 1, asked


def test_a_kept_page_does_not_come_to_the_routes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = supervisor(place)
    browser.get("/board")

    def refuse(_: visiting.Visit) -> None:
        raise NotAllowed

    monkeypatch.setattr(rights, "visitor_of", refuse)
    browser.get("/board")
    browser.get("/board?unit=派出所", status=403)


def test_what_protects_a_visitor_is_on_a_kept_page_too(place: Place) -> None:
    browser = supervisor(place)
    browser.get("/board")
    drawn = dict(browser.answer.headers)
    browser.get("/board")
    assert dict(browser.answer.headers) == drawn
    assert "content-security-policy" in drawn
    plain = browser.client.get("/board", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == browser.answer.text


def test_who_has_signed_out_elsewhere_is_shown_no_kept_page(place: Place) -> None:
    browser, other = supervisor(place), supervisor(place)
    browser.get("/board")
    browser.get("/board")
    other.send("/account/sign-out-others", {"csrf": other.csrf()})
    answer = browser.client.get("/board")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/board")


def test_each_device_has_its_own_kept_page(place: Place) -> None:
    mine, leaders = supervisor(place), place.browser(LEADER)
    mine.get("/board")
    assert SUPERVISOR in mine.get("/board")
    assert LEADER in leaders.get("/board")
    assert LEADER in leaders.get("/board")
    assert LEADER not in mine.get("/board")


def test_who_may_not_see_a_page_is_not_shown_what_another_keeps(place: Place) -> None:
    supervisor(place).get("/board")
    place.browser(ADMIN).get("/board", status=403)
    answer = place.browser().client.get("/board")
    assert answer.status_code == 303


def test_the_next_day_is_drawn_anew(place: Place) -> None:
    browser = supervisor(place)
    browser.get("/board")
    today = browser.answer.headers["etag"]
    place.now += timedelta(hours=1)
    browser.get("/board")
    assert browser.answer.headers["etag"] == today
    place.now += timedelta(days=1)
    browser.get("/board")
    assert browser.answer.headers["etag"] != today


def test_an_alarm_and_its_end_are_seen_at_once(place: Place) -> None:
    browser = supervisor(place)
    quiet = browser.get("/board")
    database = place.town.database
    with database.write() as session:
        alarms.note(session, HERE, {"round": "今天还没有巡检"}, place.now)
    assert "今天还没有巡检" in browser.get("/board")
    assert "今天还没有巡检" in browser.get("/board")
    with database.write() as session:
        alarms.note(session, HERE, {}, place.now)
    assert browser.get("/board") == quiet


def test_a_device_that_has_the_page_still_is_sent_nothing(place: Place) -> None:
    browser = supervisor(place)
    browser.get("/board")
    has = {"if-none-match": browser.answer.headers["etag"]}
    for _ in range(2):
        again = browser.client.get("/board", headers=has)
        assert (again.status_code, again.content) == (304, b"")


def test_a_right_that_an_account_is_given_is_seen_at_once(place: Place) -> None:
    browser = supervisor(place)
    assert "/accounts" not in browser.get("/board")
    with place.town.database.write() as session:
        session.execute(update(Account).where(Account.login == SUPERVISOR).values(is_admin=True))
    assert "/accounts" in browser.get("/board")
