"""Every month every child is called or the call is chased; outside the room nobody can tell who it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from care import identity, moving, register
from care.lifecycle import CareRefused, State
from notifiers.tables import Message
from tasks import commands
from tasks.lifecycle import MoveRefused
from tasks.lifecycle import State as TaskState
from tasks.tables import Task
from tests.care.room import BAMBOO, CALLER, CLOUD, KEEPER, OTHER, START, Room
from tests.rounds.town import morning

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 9), date(2026, 11, 2), date(2026, 12, 1)


def test_a_case_has_one_call_a_month_under_another_name_each_time(room: Room) -> None:
    code = room.admit()
    for day in (START, START, OCTOBER, NOVEMBER):
        room.round(day)
    calls = room.calls(code)
    assert [call.period for call in calls] == ["2026-09", "2026-10", "2026-11"]
    assert len({call.subject for call in calls}) == 3
    assert all(code not in call.subject for call in calls)


def test_a_case_approved_with_too_few_days_left_is_called_from_the_next_month(room: Room) -> None:
    early, late = room.admit(1, on=date(2026, 9, 22)), room.admit(2, on=date(2026, 9, 25))
    room.round(date(2026, 9, 25))
    assert [len(room.calls(code)) for code in (early, late)] == [1, 0]
    room.round(OCTOBER)
    assert [len(room.calls(code)) for code in (early, late)] == [2, 1]


def test_a_family_that_declines_is_not_called_again_until_the_need_is_reviewed(room: Room) -> None:
    code = room.admit()
    room.round(START)
    room.call(room.calls(code)[0], date(2026, 9, 3), "婉拒")
    room.round(OCTOBER)
    room.round(NOVEMBER)
    assert len(room.calls(code)) == 1
    assert room.case(code).state == State.RESTING
    room.do(register.review, NOVEMBER, code, needed=True, by=KEEPER)
    room.round(DECEMBER)
    assert [call.period for call in room.calls(code)][1:] == ["2026-11", "2026-12"]


def test_the_second_call_that_nobody_answers_is_the_lead_units_move(room: Room) -> None:
    code = room.admit()
    room.round(START)
    room.call(room.calls(code)[0], date(2026, 9, 3), "未接通")
    room.round(OCTOBER)
    assert room.tasks("assigned-work") == []
    room.call(room.calls(code)[1], OCTOBER, "未接通")
    room.round(date(2026, 10, 12))
    room.round(date(2026, 10, 13))
    assert [task.post for task in room.tasks("assigned-work")] == ["司法所"]


def test_a_family_that_asks_for_help_is_the_lead_units_move_at_once(room: Room) -> None:
    code = room.admit()
    room.round(START)
    room.call(room.calls(code)[0], date(2026, 9, 3), support="是")
    assert room.settle(date(2026, 9, 4)) == 1
    assert room.settle(date(2026, 9, 4)) == 0
    assert len(room.tasks("assigned-work")) == 1


def test_a_call_that_nobody_has_reviewed_changes_nothing_yet(room: Room) -> None:
    code = room.admit()
    room.round(START)
    room.call(room.calls(code)[0], date(2026, 9, 3), "婉拒", accept=False)
    assert room.settle(date(2026, 9, 4)) == 0
    assert room.case(code).state == State.ACTIVE


def test_another_contact_takes_the_open_call_both_are_told_and_the_old_one_is_out(
    room: Room,
) -> None:
    code = room.admit()
    room.round(START)
    call = room.calls(code)[0]
    room.do(moving.change_contact, date(2026, 9, 9), code, BAMBOO, by=KEEPER)
    moved = room.calls(code)[0]
    assert (moved.id, moved.post, moved.due) == (call.id, BAMBOO, call.due)
    with pytest.raises(CareRefused, match="没有这条登记"):
        room.do(
            identity.reveal,
            date(2026, 9, 9),
            code,
            ("电话",),
            purpose="电话联系",
            by=CALLER,
            keyring=True,
        )
    room.round(date(2026, 9, 9))
    with room.database.read() as session:
        told = {m.recipient: m.body for m in session.scalars(select(Message))}
    assert "转交给您" in told[OTHER]
    assert "已由他人承办" in told[CALLER]
    assert all(code not in body and moved.subject not in body for body in told.values())


def test_a_call_is_not_handed_on_by_itself_past_the_register(room: Room) -> None:
    """Else the post that gets it could not open the case, and the one that lost it could."""
    code = room.admit()
    room.round(START)
    call = room.calls(code)[0]
    with (
        pytest.raises(MoveRefused, match="变更联系人"),
        room.database.write() as session,
    ):
        commands.reassign(session, call.id, BAMBOO, by="褚例宁", now=morning(START))
    assert [(t.post, t.pinned) for t in room.calls(code)] == [(CLOUD, True)]


def test_a_call_that_comes_back_is_the_present_contacts(room: Room) -> None:
    """Reopened after another had taken over, a call was the old contact's again, who can open nothing."""
    code = room.admit()
    room.round(START)
    call = room.calls(code)[0]
    room.call(call, date(2026, 9, 3))
    room.do(moving.change_contact, date(2026, 9, 9), code, BAMBOO, by=KEEPER)
    reopen(room, call, date(2026, 9, 10))
    assert room.calls(code)[0].post == CLOUD
    room.round(date(2026, 9, 11))
    assert [(t.post, t.state) for t in room.calls(code)] == [(BAMBOO, TaskState.RETURNED)]


