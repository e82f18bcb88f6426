"""What supervisors change: 不适用, 撤销, 暂缓, 延期, 转交, 重新打开, and what it does to dates and clocks."""

from __future__ import annotations

import pytest

from tasks import commands
from tasks.lifecycle import MoveRefused, State, is_late
from tasks.queries import line_of
from tasks.tables import Task
from tests.tasks.brook import DEPUTY, OFFICE, Brook, day
from tests.tasks.moves import POST, do, in_state


@pytest.mark.parametrize("move", ["waive", "cancel", "pause"])
def test_nobody_excuses_himself_and_every_excuse_has_a_reason(creek: Brook, move: str) -> None:
    task = in_state(creek, State.PENDING).id
    command = getattr(commands, move)
    with pytest.raises(MoveRefused, match="辛八 不能对自己的任务"):
        creek.move(command, task, "03-04", by="辛八", reason="忙")
    with pytest.raises(MoveRefused, match="请写明理由"):
        creek.move(command, task, "03-04", by=DEPUTY, reason=" ")


def test_waiving_what_is_under_review_ends_the_hand_in_and_the_reviewers_clock(
    creek: Brook,
) -> None:
    task = creek.again(do(creek, "waive", in_state(creek, State.SUBMITTED).id, "03-04"))
    assert (task.state, task.next_on) == (State.WAIVED, None)
    assert set(creek.outcomes(task, "review").values()) >= {"suppressed"}
    assert creek.round("03-16") >= 0
    assert creek.told(task) == []


def test_a_cancelled_task_is_told_only_where_somebody_had_heard_of_it(brook: Brook) -> None:
    brook.round("03-02")
    brook.tell()
    heard, unheard = brook.task("visit", "东村"), brook.task("visit", "西村")
    with brook.database.write() as session:
        for nudge in brook.nudges(unheard):
            session.delete(session.merge(nudge))
    for task in (heard, unheard):
        do(brook, "cancel", task.id, "03-04")
    assert brook.told(heard, "03-04") == [("cancelled", POST)]
    assert brook.told(unheard) == []


def test_a_pause_is_silent_and_resuming_adds_its_working_days(brook: Brook) -> None:
    task = do(brook, "pause", in_state(brook, State.PENDING).id, "03-25")
    assert (task.paused_from, task.next_on) == (day("03-25"), None)
    brook.round("04-01")
    assert brook.told(task) == []
    resumed = do(brook, "resume", task.id, "04-02")
    assert (resumed.due, resumed.original_due) == (day("04-08"), day("03-31"))  # six working days
    brook.round("04-03")
    assert ("reminder", POST) in brook.told(task)


def test_a_paused_task_is_not_late_and_a_task_late_before_its_pause_stays_as_late_as_it_was(
    creek: Brook,
) -> None:
    task = in_state(creek, State.PENDING).id
    do(creek, "pause", task, "04-02")
    with creek.look() as session:
        paused = session.get_one(Task, task)
        line = line_of(session, creek.jurisdiction(), paused, day("05-20"))
    assert line.late
    assert line.paused
    resumed = do(creek, "resume", task, "04-09")
    assert resumed.due == day("04-07")  # two working days before, as on the day of the pause


