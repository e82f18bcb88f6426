"""What opens after another task, and what becomes of it when that one changes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete

from tasks import commands
from tasks.lifecycle import State
from tasks.tables import Nudge, Task
from tests.tasks.brook import OFFICE, Brook, day

HELD = {"时间": "2026-03-10"}


def _accepted(brook: Brook, task: Task, on: str, values: Mapping[str, object]) -> Task:
    brook.move(commands.submit, task.id, on, values, by=task.post)
    return brook.move(commands.accept, task.id, on, by=OFFICE)


def _lecture(brook: Brook, on: str = "03-11", village: str = "东村", **more: object) -> Task:
    """A lecture of the first quarter, accepted."""
    if not brook.tasks():
        brook.round("03-02")
    return _accepted(brook, brook.task("lecture", village, "2026-Q1"), on, {**HELD, **more})


def test_twelve_lectures_open_twelve_handovers_and_then_twelve_forwards(brook: Brook) -> None:
    seats = "".join(f"\n      - {{name: {n}村, post: 东村联络员}}" for n in "一二三四五六七八九")
    roster = (
        "roster.yaml",
        "- {name: 北村, post: 区里联络员}",
        f"- {{name: 北村, post: 区里联络员}}{seats}",
    )
    brook.load("03-02", roster)
    brook.round("03-02")
    lectures = brook.tasks("lecture")
    for lecture in lectures:
        _accepted(brook, lecture, "03-11", HELD)
    handovers = brook.tasks("handover")
    assert [h.subject for h in handovers] == [lecture.subject for lecture in lectures]
    assert len({h.cause for h in handovers}) == len(handovers) == 12
    for handover in handovers:
        _accepted(brook, handover, "03-13", {"份数": 1})
    forwards = brook.tasks("forward")
    assert [f.parent_id for f in forwards] == [h.id for h in handovers]
    brook.round("03-16")
    assert len(brook.tasks("handover")) == len(brook.tasks("forward")) == 12


def test_a_follow_up_opens_in_the_transaction_that_accepts_and_counts_from_the_date_handed_in(
    creek: Brook,
) -> None:
    lecture = _lecture(creek)
    child = creek.task("handover", "东村", "2026-Q1")
    assert (child.cause, child.parent_id) == (f"{lecture.id}@1", lecture.id)
    assert (child.opens, child.original_due) == (day("03-11"), day("03-13"))
    assert child.due == day("03-16")  # three working days from its opening
    creek.round("03-12")
    assert creek.told(child) == [("opened", "东村联络员")]


def test_a_follow_up_without_a_date_counts_from_the_acceptance(creek: Brook) -> None:
    _lecture(creek)
    _accepted(creek, creek.task("handover", "东村", "2026-Q1"), "03-13", {"份数": 1})
    assert creek.task("forward", "东村", "2026-Q1").due == day("03-20")


def test_a_condition_and_the_units_named_decide_what_else_opens(brook: Brook) -> None:
    _lecture(brook, 材料="是", 单位="东小学")
    assert [t.subject for t in brook.tasks("named")] == ["东小学"]
    assert [t.subject for t in brook.tasks("circular")] == ["东小学", "西小学"]
    _lecture(brook, village="西村", 材料="否")
    assert len(brook.tasks("named")) == 1
    assert len(brook.tasks("circular")) == 2
    assert brook.round("03-12") > 0
    assert len(brook.tasks("circular")) == 2


def test_a_returned_parent_opens_nothing(creek: Brook) -> None:
    creek.round("03-02")
    task = creek.task("lecture", "东村", "2026-Q1").id
    creek.move(commands.submit, task, "03-11", HELD, by="东村联络员")
    creek.move(commands.return_, task, "03-12", by=OFFICE, reason="缺照片")
    creek.round("03-12")
    assert creek.tasks("handover") == []


def test_reopening_a_parent_cancels_what_nobody_has_started(brook: Brook) -> None:
    lecture = _lecture(brook)
    brook.round("03-12")
    brook.tell()
    brook.move(commands.reopen, lecture.id, "03-13", reason="记错了")
    child = brook.task("handover", "东村", "2026-Q1")
    assert (child.state, child.next_on) == (State.CANCELLED, None)
    assert ("cancelled", "东村联络员") in brook.told(child)
    assert brook.journal(child)[-1].verb == "cancel"
    brook.round("03-13")
    assert len(brook.tasks("handover")) == 1


def test_reopening_a_parent_flags_what_was_started(creek: Brook) -> None:
    lecture = _lecture(creek)
    child = creek.task("handover", "东村", "2026-Q1")
    creek.move(commands.submit, child.id, "03-12", {"份数": 1}, by="东村联络员")
    creek.move(commands.reopen, lecture.id, "03-13", reason="记错了")
    flagged = creek.again(child)
    assert flagged.state == State.SUBMITTED
    assert f"任务 {lecture.id}" in flagged.flag
    assert creek.journal(child)[-1].verb == "flag"


def test_a_reopened_parent_that_is_accepted_again_opens_again(creek: Brook) -> None:
    lecture = _lecture(creek)
    creek.move(commands.reopen, lecture.id, "03-13", reason="记错了")
    _accepted(creek, lecture, "03-16", HELD)
    causes = [(t.cause, t.state) for t in creek.tasks("handover")]
    assert causes == [(f"{lecture.id}@1", "cancelled"), (f"{lecture.id}@2", "pending")]
    creek.round("03-17")
    assert len(creek.tasks("handover")) == 2


def test_the_round_repairs_a_follow_up_that_is_missing(brook: Brook) -> None:
    lecture = _lecture(brook)
    with brook.database.write() as session:
        session.execute(delete(Nudge))
        session.execute(delete(Task).where(Task.obligation == "handover"))
    brook.round("03-18")
    child = brook.task("handover", "东村", "2026-Q1")
    assert (child.cause, child.original_due) == (f"{lecture.id}@1", day("03-13"))
    assert child.due == day("03-23")
    brook.round("03-19")
    assert len(brook.tasks("handover")) == 1


def test_a_school_that_comes_later_gets_no_follow_up_of_what_was_accepted_before(
    creek: Brook,
) -> None:
    _lecture(creek, 材料="是")
    creek.load(
        "03-16",
        ("roster.yaml", "  - name: 西小学", "  - name: 西小学\n  - name: 南小学"),
        ("roster.yaml", "subjects: [东小学, 西小学]", "subjects: [东小学, 西小学, 南小学]"),
    )
    creek.round("03-16")
    assert [t.subject for t in creek.tasks("circular")] == ["东小学", "西小学"]


def test_a_village_that_leaves_the_roster_makes_no_follow_ups_for_the_others(creek: Brook) -> None:
    _lecture(creek)
    creek.load("03-16", ("roster.yaml", "      - {name: 东村, post: 东村联络员}\n", ""))
    creek.round("03-16")
    assert [(t.subject, t.state) for t in creek.tasks("handover")] == [("东村", "cancelled")]


def test_a_follow_up_that_the_plan_gets_later_does_not_reach_back(creek: Brook) -> None:
    rest = ("plan.yaml", "  - id: handover\n", "  - id: handed-over\n")
    creek.round("03-02")
    _lecture(creek)
    creek.load("03-16", rest, ("plan.yaml", "after: handover", "after: handed-over"))
    creek.round("03-16")
    assert creek.tasks("handed-over") == []
    _lecture(creek, "03-17", "西村")
    assert [t.subject for t in creek.tasks("handed-over")] == ["西村"]


def test_a_contact_a_holder_and_a_post_that_change_leave_the_same_tasks_with_another_addressee(
    brook: Brook,
) -> None:
    brook.round("03-02")
    brook.tell()
    before = [(t.id, t.obligation, t.period, t.subject, t.cause) for t in brook.tasks()]
    brook.load(
        "03-09",
        ("roster.yaml", "post: 东村联络员", "post: 新联络员"),  # another contact
        ("roster.yaml", "holders: 壬九", "holders: 子一"),  # another holder of 西村联络员
        (
            "roster.yaml",
            "{name: 东村联络员, unit: 派出所, holders: 辛八}",
            "{name: 新联络员, holders: 丑二}",
        ),
    )
    brook.round("03-09")
    brook.round("03-26")
    assert [(t.id, t.obligation, t.period, t.subject, t.cause) for t in brook.tasks()][
        : len(before)
    ] == before
    assert len(brook.tasks("visit")) == 3
    east, west = brook.task("visit", "东村"), brook.task("visit", "西村")
    assert (east.post, west.post) == ("新联络员", "西村联络员")
    assert brook.told(east) == [
        ("opened", "东村联络员"),
        ("reassigned", "新联络员"),
        ("reminder", "新联络员"),
    ]
    assert brook.told(west) == [("opened", "西村联络员"), ("reminder", "西村联络员")]
    roster = brook.jurisdiction().roster
    recipient = roster.recipient("西村联络员", day("03-26"))
    assert recipient is not None
    assert recipient.name == "子一"
