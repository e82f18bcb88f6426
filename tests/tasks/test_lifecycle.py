"""Every move of a task: when it is allowed; handing in and reviewing."""

from __future__ import annotations

import pytest

from tasks import commands
from tasks.lifecycle import CLOSED, TABLE, Move, MoveRefused, State, is_late
from tasks.queries import line_of
from tests.tasks.brook import OFFICE, Brook, day
from tests.tasks.moves import POST, do, in_state

#: Moves that need another one before them, whatever the state.
_PREPARED = {
    Move.RESUME: "pause",
    Move.GRANT: "ask",
    Move.REFUSE: "ask",
    Move.REFUSE_WAIVER: "ask_waiver",
}


@pytest.mark.parametrize("state", State)
def test_a_move_that_the_table_does_not_have_is_refused_and_changes_nothing(
    creek: Brook, state: State
) -> None:
    task = in_state(creek, state)
    before = (vars(task).copy(), len(creek.journal(task)), len(creek.nudges()))
    for move in Move:
        if (state, move) not in TABLE:
            with pytest.raises(MoveRefused, match=f"“{state.label}”，不能{move.label}；可以："):
                do(creek, move, task.id, "03-04")
    now = creek.again(task)
    after = (vars(now).copy(), len(creek.journal(now)), len(creek.nudges()))
    for values, *_ in (before, after):
        del values["_sa_instance_state"]
    assert after == before


@pytest.mark.parametrize("move", Move)
def test_a_move_leads_where_the_table_says(creek: Brook, move: Move) -> None:
    froms = [state for state, allowed in TABLE if allowed is move]
    for state, village in zip(froms, ("东村", "西村", "北村"), strict=False):
        task = in_state(creek, state, village=village).id
        if prepared := _PREPARED.get(move):
            do(creek, prepared, task, "03-03")
        moved = do(creek, move, task, "03-04")
        assert moved.state == TABLE[state, move]
        assert creek.journal(moved)[-1].verb == move
        assert (moved.closed_on is not None) == (moved.state in CLOSED)
        assert (moved.next_on is None) == (moved.state in CLOSED or move is Move.PAUSE)
    assert creek.verify() == []


def test_a_hand_in_stops_the_units_clock_and_starts_the_reviewers(brook: Brook) -> None:
    task = do(brook, "submit", in_state(brook, State.PENDING).id, "03-04")
    assert (task.version, task.submitted_on, task.review_due) == (1, day("03-04"), day("03-09"))
    assert brook.outcomes(task) == {
        "open": "suppressed",
        **dict.fromkeys(("T-3", "T-1", "T+5", "T+10"), "suppressed"),
        "T+1": "suppressed+suppressed",
        "T+3": "suppressed+suppressed+suppressed",
    }
    brook.round("03-05")
    assert brook.told(task) == [("opened", OFFICE)]
    assert {n.reason for n in brook.nudges(task) if n.outcome == "suppressed"} == {"已提交"}


def test_a_hand_in_without_a_reviewer_is_done_at_once(brook: Brook) -> None:
    brook.round("03-02")
    task = brook.task("report", "小溪镇")
    done = brook.move(commands.submit, task.id, "03-04", {"情况": "好"}, by="派出所")
    assert (done.state, done.closed_on, done.next_on) == (State.DONE, day("03-04"), None)


def test_what_is_wrong_with_a_hand_in_is_said_at_once_and_nothing_is_handedin_state(
    creek: Brook,
) -> None:
    task = in_state(creek, State.PENDING).id
    with pytest.raises(MoveRefused, match=r"没有“天气”这一项.*“次数”读到 '许多'"):
        creek.move(commands.submit, task, "03-04", {"次数": "许多", "天气": "晴"}, by=POST)
    assert creek.task("visit", "东村").state == State.PENDING


def test_a_withdrawn_hand_in_leaves_the_task_as_it_was(brook: Brook) -> None:
    task = do(brook, "withdraw", in_state(brook, State.SUBMITTED).id, "03-04")
    assert (task.state, task.due, task.submitted_on) == (State.PENDING, day("03-31"), None)
    brook.round("03-26")
    assert brook.told(task) == [("reminder", POST)]


def test_what_was_returned_before_is_returned_again_when_the_next_hand_in_is_withdrawn(
    creek: Brook,
) -> None:
    task = in_state(creek, State.RETURNED).id
    do(creek, "submit", task, "03-04")
    assert do(creek, "withdraw", task, "03-05").state == State.RETURNED


def test_withdrawing_after_the_due_date_brings_the_last_missed_rung_at_the_next_round(
    creek: Brook,
) -> None:
    """A hand-in that was held only for show must not silence the ladder."""
    creek.round("03-02")
    task = creek.task("visit", "东村")
    do(creek, "submit", task.id, "03-31")
    do(creek, "withdraw", task.id, "04-03")
    creek.round("04-03")
    assert [kind for kind, _ in creek.told(task)] == ["supervise"] * 3
    assert creek.outcomes(task)["T+1"].endswith("skipped+skipped")


