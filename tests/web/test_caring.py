"""The pages of the care register: who gets in, what is shown for which purpose, and what is written down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from care.tables import CareCase, CareReading, CareRequest
from tasks import plans
from tasks.lifecycle import State
from tasks.links import Assignment
from tasks.tables import HandIn, JournalRow, Task
from tests.rounds.town import HERE, morning
from tests.web.conftest import (
    ACT,
    ADMIN,
    CONTACT,
    DEPUTY,
    HEAD,
    HOLDER,
    JUSTICE,
    LEADER,
    PASSWORD,
    POLICE,
    REVIEWER,
    SUPERVISOR,
    Browser,
    Place,
)
from tests.web.routes import ROUTES
from tests.web.test_signin import make_link
from web import accounts
from web.roles import Right

APPROVER = "吴例衡"  # 司法所·负责人
OTHER = "韦例晴"  # 竹坪村·联系人
#: What the demo's children are called, and how they are reached.
NAMES = ("例小溪", "例小山", "例小竹", "例小晨", "10000000001", "例奶奶")
FIELDS = ("称呼", "电话", "监护人", "需要的支持")
NEW = {
    "称呼": "例新来",
    "电话": "13900008888",
    "监护人": "例伯伯",
    "需要的支持": "书包",
    "contact": "竹坪村·联系人",
    "basis": "监护人同意",
    "basis_note": "同意书 9 号",
    "basis_on": "2026-09-07",
    "told_on": "2026-09-07",
    "under_14": "yes",
    "purpose": "每月关爱联系",
}


def browser(place: Place, person: str) -> Browser:
    """A device of that person, who may have no account yet."""
    with place.town.database.write() as session:
        if accounts.by_login(session, person) is None:
            rules = plans.current(session, HERE)
            accounts.add(session, rules, person, PASSWORD, now=place.now)
    return place.browser(person)


def cases(place: Place) -> Sequence[CareCase]:
    with place.town.database.read() as session:
        return session.scalars(select(CareCase).order_by(CareCase.code)).all()


def case(place: Place, code: str = "关爱-0001") -> CareCase:
    return next(one for one in cases(place) if one.code == code)


def path(place: Place, code: str = "关爱-0001") -> str:
    return f"/care/cases/{case(place, code).id}"


def readings(place: Place) -> list[tuple[str, str, str]]:
    with place.town.database.read() as session:
        rows = session.scalars(select(CareReading).order_by(CareReading.id))
        return [(row.by, row.fields, row.purpose) for row in rows]


def a_call(place: Place, by: str = "云溪村·联系人") -> Task:
    with place.town.database.read() as session:
        wanted = select(Task).where(Task.obligation == "care-contact", Task.post == by)
        return session.scalars(wanted.order_by(Task.id)).all()[0]


def read(
    who: Browser, at: str, purpose: str = "电话联系", names: Sequence[str] = ("称呼", "电话")
) -> Any:
    return who.fill(at, f"{at}/reveal", {"purpose": purpose, "field": list(names)})


# --- Who gets in ---


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


def registered(place: Place, **other: str) -> str:
    """Register one more; the address of its page."""
    who = browser(place, JUSTICE)
    answer = who.fill("/care/register", "/care/register", NEW | other)
    assert answer.status_code == 303, answer.text
    return path(place, cases(place)[-1].code)


def test_a_registration_is_approved_by_the_head_who_sees_basis_and_purpose(place: Place) -> None:
    at = registered(place)
    who = browser(place, APPROVER)
    page = who.get("/care")
    assert "等您批准" in page
    assert cases(place)[-1].code in page
    assert "例新来" not in page
    assert who.fill(at, f"{at}/approve").status_code == 303
    assert cases(place)[-1].state == "active"
    who.get(at, 404)


def test_what_is_wrong_is_said_beside_its_field_and_the_form_stands_as_it_was_sent(
    place: Place,
) -> None:
    who = browser(place, JUSTICE)
    wrong = NEW | {"电话": "11010120080101123X", "需要的支持": "父亲服刑", "basis_on": "2026-10-01"}
    answer = who.fill("/care/register", "/care/register", wrong)
    assert answer.status_code == 422
    said = re.findall(r'<p class="wrong"[^>]*>([^<]*)</p>', answer.text)
    assert said == ["依据的日期 2026-10-01 还没有到", "应为电话号码", *said[2:]]
    assert "不写案情" in said[2]
    assert not any("例新来" in one or "父亲" in one for one in said)
    assert 'value="例新来"' in answer.text
    assert "例新来" not in who.get("/care/register")
    assert len(cases(place)) == 4


def test_dates_and_basis_that_are_not_given_are_asked_for(place: Place) -> None:
    who = browser(place, JUSTICE)
    answer = who.fill("/care/register", "/care/register", {"称呼": "例新来"})
    assert answer.status_code == 422
    assert all(says in answer.text for says in ("请选择依据", "请写依据的日期", "请写告知监护人"))


def test_a_correction_needs_the_whole_identity_open(place: Place) -> None:
    who, at = browser(place, JUSTICE), path(place)
    assert f'action="{at}/correct"' not in read(who, at, "核对登记").text
    answer = read(who, at, "核对登记", FIELDS)
    assert f'action="{at}/correct"' in answer.text
    sent = {"csrf": who.csrf(), "称呼": "例小溪", "电话": "电话不详"}
    refused = who.send(f"{at}/correct", sent)
    assert refused.status_code == 422
    assert 'value="例小溪"' in refused.text
    sent = {"csrf": who.csrf(), "称呼": "例小溪", "电话": "13911112222", "监护人": "例奶奶"}
    assert who.send(f"{at}/correct", sent).status_code == 303
    assert "13911112222" in read(who, at).text


def test_a_new_contact_gets_the_call_and_the_old_one_is_shut_out_at_once(place: Place) -> None:
    task, keeper, at = a_call(place), browser(place, JUSTICE), path(place)
    old = browser(place, CONTACT)
    assert keeper.fill(at, f"{at}/contact", {"contact": "竹坪村·联系人"}).status_code == 303
    old.get(at, 404)
    assert "例小溪" in read(browser(place, OTHER), at).text
    with place.town.database.read() as session:
        moved = session.get_one(Task, task.id).post, a_call(place).id
    assert "竹坪村·联系人" in (moved[0], case(place).contact)


def test_a_review_may_end_the_calls_and_an_exit_names_the_day_of_destruction(place: Place) -> None:
    who, at = browser(place, JUSTICE), path(place)
    assert who.fill(at, f"{at}/review", {"need": "no"}).status_code == 303
    assert case(place).state == "resting"
    assert who.fill(at, f"{at}/exit", {}).status_code == 422
    assert who.fill(at, f"{at}/exit", {"reason": "需求已解决"}).status_code == 303
    page = who.get(at)
    assert "2026年12月7日 销毁" in page or "12月7日 销毁" in page
    assert "/reveal" not in page


def test_a_request_about_the_data_is_a_task_with_a_deadline_and_ends_with_its_answer(
    place: Place,
) -> None:
    who, at = browser(place, JUSTICE), path(place)
    sent = {"kind": "查阅", "received": "2026-09-08"}
    assert who.fill(at, f"{at}/requests", sent).status_code == 303
    with place.town.database.read() as session:
        asked = session.scalars(select(CareRequest)).one()
        task = session.get_one(Task, asked.task_id)
        title = session.scalars(select(Assignment.title).where(Assignment.task_id == task.id)).one()
    # 15 working days: Friday 25 September is the festival, Sunday 20 September is worked.
    assert (task.post, task.due, asked.answer_by) == ("司法所", date(2026, 9, 29), task.due)
    assert title == "个人信息申请办理（1 件）"
    assert f'href="{at}"' in who.get(f"/tasks/{task.id}")
    number = f"{at}/requests/{asked.id}"
    assert who.fill(at, number, {"answer": "以后再说"}).status_code == 422
    assert who.fill(at, number, {"answer": "已提供查阅"}).status_code == 303
    assert "已提供查阅" in who.get(at)
    with place.town.database.read() as session:
        assert session.get_one(Task, task.id).state == State.SUBMITTED
        handed = session.scalars(select(HandIn).where(HandIn.task_id == task.id)).one()
    assert "已答复申请人" in handed.fields.values()


# --- The call ---


def test_a_call_is_handed_in_with_two_taps_and_its_line_stays_in_the_room(place: Place) -> None:
    task, who = a_call(place), browser(place, CONTACT)
    page = who.get(f"/tasks/{task.id}")
    assert "打开联系卡" in page
    assert f"/tasks/{task.id}/hand-in" not in page
    sent = {"result": "接通", "support": "yes", "note": "周末白天打"}
    assert who.fill(f"/tasks/{task.id}", f"/care/calls/{task.id}", sent).status_code == 303
    with place.town.database.read() as session:
        fields = session.scalars(select(HandIn.fields).where(HandIn.task_id == task.id)).one()
        written = "".join(row.data for row in session.scalars(select(JournalRow)))
    assert fields == {"联系方式": "电话", "结果": "接通", "需要支持": True}
    assert "周末白天打" not in written
    at = path(place)
    assert (
        "周末白天打"
        in read(who, at, names=("备注",)).text
        + read(who, path(place, "关爱-0002"), names=("备注",)).text
    )


def test_a_visit_is_told_as_one(place: Place) -> None:
    task, who = a_call(place), browser(place, CONTACT)
    who.fill(f"/tasks/{task.id}", f"/care/calls/{task.id}", {"result": "走访"})
    with place.town.database.read() as session:
        fields = session.scalars(select(HandIn.fields).where(HandIn.task_id == task.id)).one()
    assert fields == {"联系方式": "走访", "结果": "走访", "需要支持": False}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "请选择联系的结果"),
        ({"result": "忘了"}, "结果"),
        ({"result": "接通", "note": "父亲服刑"}, "备注不写案情"),
    ],
)
def test_a_call_that_does_not_say_enough_changes_nothing(
    place: Place, sent: dict[str, str], says: str
) -> None:
    task, who = a_call(place), browser(place, CONTACT)
    answer = who.fill(f"/tasks/{task.id}", f"/care/calls/{task.id}", sent)
    assert answer.status_code == 422
    assert says in answer.text
    with place.town.database.read() as session:
        assert session.get_one(Task, task.id).state == State.PENDING


def test_a_call_can_be_handed_in_by_link_without_a_line(place: Place) -> None:
    task, guest = a_call(place), place.browser()
    guest.send(make_link(place, task.id, person=CONTACT))
    page = guest.get(f"/tasks/{task.id}")
    assert 'name="note"' not in page
    answer = guest.fill(f"/tasks/{task.id}", f"/care/calls/{task.id}", {"result": "未接通"})
    assert answer.status_code == 303


def test_nobody_hands_in_for_another_contact(place: Place) -> None:
    task = a_call(place)
    for person, status in ((OTHER, 404), (JUSTICE, 403)):
        who = browser(place, person)
        sent = {"csrf": who.csrf(), "result": "接通"}
        assert who.send(f"/care/calls/{task.id}", sent).status_code == status


def test_the_counts_of_the_register_stand_in_the_hand_in_of_the_case_post(place: Place) -> None:
    task = place.town.task("安稳镇", "care-register", "2026-Q3")
    page = browser(place, JUSTICE).get(f"/tasks/{task.id}")
    assert [*re.findall(r'class="number" value="(\d*)"', page)] == ["4", "4"]
    assert "由关爱登记带出" in page


# --- Watching, sealing ---


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
