"""The pages of the care register: who gets in, what is shown for which purpose, and what is written down."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.rounds.town import morning
from tests.web.caring import (
    APPROVER,
    NAMES,
    OTHER,
    a_call,
    browser,
    case,
    cases,
    path,
    read,
    readings,
    registered,
)
from tests.web.conftest import (
    ACT,
    ADMIN,
    CONTACT,
    DEPUTY,
    HEAD,
    HOLDER,
    JUSTICE,
    LEADER,
    POLICE,
    REVIEWER,
    SUPERVISOR,
    Place,
)
from tests.web.routes import ROUTES
from tests.web.test_signin import make_link
from web.roles import Right


def test_the_case_post_finds_every_case_by_code_and_no_name(place: Place) -> None:
    page = browser(place, JUSTICE).get("/care")
    assert all(one.code in page for one in cases(place))
    assert "还没有联系" in page
    assert not any(name in page for name in NAMES)


def test_a_contact_finds_his_own_cases_only(place: Place) -> None:
    page = browser(place, CONTACT).get("/care")
    assert list(re.findall(r"关爱-\d{4}", page)) == ["关爱-0001", "关爱-0002"]


@pytest.mark.parametrize("person", [HOLDER, DEPUTY, HEAD, REVIEWER, LEADER, POLICE])
def test_to_everybody_else_there_is_no_register(place: Place, person: str) -> None:
    who = browser(place, person)
    for address in ("/care", "/care/register", "/care/readings", path(place), "/care/cases/7"):
        assert "没有找到这一页" in who.get(address, 404)


@pytest.mark.parametrize("person", [SUPERVISOR, ADMIN])
def test_whoever_runs_the_place_may_lock_the_room_and_sees_nothing_in_it(
    place: Place, person: str
) -> None:
    who = place.browser(person)
    page = who.get("/care")
    assert "/care/seal" in page
    assert not re.search(r"关爱-\d", page)
    for address in ("/care/register", "/care/readings", path(place)):
        who.get(address, 404)


def test_another_contacts_case_is_answered_like_one_that_is_not_there(place: Place) -> None:
    who = browser(place, OTHER)
    theirs = who.get(path(place), 404)
    assert theirs == who.get(f"/care/cases/{'0' * 32}", 404)
    who.get(path(place, "关爱-0003"))


def test_who_leaves_the_post_is_shut_out_though_his_session_is_open(place: Place) -> None:
    gone, here = browser(place, CONTACT), quote("/roster/posts/云溪村·联系人")
    assert read(gone, path(place)).status_code == 200
    token = gone.csrf()
    asked = {"person": OTHER, "deputy": "", "since": "2026-09-08", "confirm": "yes"}
    office = place.browser(SUPERVISOR)
    assert office.fill(here, f"{here}/hand-over", asked).status_code == 303
    sent = {"csrf": token, "purpose": "电话联系", "field": "称呼"}
    assert gone.send(f"{path(place)}/reveal", sent).status_code == 404
    for address in ("/care", path(place)):
        gone.get(address, 404)
    assert [who for who, *_ in readings(place)] == [CONTACT]
    assert read(browser(place, OTHER), path(place)).status_code == 200


def test_a_link_opens_no_identity(place: Place) -> None:
    task = a_call(place)
    guest = place.browser()
    guest.send(make_link(place, task.id, person=CONTACT))
    page = guest.get(f"/tasks/{task.id}")
    assert "登录" in page
    assert "/care/cases/" not in page
    for address in ("/care", path(place)):
        assert "用姓名和密码登录" in guest.get(address, 403)
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    sent = {"csrf": token[1], "purpose": "电话联系", "field": "称呼"}
    assert guest.send(f"{path(place)}/reveal", sent).status_code == 403
    assert readings(place) == []


#: Everything that changes or reads something in the room, with what a form would hold.
STEPS = {
    "reveal": {"purpose": "电话联系", "field": "称呼"},
    "approve": {},
    "refuse": {},
    "review": {"need": "no"},
    "contact": {"contact": "竹坪村·联系人"},
    "exit": {"reason": "已成年"},
    "correct": {"称呼": "例改", "电话": "13911112222"},
    "requests": {"kind": "查阅", "received": "2026-09-08"},
    "requests/1": {"answer": "已提供查阅"},
}
#: Who may do which of them with the first case: it is in the register, 鲁例暖 calls.
RIGHTFUL = {JUSTICE: set(STEPS) - {"approve", "refuse"}, CONTACT: {"reveal"}}


@pytest.mark.parametrize(
    "person", [JUSTICE, CONTACT, OTHER, APPROVER, SUPERVISOR, LEADER, POLICE, HOLDER, ADMIN]
)
def test_every_step_is_for_the_rightful_posts_alone(place: Place, person: str) -> None:
    who = place.browser(person) if person == ADMIN else browser(place, person)
    token = who.csrf()
    before = case(place)
    let_in = set()
    for step, values in STEPS.items():
        answer = who.send(f"{path(place)}/{step}", {"csrf": token, **values})
        if answer.status_code != 404:
            let_in.add(step)
        else:
            assert "例小溪" not in answer.text
    assert let_in == RIGHTFUL.get(person, set())
    assert len(readings(place)) == (1 if person in RIGHTFUL else 0)
    if person != JUSTICE:
        assert (case(place).state, case(place).contact) == (before.state, before.contact)


# --- Reading ---


def test_an_identity_is_shown_for_a_purpose_and_each_reading_leaves_its_line(place: Place) -> None:
    who, at = browser(place, CONTACT), path(place)
    assert not any(name in who.get(at) for name in NAMES)
    answer = read(who, at)
    assert answer.status_code == 200
    assert "例小溪" in answer.text
    assert "10000000001" in answer.text
    assert "例奶奶" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    read(who, at, "上门走访", ("监护人",))
    assert readings(place) == [
        (CONTACT, "称呼、电话", "电话联系"),
        (CONTACT, "监护人", "上门走访"),
    ]
    assert not any(name in who.get(at) for name in NAMES)


def test_the_same_form_sent_twice_is_two_readings(place: Place) -> None:
    who, at = browser(place, CONTACT), path(place)
    read(who, at)
    assert who.sent
    assert "例小溪" in who.send(f"{at}/reveal", who.sent).text
    assert len(readings(place)) == 2


def test_no_purpose_no_identity(place: Place) -> None:
    who = browser(place, JUSTICE)
    for purpose in ("", "看看"):
        answer = read(who, path(place), purpose)
        assert answer.status_code == 422
        assert "请选择查看的目的" in answer.text
        assert "例小溪" not in answer.text
    assert readings(place) == []


def test_whoever_approves_reads_nothing(place: Place) -> None:
    at = registered(place)
    who = browser(place, APPROVER)
    page = who.get(at)
    assert "同意书 9 号" in page
    assert "/reveal" not in page
    sent = {"csrf": who.csrf(), "purpose": "核对登记", "field": "称呼"}
    assert who.send(f"{at}/reveal", sent).status_code == 404
    assert readings(place) == []


# --- Registering, and what follows ---


def test_the_list_of_readings_shows_codes_to_the_case_post_alone(place: Place) -> None:
    read(browser(place, CONTACT), path(place))
    keeper = browser(place, JUSTICE).get("/care/readings")
    head = browser(place, APPROVER).get("/care/readings")
    for page in (keeper, head):
        assert CONTACT in page
        assert "称呼、电话" in page
        assert "例小溪" not in page
    assert "关爱-0001" in keeper
    assert "关爱-0001" not in head
    browser(place, CONTACT).get("/care/readings", 404)
    assert "没有人查看过" in browser(place, JUSTICE).get("/care/readings?month=2026-08")


def test_reading_at_night_stands_where_supervisors_look_and_names_no_case(place: Place) -> None:
    place.now = morning(ACT) + timedelta(hours=14)
    read(browser(place, CONTACT), path(place))
    place.now += timedelta(hours=10)
    page = place.browser(SUPERVISOR).get("/status")
    assert f"{CONTACT} 9月8日 22:30 在夜间查看" in page
    assert "关爱-0001" not in page


def test_a_sealed_room_says_so_on_every_page_and_is_opened_by_another(place: Place) -> None:
    who = place.browser(SUPERVISOR)
    assert who.fill("/care", "/care/seal", {"why": ""}).status_code == 422
    assert who.fill("/care", "/care/seal", {"why": "演练"}).status_code == 303
    keeper, contact = browser(place, JUSTICE), browser(place, CONTACT)
    for one, address in (
        (keeper, "/care"),
        (keeper, "/care/register"),
        (keeper, "/care/readings"),
        (keeper, path(place)),
        (contact, "/care"),
        (contact, path(place)),
    ):
        page = one.get(address)
        assert "已封存" in page
        assert "演练" in page
        assert not re.search(r"关爱-\d", page)
    sent = {"csrf": contact.csrf(), "purpose": "电话联系", "field": "称呼"}
    assert "例小溪" not in contact.send(f"{path(place)}/reveal", sent).text
    assert readings(place) == []
    refused = who.send("/care/unseal", {"csrf": who.csrf(), "why": "好了"})
    assert refused.status_code == 422
    head = browser(place, APPROVER)
    assert head.fill("/care", "/care/unseal", {"why": "演练结束"}).status_code == 303
    assert "关爱-0001" in keeper.get("/care")


def test_a_sealed_room_lets_the_call_be_handed_in(place: Place) -> None:
    place.browser(SUPERVISOR).fill("/care", "/care/seal", {"why": "演练"})
    task, who = a_call(place), browser(place, CONTACT)
    call = f"/care/calls/{task.id}"
    assert who.fill(f"/tasks/{task.id}", call, {"result": "接通"}).status_code == 303


def test_the_room_is_for_whoever_is_signed_in_and_asks_more_itself(place: Place) -> None:
    """The table of rights cannot tell one contact from another: each page of the room does."""
    of_room = {route: right for route, right in ROUTES.items() if " /care" in route}
    assert set(of_room.values()) == {Right.SIGNED_IN, Right.HAND_IN}
    assert len(of_room) == 18
