"""查阅、更正、删除, and the month's list of readings: work with a deadline that names nobody."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from care import identity, moving, requests, retention
from care.lifecycle import CareRefused
from care.tables import CareListing, CareReading, CareRequest
from notifiers.tables import Message
from obligations.jurisdiction import Jurisdiction
from tasks.lifecycle import State
from tasks.links import Assignment
from tasks.tables import Task
from tests.care.room import CALLER, HEAD, KEEPER, MARK, START, Room

ASKED = date(2026, 9, 8)


def ask(room: Room, code: str, kind: str = "查阅", received: date = ASKED) -> CareRequest:
    return room.do(requests.ask, ASKED, code, kind, received, by=KEEPER)


def answer(room: Room, asked: CareRequest, said: str) -> CareRequest:
    with room.database.read() as session:
        found = session.get_one(CareRequest, asked.id)
    return room.do(_answer, ASKED, found.case_id, found.id, said, by=KEEPER)


def _answer(
    session: Session,
    rules: Jurisdiction,
    case_id: str,
    number: int,
    said: str,
    *,
    by: str,
    now: datetime,
) -> CareRequest:
    found = requests.of(session, case_id, number)
    return requests.answer(session, rules, found, said, by=by, now=now)


def test_a_request_is_work_of_the_case_post_that_names_no_case(room: Room) -> None:
    code = room.admit()
    ask(room, code, "删除", date(2026, 9, 1))
    room.round(date(2026, 9, 9))
    with room.database.read() as session:
        order = session.scalars(select(Assignment)).one()
        task = session.get_one(Task, order.task_id)
        told = "".join(m.body for m in session.scalars(select(Message)))
    assert (order.title, task.post, task.due) == (requests.TITLE, "司法所", date(2026, 9, 21))
    assert "个人信息申请办理" in told
    assert code not in told
    assert MARK not in told


def test_a_request_that_came_in_long_ago_is_due_today(lite: Room) -> None:
    asked = ask(lite, lite.admit(), received=date(2026, 3, 2))
    with lite.database.read() as session:
        task = session.get_one(Task, asked.task_id)
    assert (task.due, asked.answer_by < ASKED) == (ASKED, True)


def test_its_answer_hands_the_task_in_and_is_given_once(room: Room) -> None:
    asked = ask(room, room.admit())
    with pytest.raises(CareRefused, match="请选择办理的结果"):
        answer(room, asked, "再说")
    done = answer(room, asked, "已更正")
    assert (done.answer, done.answered_by) == ("已更正", KEEPER)
    with room.database.read() as session:
        assert session.get_one(Task, asked.task_id).state == State.SUBMITTED
    with pytest.raises(CareRefused, match="已经答复"):
        answer(room, asked, "已更正")


def test_what_nobody_can_ask_is_refused(lite: Room) -> None:
    code = lite.admit()
    for kind, received, by, says in (
        ("转移", ASKED, KEEPER, "请选择申请的内容"),
        ("查阅", date(2026, 9, 9), KEEPER, "还没有到"),
        ("查阅", ASKED, HEAD, "只有司法所"),
        ("查阅", ASKED, CALLER, "只有司法所"),
    ):
        with pytest.raises(CareRefused, match=says):
            lite.do(requests.ask, ASKED, code, kind, received, by=by)
    with lite.database.read() as session:
        assert session.scalars(select(Assignment)).all() == []


def test_a_request_of_another_case_is_not_there(lite: Room) -> None:
    first, second = lite.admit(1), lite.admit(2)
    asked = ask(lite, first)
    with pytest.raises(CareRefused, match="没有这件申请"):
        lite.do(_answer, ASKED, lite.case(second).id, asked.id, "已更正", by=KEEPER)


def test_when_the_identity_goes_nothing_leads_from_a_task_to_the_case(room: Room) -> None:
    code = room.admit()
    asked = ask(room, code)
    room.do(moving.end, ASKED, code, reason="监护人撤回同意", by=KEEPER)
    room.do(retention.keep, date(2026, 12, 7), keyring=True)
    with room.database.read() as session:
        kept = session.get_one(CareRequest, asked.id)
        assert session.get_one(Task, asked.task_id).state == State.PENDING
    assert (kept.kind, kept.task_id) == ("查阅", None)


# --- The list of readings ---


def read(room: Room, code: str, on: date) -> None:
    room.do(identity.reveal, on, code, ("电话",), purpose="电话联系", by=CALLER, keyring=True)


def lists(room: Room) -> list[tuple[str, str, date]]:
    with room.database.read() as session:
        rows = session.execute(
            select(Assignment.title, Task.post, Task.due)
            .join(CareListing, CareListing.task_id == Assignment.task_id)
            .join(Task, Task.id == Assignment.task_id)
        )
        return [(title, post, due) for title, post, due in rows]


def test_the_head_gets_last_months_list_on_the_first_working_day_and_once(room: Room) -> None:
    code = room.admit()
    room.round(START)
    for day in (8, 9, 30):
        read(room, code, date(2026, 9, day))
    room.round(date(2026, 9, 30))
    # 1 to 7 October are the holidays.
    room.round(date(2026, 10, 1))
    assert lists(room) == []
    for day in (8, 9):
        room.round(date(2026, 10, day))
    title = "2026年9月关爱登记查看记录 3 条，请核对"
    assert lists(room) == [(title, "司法所·负责人", date(2026, 10, 14))]
    with room.database.read() as session:
        told = {m.recipient: m.body for m in session.scalars(select(Message))}
    assert title in told[HEAD]
    assert code not in told[HEAD]


def test_months_without_a_round_are_caught_up_each_with_its_own_list(room: Room) -> None:
    """October has no round at all; on a Sunday, before November's first working day, September is shown."""
    code = room.admit()
    room.round(START)
    for day in (date(2026, 9, 8), date(2026, 9, 9), date(2026, 10, 12)):
        read(room, code, day)
    room.round(date(2026, 11, 1))
    september = "2026年9月关爱登记查看记录 2 条，请核对"
    assert [title for title, *_ in lists(room)] == [september]
    for day in (date(2026, 11, 2), date(2026, 11, 3)):
        room.round(day)
    october = "2026年10月关爱登记查看记录 1 条，请核对"
    assert [title for title, *_ in lists(room)] == [september, october]


def test_a_month_without_a_reading_has_no_list(room: Room) -> None:
    room.admit()
    room.round(START)
    room.round(date(2026, 10, 8))
    assert lists(room) == []
    with room.database.read() as session:
        assert session.scalars(select(CareReading)).all() == []