def test_pausing_twice_and_resuming_what_runs_are_refused(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    with pytest.raises(MoveRefused, match="没有暂缓"):
        do(creek, "resume", task, "03-04")
    do(creek, "pause", task, "03-04")
    with pytest.raises(MoveRefused, match="已经暂缓"):
        do(creek, "pause", task, "03-05")


def test_a_task_that_was_closed_during_a_pause_can_be_reopened_paused_and_resumed_again(
    brook: Brook,
) -> None:
    task = in_state(brook, State.PENDING).id
    for move, on in [
        ("pause", "03-04"),
        ("waive", "03-05"),
        ("reopen", "03-06"),
        ("pause", "03-09"),
    ]:
        do(brook, move, task, on)
    assert do(brook, "resume", task, "03-11").due == day("04-02")


def test_handing_in_ends_a_pause(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    do(creek, "pause", task, "03-30")
    handed_in = do(creek, "submit", task, "04-01")
    assert (handed_in.paused_from, handed_in.due) == (None, day("04-02"))
    assert not is_late(State.SUBMITTED, handed_in.due, handed_in.submitted_on, day("04-01"))


def test_resuming_tells_of_a_task_that_nobody_had_heard_of(creek: Brook) -> None:
    task = creek.again(do(creek, "pause", in_state(creek, State.PENDING).id, "03-03"))
    assert creek.told(task) == []
    do(creek, "resume", task.id, "03-05")
    assert creek.told(task) == [("opened", POST)]


def test_a_granted_extension_moves_the_due_date_and_the_ladder(brook: Brook) -> None:
    task = brook.again(do(brook, "ask", in_state(brook, State.PENDING).id, "03-20"))
    assert brook.told(task, "03-20") == [("asked", OFFICE)]
    granted = do(brook, "grant", task.id, "03-23")
    assert (granted.due, granted.original_due) == (day("04-10"), day("03-31"))
    assert ("granted", POST) in brook.told(task)
    with brook.look() as session:
        assert line_of(session, brook.jurisdiction(), granted, day("04-01")).extended
    brook.round("04-01")
    assert ("urge", POST) not in brook.told(task)
    brook.round("04-13")
    assert ("urge", POST) in brook.told(task)


def test_a_return_is_no_extension(creek: Brook) -> None:
    creek.round("03-02")
    task = creek.task("visit", "东村")
    do(creek, "submit", task.id, "03-31")
    returned = do(creek, "return", task.id, "04-01")
    with creek.look() as session:
        assert not line_of(session, creek.jurisdiction(), returned, day("04-01")).extended


def test_an_extension_granted_after_its_own_date_does_not_end_the_chasing(creek: Brook) -> None:
    task = creek.again(do(creek, "ask", in_state(creek, State.PENDING).id, "03-20"))
    creek.round("04-01")
    do(creek, "grant", task.id, "04-16")
    creek.round("04-16")
    assert ("supervise", POST) in creek.told(task)


def test_a_refused_extension_leaves_the_date_and_can_be_asked_for_again(creek: Brook) -> None:
    task = creek.again(do(creek, "ask", in_state(creek, State.PENDING).id, "03-20"))
    assert do(creek, "refuse", task.id, "03-23").due == day("03-31")
    assert creek.told(task, "03-23") == [("refused", POST)]
    do(creek, "ask", task.id, "03-24")


@pytest.mark.parametrize(
    ("on", "until", "words"),
    [
        ("04-01", "04-10", "到期日 2026-03-31 已过"),
        ("03-20", "03-31", "应晚于到期日"),
        ("03-20", "2062-04-10", "2062-04-10 太远了，最迟 2028-04-01"),
    ],
)
def test_an_extension_is_asked_for_in_time_and_for_a_later_day(
    creek: Brook, on: str, until: str, words: str
) -> None:
    task = in_state(creek, State.PENDING).id
    with pytest.raises(MoveRefused, match=words):
        creek.move(commands.ask_extension, task, on, day(until), by=POST, reason="忙")


def test_one_extension_at_a_time_and_not_answered_by_the_one_who_asked(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    do(creek, "ask", task, "03-20")
    with pytest.raises(MoveRefused, match="已有一个延期申请"):
        do(creek, "ask", task, "03-20")
    with pytest.raises(MoveRefused, match="自己"):
        creek.move(commands.grant_extension, task, "03-23", by="辛八")


def test_a_request_that_nobody_answered_lapses_with_the_task(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    do(creek, "ask", task, "03-20")
    do(creek, "waive", task, "03-23")
    do(creek, "reopen", task, "03-24")
    with pytest.raises(MoveRefused, match="没有等待答复"):
        do(creek, "grant", task, "03-25")


def test_a_reassigned_task_is_the_same_with_the_same_dates_and_only_the_new_post_is_told(
    brook: Brook,
) -> None:
    task = in_state(brook, State.PENDING).id
    moved = brook.again(do(brook, "reassign", task, "03-03"))
    assert (moved.post, moved.pinned, moved.due) == ("派出所", True, day("03-31"))
    assert brook.told(moved) == [("reassigned", "派出所")]
    brook.round("03-26")
    assert brook.told(moved, "03-26") == [("reminder", "派出所")]
    assert len(brook.tasks("visit")) == 3


def test_what_was_told_today_is_not_told_again_to_the_new_post(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    creek.round("03-26")
    creek.tell()
    do(creek, "reassign", task, "03-26")
    creek.round("03-26", hour=12)
    new = [(n.kind, n.post) for n in creek.nudges(creek.task("visit", "东村"), "03-26")]
    assert new == [("reminder", POST), ("reassigned", "派出所")]


def test_reassigning_to_an_external_post_changes_the_ladder(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    creek.move(commands.reassign, task, "03-03", "区里联络员")
    creek.round("04-01")
    assert creek.told(creek.task("visit", "东村"), "04-01") == [("telephone", OFFICE)]


def test_a_reopened_task_has_two_working_days_and_the_post_that_answers_now(brook: Brook) -> None:
    task = in_state(brook, State.DONE).id
    brook.load("03-30", ("roster.yaml", "东村, post: 东村联络员", "东村, post: 西村联络员"))
    reopened = brook.again(do(brook, "reopen", task, "03-31"))
    assert (reopened.state, reopened.due) == (State.RETURNED, day("04-02"))
    assert reopened.post == "西村联络员"
    assert brook.told(reopened, "03-31") == [("reopened", "西村联络员")]
