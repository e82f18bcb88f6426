"""A miss that is nobody's fault: said by a supervisor, with a reason; in sight, and out of blame."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from obligations.ladder import RungKind
from tasks import commands, reviews
from tasks.lifecycle import MoveRefused, State
from tasks.no_fault import excuse_of
from tasks.notices import commands as notices
from tasks.notices import drafting
from tasks.notices.tables import Notice
from tasks.tables import Task
from tests.tasks.brook import Brook, at, day
from tests.tasks.moves import POST, do, in_state

LATE = "04-08"  # six working days after 31 March


@pytest.fixture
def late(brook: Brook) -> Task:
    """Due on 31 March, and not handed in by 8 April."""
    task = in_state(brook, State.PENDING)
    brook.round("03-31")
    brook.round(LATE)
    return brook.again(task)


def drafted(brook: Brook, task: Task, on: str) -> dict[str, str]:
    """The notices about a task after drafting: kind to state."""
    with brook.database.write() as session:
        drafting.draft(session, brook.jurisdiction(), at(on))
    with brook.look() as session:
        rows = select(Notice.kind, Notice.state).where(Notice.task_id == task.id)
        return dict(session.execute(rows).tuples().all())


def candidates(brook: Brook, on: str) -> list[int]:
    with brook.look() as session:
        found = reviews.candidates(session, brook.jurisdiction(), day(on))
        return [one.task.id for one in found]


def test_an_excuse_is_kept_with_its_reason_and_can_be_taken_back(brook: Brook, late: Task) -> None:
    brook.move(commands.excuse, late.id, LATE, reason="大雪封路")
    with brook.look() as session:
        found = excuse_of(session, late.id)
        assert found is not None
        assert (found.reason, found.by) == ("大雪封路", "副镇长")
    brook.move(commands.take_back, late.id, LATE, reason="路是通的")
    with brook.look() as session:
        assert excuse_of(session, late.id) is None
    assert [row.verb for row in brook.journal(late)][-2:] == ["excuse", "take back excuse"]
    assert brook.verify() == []


def test_the_excused_task_stays_late_and_is_still_owed(creek: Brook) -> None:
    task = in_state(creek, State.PENDING)
    creek.move(commands.excuse, task.id, LATE, reason="大雪封路")
    now = creek.again(task)
    assert (now.state, now.due, now.closed_on) == (State.PENDING, day("03-31"), None)
    assert do(creek, "submit", task.id, "04-09").state == State.SUBMITTED


def test_nobody_excuses_himself_nor_what_was_not_missed_nor_without_a_reason(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    with pytest.raises(MoveRefused, match="没有逾期"):
        creek.move(commands.excuse, task, "03-31", reason="大雪封路")
    with pytest.raises(MoveRefused, match="不能给自己的任务免责"):
        creek.move(commands.excuse, task, LATE, by=POST, reason="大雪封路")
    with pytest.raises(MoveRefused, match="理由"):
        creek.move(commands.excuse, task, LATE, reason=" ")
    with pytest.raises(MoveRefused, match="没有标为免责"):
        creek.move(commands.take_back, task, LATE, reason="路是通的")
    creek.move(commands.excuse, task, LATE, reason="大雪封路")
    with pytest.raises(MoveRefused, match="已经标为免责"):
        creek.move(commands.excuse, task, LATE, reason="大雪封路")


def test_what_was_handed_in_late_can_be_excused_too(creek: Brook) -> None:
    task = in_state(creek, State.PENDING).id
    do(creek, "submit", task, LATE)
    do(creek, "accept", task, LATE)
    assert creek.move(commands.excuse, task, LATE, reason="大雪封路").state == State.DONE


def test_an_excused_miss_is_no_candidate_and_its_drafted_notice_lapses(
    brook: Brook, late: Task
) -> None:
    assert drafted(brook, late, LATE)[RungKind.BULLETIN] == "draft"
    assert late.id in candidates(brook, LATE)
    brook.move(commands.excuse, late.id, LATE, reason="大雪封路")
    after = drafted(brook, late, LATE)
    assert (after[RungKind.BULLETIN], after[RungKind.SUPERVISE]) == ("lapsed", "draft")
    assert late.id not in candidates(brook, LATE)
    brook.round("04-20")
    assert RungKind.TALK not in drafted(brook, late, "04-20")


def test_a_notice_that_was_told_before_is_not_published_any_more(brook: Brook, late: Task) -> None:
    drafted(brook, late, LATE)
    with brook.look() as session:
        found = select(Notice.id).where(Notice.task_id == late.id, Notice.kind == RungKind.BULLETIN)
        notice = session.scalars(found).one()
    with brook.database.write() as session:
        notices.issue(session, notice, by="副镇长", now=at(LATE))
    brook.move(commands.excuse, late.id, LATE, reason="大雪封路")
    with brook.database.write() as session, pytest.raises(MoveRefused, match="免责"):
        notices.decide(session, notice, by="副镇长", now=at("04-20"), publish=True)


def test_a_task_that_there_is_not_cannot_be_excused(creek: Brook) -> None:
    with pytest.raises(MoveRefused, match="没有任务 999"):
        creek.move(commands.excuse, 999, LATE, reason="大雪封路")