def test_a_return_gives_at_least_two_working_days_and_restarts_the_clock(brook: Brook) -> None:
    brook.round("03-02")
    task = brook.task("visit", "东村")
    do(brook, "submit", task.id, "03-30")
    returned = do(brook, "return", task.id, "04-01")
    assert (returned.due, returned.original_due) == (day("04-03"), day("03-31"))
    assert (returned.attempt, returned.clock_from) == (2, day("04-01"))
    assert brook.told(task, "04-01") == [("returned", POST)]
    brook.round("04-01", hour=12)
    assert brook.told(task, "04-01") == [("returned", POST)]  # it is nothing new
    brook.round("04-02")
    assert brook.told(task, "04-02") == [("reminder", POST)]
    brook.round("04-06")
    assert ("urge", POST) in brook.told(task, "04-06")


def test_a_return_never_makes_the_due_date_earlier(creek: Brook) -> None:
    assert do(creek, "return", in_state(creek, State.SUBMITTED).id, "03-05").due == day("03-31")


def test_late_is_what_was_handed_in_after_the_due_date(creek: Brook) -> None:
    assert not is_late(State.SUBMITTED, day("03-31"), day("03-31"), day("05-01"))
    assert is_late(State.DONE, day("03-31"), day("04-01"), day("05-01"))
    assert is_late(State.PENDING, day("03-31"), None, day("04-01"))
    assert not is_late(State.WAIVED, day("03-31"), day("04-01"), day("05-01"))


def test_the_reviewer_is_chased_like_anyone_else(brook: Brook) -> None:
    task = brook.again(do(brook, "submit", in_state(brook, State.PENDING).id, "03-04"))
    for on in ("03-05", "03-06", "03-10", "03-12", "03-16", "03-23"):
        brook.round(on)
    told = [(n.on, n.kind, n.post) for n in brook.nudges(task) if n.clock == "review"]
    assert told == [
        (day("03-04"), "opened", "办公室"),
        (day("03-06"), "reminder", "办公室"),
        (day("03-10"), "urge", "办公室"),
        (day("03-10"), "urge", "办公室·负责人"),
        (day("03-12"), "supervise", "办公室"),
        (day("03-12"), "supervise", "办公室·负责人"),
        (day("03-12"), "supervise", "副镇长"),
        (day("03-16"), "bulletin", "副镇长"),
        (day("03-23"), "talk", "镇长"),
    ]
    assert brook.outcomes(task, "review")["T+5"] == "suppressed"


def test_nobody_reviews_his_own_hand_in_it_goes_one_post_up(brook: Brook) -> None:
    brook.round("03-02")
    task = brook.task("own-report", "小溪镇")
    brook.move(commands.submit, task.id, "03-03", {"情况": "好"}, by="乙二")
    with pytest.raises(MoveRefused, match="乙二 不能对自己的任务审核通过"):
        brook.move(commands.accept, task.id, "03-04", by="乙二")
    brook.round("03-04")
    assert brook.told(task) == [("opened", "副镇长")]
    assert brook.move(commands.accept, task.id, "03-04", by="庚七").state == State.DONE


def test_the_one_who_owes_it_does_not_accept_what_somebody_else_handed_in_for_him(
    creek: Brook,
) -> None:
    creek.round("03-02")
    task = creek.task("visit", "东村").id
    creek.move(commands.submit, task, "03-03", {"次数": 1}, by="戊五")
    with pytest.raises(MoveRefused, match="自己"):
        creek.move(commands.accept, task, "03-04", by="辛八")


def test_the_office_can_accept_what_it_recorded_for_a_unit_by_telephone(creek: Brook) -> None:
    creek.round("03-02")
    task = creek.task("visit", "东村").id
    creek.move(commands.submit, task, "03-03", {"次数": 1}, by="乙二", recorded_for="辛八")
    assert creek.move(commands.accept, task, "03-04", by="乙二").state == State.DONE


@pytest.mark.parametrize(
    ("state", "mover"),
    [
        (State.PENDING, POST),
        (State.SUBMITTED, OFFICE),
        (State.RETURNED, POST),
        (State.DONE, ""),
        (State.WAIVED, ""),
        (State.CANCELLED, ""),
    ],
)
def test_every_open_task_says_whose_move_it_is(creek: Brook, state: State, mover: str) -> None:
    task = in_state(creek, state)
    with creek.look() as session:
        assert line_of(session, creek.jurisdiction(), task, day("03-05")).whose_move == mover


def test_no_move_stands_for_an_earlier_day_than_the_one_before_it(creek: Brook) -> None:
    task = in_state(creek, State.SUBMITTED)
    with pytest.raises(MoveRefused, match="2026-03-03 已有变动"):
        do(creek, "accept", task.id, "03-02")
    assert do(creek, "accept", task.id, "03-03").state == State.DONE
