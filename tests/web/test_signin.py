"""Signing in: with a password, by a link; and what nobody gets by trying."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from notifiers import links
from notifiers.tables import Message, SignInLink
from tests.rounds.town import HERE
from tests.web.conftest import HOLDER, PASSWORD, SUPERVISOR, Place
from tests.web.test_units import SEAT, again, visit
from web import accounts
from web.signin import TOO_OFTEN, WRONG
from web.tables import Account, WebSession


def make_link(place: Place, *tasks: int, person: str = HOLDER) -> str:
    with place.town.database.write() as session:
        return links.make(session, HERE, person, tasks, place.now)


def test_a_password_signs_in_and_the_database_holds_neither_it_nor_the_cookie(place: Place) -> None:
    browser = place.browser(HOLDER)
    cookie = browser.client.cookies["huhang"]
    with place.town.database.read() as session:
        row = session.scalars(select(WebSession)).one()
        account = accounts.by_login(session, HOLDER)
    assert account is not None
    assert account.password.startswith("$argon2id$")
    assert cookie not in (row.hash, row.csrf)
    assert "窦例毅" in browser.get("/account")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(place: Place) -> None:
    browser = place.browser()
    set_cookie = browser.sign_in(HOLDER).headers["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie


@pytest.mark.parametrize("login", [HOLDER, "没有这个人"])
def test_a_wrong_password_and_a_wrong_name_answer_alike(place: Place, login: str) -> None:
    answer = place.browser().sign_in(login, "wrong")
    assert answer.status_code == 422
    assert WRONG in answer.text


def test_a_disabled_account_answers_like_a_wrong_password_and_is_out_everywhere(
    place: Place,
) -> None:
    browser = place.browser(HOLDER)
    with place.town.database.write() as session:
        accounts.disable(session, HOLDER, now=place.now)
    browser.get("/tasks", 303)
    assert WRONG in place.browser().sign_in(HOLDER).text


def test_guessing_is_stopped_for_the_name_and_not_for_others(place: Place) -> None:
    browser = place.browser()
    for _ in range(6):
        assert WRONG in browser.sign_in(HOLDER, "wrong").text
    answer = browser.sign_in(HOLDER)
    assert (answer.status_code, TOO_OFTEN in answer.text) == (429, True)
    assert browser.sign_in("尤例学").status_code == 303


def test_guesses_that_arrive_together_are_counted_like_any_others(place: Place) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: place.browser().sign_in(HOLDER, "wrong"), range(12)))
    assert sorted(answer.status_code for answer in answers) == [422] * 6 + [429] * 6


def test_signing_out_ends_this_device_and_others_can_be_ended_too(place: Place) -> None:
    one, two = place.browser(HOLDER), place.browser(HOLDER)
    one.fill("/account", "/account/sign-out-others")
    two.get("/tasks", 303)
    one.get("/tasks")
    one.fill("/account", "/sign-out")
    one.get("/tasks", 303)


def test_a_new_password_ends_the_old_sessions(place: Place) -> None:
    browser = place.browser(HOLDER)
    with place.town.database.write() as session:
        accounts.set_password(session, HOLDER, "another long one", now=place.now)
    browser.get("/tasks", 303)
    assert place.browser().sign_in(HOLDER, "another long one").status_code == 303


def test_a_device_that_nobody_used_for_two_weeks_is_out(place: Place) -> None:
    browser = place.browser(HOLDER)
    place.now += timedelta(days=13)
    browser.get("/tasks")
    place.now += timedelta(days=13)
    browser.get("/tasks")
    place.now += timedelta(days=14)
    browser.get("/tasks", 303)


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in(place: Place, path: str) -> None:
    answer = place.browser().send("/sign-in", {"login": HOLDER, "password": PASSWORD, "next": path})
    assert answer.headers["location"] == "/"


def test_opening_a_link_changes_nothing_and_confirming_leads_to_the_task(place: Place) -> None:
    task = visit(place)
    link = make_link(place, task.id)
    for _ in range(3):  # scanners
        assert "进入" in place.browser().get(link)
    browser = place.browser()
    answer = browser.send(link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tasks/{task.id}")
    path = f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课"})
    assert again(place, task).state == "submitted"


def test_the_message_of_a_link_is_read_when_its_reader_comes_in_and_not_when_a_scanner_looks(
    place: Place,
) -> None:
    task = visit(place)
    with place.town.database.write() as session:
        message = session.scalars(select(Message).where(Message.recipient == HOLDER)).first()
        assert message is not None
        link = links.make(session, HERE, HOLDER, [task.id], place.now, message.id)
    for _ in range(3):
        place.browser().get(link)
    assert "看过" not in place.browser(SUPERVISOR).get("/deliveries")
    place.browser().send(link)
    assert place.browser(SUPERVISOR).get("/deliveries").count("看过") == 1
    listed = place.browser(SUPERVISOR).client.get("/api/v1/messages").json()
    read = [one["read_at"] for one in listed["items"] if one["id"] == message.id]
    assert [datetime.fromisoformat(at) for at in read] == [place.now]


def test_a_link_is_used_once_but_opens_again_on_the_device_that_used_it(place: Place) -> None:
    link = make_link(place, visit(place).id)
    first, second = place.browser(), place.browser()
    first.send(link)
    assert second.send(link).status_code == 404
    assert "已经用过或过期" in second.get(link, 404)
    first.get(link, 303)


def test_a_link_is_over_after_four_days_and_its_session_after_twelve_hours(place: Place) -> None:
    task = visit(place)
    browser, link = place.browser(), make_link(place, task.id)
    browser.send(link)
    place.now += timedelta(hours=13)
    browser.get(f"/tasks/{task.id}", 303)
    late = make_link(place, task.id)
    place.now += timedelta(days=4)
    place.browser().get(late, 404)


def test_a_link_opens_its_tasks_and_no_others(place: Place) -> None:
    task = visit(place)
    others = [t for t in place.town.tasks() if t.post == SEAT and t.id != task.id]
    browser = place.browser()
    browser.send(make_link(place, task.id))
    page = browser.get("/tasks")
    assert page.count('class="task"') == 1
    browser.get(f"/tasks/{others[0].id}", 404)


def test_a_link_gives_no_other_rights_than_handing_in(place: Place) -> None:
    browser = place.browser()
    browser.send(make_link(place, visit(place).id, person="褚例宁"))  # the supervisor
    browser.get("/board", 403)


def test_a_link_of_somebody_who_has_left_the_post_opens_nothing(place: Place) -> None:
    task = visit(place)
    browser = place.browser()
    browser.send(make_link(place, task.id, person="许例问"))
    browser.get(f"/tasks/{task.id}", 404)


def test_the_secret_of_a_link_is_not_in_the_database(place: Place) -> None:
    link = make_link(place, visit(place).id)
    with place.town.database.read() as session:
        row = session.scalars(select(SignInLink)).one()
        assert session.scalars(select(Account)).first() is not None
    assert row.hash not in link
    assert link.removeprefix("/k/") not in (row.hash, row.session)


def test_a_link_page_tells_no_referrer(place: Place) -> None:
    browser = place.browser()
    browser.get(make_link(place, visit(place).id))
    assert browser.answer.headers["referrer-policy"] == "no-referrer"
