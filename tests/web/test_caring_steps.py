"""Registering, approving, reviewing and ending a case on the pages."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from care.tables import CareRequest
from tasks.lifecycle import State
from tasks.links import Assignment
from tasks.tables import HandIn, Task
from tests.web.caring import (
    APPROVER,
    FIELDS,
    NEW,
    OTHER,
    a_call,
    browser,
    case,
    cases,
    path,
    read,
    registered,
)
from tests.web.conftest import (
    CONTACT,
    JUSTICE,
    Place,
)


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
