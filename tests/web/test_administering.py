"""账号: the administrator sees who can sign in, ends it, and can take nobody's place."""

from __future__ import annotations

from tests.web.conftest import ADMIN, HOLDER, PASSWORD, SCHOOL, SUPERVISOR, Browser, Place
from tests.web.test_board import words
from web import accounts

HERE = "/accounts"


def address(place: Place, login: str, step: str) -> str:
    with place.town.database.read() as session:
        account = accounts.by_login(session, login)
        assert account
        return f"{HERE}/{account.id}/{step}"


def do(admin: Browser, place: Place, login: str, step: str) -> str:
    """Press a button of the list; the page after it."""
    assert admin.fill(HERE, address(place, login, step)).status_code == 303
    return words(admin.get(admin.answer.headers["location"]))


def test_an_administrator_lands_on_the_accounts_and_reads_where_they_are_in_use(
    place: Place,
) -> None:
    place.browser(HOLDER)
    place.browser(HOLDER)
    admin = place.browser(ADMIN)
    admin.get("/", 303)
    assert admin.answer.headers["location"] == HERE
    page = words(admin.get(HERE))
    assert f"{HOLDER} 在 2 台设备上登录，最近 9月8日 10:30" in page
    assert f"{SCHOOL} 没有登录" in page
    assert f"{ADMIN} 就是您 管理员，在 1 台设备上登录" in page


def test_a_lost_phone_is_signed_out_and_the_password_stays(place: Place) -> None:
    phone, admin = place.browser(HOLDER), place.browser(ADMIN)
    assert "已在所有设备上退出" in do(admin, place, HOLDER, "sign-out")
    phone.get("/tasks", 303)
    place.browser(HOLDER).get("/tasks")


def test_who_left_is_shut_out_and_can_be_let_in_again(place: Place) -> None:
    phone, admin = place.browser(HOLDER), place.browser(ADMIN)
    assert f"{HOLDER} 2026年9月8日停用" in do(admin, place, HOLDER, "disable")
    phone.get("/tasks", 303)
    assert place.browser().sign_in(HOLDER, PASSWORD).status_code == 422
    do(admin, place, HOLDER, "enable")
    place.browser(HOLDER).get("/tasks")


def test_nobody_shuts_himself_out(place: Place) -> None:
    admin = place.browser(ADMIN)
    assert address(place, ADMIN, "disable") not in admin.get(HERE)
    own = admin.send(address(place, ADMIN, "disable"), {"csrf": admin.csrf()})
    assert own.status_code == 403
    admin.get(HERE)


def test_nothing_on_the_page_gives_a_password(place: Place) -> None:
    admin = place.browser(ADMIN)
    page = admin.get(HERE)
    assert 'type="password"' not in page
    answer = admin.send(address(place, SUPERVISOR, "password"), {"csrf": admin.csrf()})
    assert answer.status_code == 404