def test_nobody_is_called_against_their_will_whose_call_was_open_already(room: Room) -> None:
    """September's answer, 婉拒, is accepted once October's call is open; one that has left is not called back."""
    declined, left = room.admit(1), room.admit(2)
    room.round(START)
    for code in (declined, left):
        room.call(room.calls(code)[0], date(2026, 9, 29), "婉拒", accept=False)
    room.round(OCTOBER)
    assert room.calls(declined)[1].state == TaskState.PENDING
    for code in (declined, left):
        accept(room, room.calls(code)[0], OCTOBER)
    room.do(moving.end, date(2026, 10, 12), left, reason="需求已解决", by=KEEPER)
    reopen(room, room.calls(left)[0], date(2026, 10, 12))
    room.round(date(2026, 10, 13))
    assert [t.state for t in room.calls(declined)] == [TaskState.DONE, TaskState.CANCELLED]
    assert [t.state for t in room.calls(left)] == [TaskState.CANCELLED] * 2


def accept(room: Room, call: Task, on: date) -> None:
    with room.database.write() as session:
        commands.accept(session, call.id, by=KEEPER, now=morning(on) + timedelta(hours=3))


def reopen(room: Room, call: Task, on: date) -> None:
    with room.database.write() as session:
        commands.reopen(session, call.id, by="褚例宁", now=morning(on), reason="结果填错")


def test_a_call_of_a_case_that_ends_is_called_off_and_what_was_handed_in_is_still_reviewed(
    room: Room,
) -> None:
    first, second = room.admit(1), room.admit(2)
    room.round(START)
    room.call(room.calls(second)[0], date(2026, 9, 3), accept=False)
    for code in (first, second):
        room.do(moving.end, date(2026, 9, 9), code, reason="迁出本镇", by=KEEPER)
    states = [room.calls(code)[0].state for code in (first, second)]
    assert states == [TaskState.CANCELLED, TaskState.SUBMITTED]


def test_a_new_version_of_the_plan_leaves_the_calls_where_they_are(room: Room) -> None:
    code = room.admit()
    room.round(START)
    room.load(date(2026, 9, 9), "第二版")
    room.round(date(2026, 9, 9))
    assert [(t.post, t.state) for t in room.calls(code)] == [(CLOUD, TaskState.PENDING)]


def test_a_note_about_a_call_is_read_by_the_next_one_who_calls(room: Room) -> None:
    code = room.admit()
    room.round(START)
    call = room.calls(code)[0]
    room.do(identity.note, date(2026, 9, 3), call.id, "周末白天打", by=CALLER, keyring=True)
    seen = room.do(
        identity.reveal, OCTOBER, code, ("备注",), purpose="电话联系", by=CALLER, keyring=True
    )
    assert list(seen.opened().values()) == ["周末白天打"]
    for wrong in ("父亲服刑", "11010120080101123X", "长" * 61):
        with pytest.raises(CareRefused, match="备注"):
            room.do(identity.note, OCTOBER, call.id, wrong, by=CALLER, keyring=True)
    with pytest.raises(CareRefused, match="没有这条登记"):
        room.do(identity.note, OCTOBER, call.id, "好", by=OTHER, keyring=True)
