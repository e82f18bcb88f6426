"""The monthly call on the page of its contact."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tasks.lifecycle import State
from tasks.tables import HandIn, JournalRow, Task
from tests.web.caring import (
    OTHER,
    a_call,
    browser,
    path,
    read,
)
from tests.web.conftest import (
    CONTACT,
    JUSTICE,
    Place,
)
from tests.web.test_signin import make_link


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
