"""Report once: what one hand-in has said fills the next one, or makes it unnecessary."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select

from tasks import commands, feeding, plans
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.lifecycle import MoveRefused, State
from tasks.links import Feed
from tasks.tables import HandIn, Task
from tests.tasks.brook import OFFICE, Brook, Change, at, day

POST = "东村联络员"
#: 每季度一讲 gives its subject and its courseware to 资料移交, and 全镇小结 adds up what all have said.
FEEDS: tuple[Change, ...] = (
    (
        "plan.yaml",
        "hand_in: {时间: date, 单位: units?, 材料: yes?}",
        (
            "hand_in: {时间: date, 主题: line, 课件: files?}\n"
            "    feeds: {handover: {清单: 主题, 课件: 课件}, digest: {讲座: 时间}}"
        ),
    ),
    ("plan.yaml", "hand_in: {份数: count}", "hand_in: {清单: line, 课件: files?}"),
    ("plan.yaml", "hand_in: {次数: count}", "hand_in: {次数: count}\n    feeds: {digest: [次数]}"),
    (
        "plan.yaml",
        "  - id: circular",
        (
            "  - id: digest\n    name: 全镇小结\n    clause: 一\n    quote: 每月小结\n    lead: 办公室\n"
            "    each: town\n    every: month\n    basis: text\n"
            "    hand_in: {讲座: yes, 次数: count, 说明: line?}\n    review: 副镇长\n  - id: circular"
        ),
    ),
    # The follow-ups of the sample that a lecture without units has no use for.
    ("plan.yaml", "after: {obligation: lecture, when: 材料}", "after: forward"),
    ("plan.yaml", "named_in: 单位\n    after: lecture", "after: forward"),
)


def begin(brook: Brook, *more: Change) -> Task:
    """小溪镇 with these feeds; the lecture of the first quarter in 东村."""
    brook.load("03-02", *FEEDS, *more)
    brook.round("03-02")
    return brook.task("lecture", "东村", "2026-Q1")


def courseware(brook: Brook, task: Task) -> str:
    """A file that the task has; its id."""
    stored = Stored(f"{task.id:064d}", "课件.pptx", "pptx", 1234)
    with brook.database.write() as session:
        row = records.attach(
            session, task.id, stored, by=task.post, now=at("03-10"), limits=Limits()
        )
        return str(row.id)


def accepted(brook: Brook, task: Task, on: str, **values: Any) -> None:
    brook.move(commands.submit, task.id, on, values, by=task.post)
    brook.move(commands.accept, task.id, on, by=OFFICE)


def known(brook: Brook, task: Task) -> feeding.Known:
    with brook.look() as session:
        rules = plans.rules_for(session, brook.jurisdiction(), task.plan_version)
        return feeding.known(session, rules, session.get_one(Task, task.id))


def fields(brook: Brook, task: Task) -> dict[str, Any]:
    with brook.look() as session:
        return dict(session.scalars(select(HandIn.fields).where(HandIn.task_id == task.id)).one())


def test_a_lecture_with_courseware_closes_its_hand_over_and_opens_the_forward(brook: Brook) -> None:
    lecture = begin(brook)
    file = courseware(brook, lecture)
    accepted(brook, lecture, "03-11", 时间="2026-03-10", 主题="防溺水", 课件=[file])
    handover = brook.task("handover", "东村", "2026-Q1")
    assert (handover.state, handover.closed_on, handover.next_on) == ("done", day("03-11"), None)
    assert fields(brook, handover) == {"清单": "防溺水", "课件": [file]}
    assert [(r.verb, r.actor) for r in brook.journal(handover)] == [
        ("open", "护航"),
        ("submit", POST),
        ("accept", OFFICE),
    ]
    assert f'"source":"{lecture.id}@1"' in brook.journal(handover)[-1].data
    assert brook.task("forward", "东村", "2026-Q1").parent_id == handover.id
    with brook.look() as session:
        assert len(records.of_task(session, handover.id)) == 0  # one copy, named twice
        served = feeding.served_by(session, brook.jurisdiction(), brook.again(lecture))
        assert [t.obligation for t in served] == ["digest", "handover"]
    brook.round("03-12")
    assert len(brook.tasks("handover")) == len(brook.tasks("forward")) == 1
    assert brook.told(handover) == []


def test_a_lecture_without_courseware_opens_the_hand_over_already_filled(creek: Brook) -> None:
    lecture = begin(creek)
    accepted(creek, lecture, "03-11", 时间="2026-03-10", 主题="防溺水")
    handover = creek.task("handover", "东村", "2026-Q1")
    assert handover.state == State.PENDING
    ((field, (source,)),) = known(creek, handover).items()
    assert (field, source.value, source.task_id, source.period) == (
        *("清单", "防溺水"),
        lecture.id,
        "2026-Q1",
    )
    assert source.on == day("03-11")


def test_a_hand_in_is_written_before_what_says_where_it_is_from(brook: Brook) -> None:
    """Together in one flush they would be written in any order, and the database refuses one of them."""
    lecture = begin(brook)
    accepted(brook, lecture, "03-11", 时间="2026-03-10", 主题="防溺水")
    handover = brook.task("handover", "东村", "2026-Q1")
    flushed: list[set[type]] = []
    with brook.database.write() as session:
        event.listen(
            session, "before_flush", lambda s, *_: flushed.append({type(n) for n in s.new})
        )
        values = {"清单": "防溺水"}
        commands.submit(session, handover.id, values, by=handover.post, now=at("03-12"))
    assert any(Feed in kinds for kinds in flushed)
    assert not any({Feed, HandIn} <= kinds for kinds in flushed)


def test_where_somebody_else_reviews_it_waits_for_him_and_the_unit_has_nothing_to_do(
    creek: Brook,
) -> None:
    other = ("plan.yaml", "课件: files?}\n    review: 办公室", "课件: files?}\n    review: 镇长")
    lecture = begin(creek, other)
    values = {"时间": "2026-03-10", "主题": "防溺水", "课件": [courseware(creek, lecture)]}
    accepted(creek, lecture, "03-11", **values)
    handover = creek.task("handover", "东村", "2026-Q1")
    assert (handover.state, handover.review_due) == (State.SUBMITTED, day("03-16"))
    assert creek.tasks("forward") == []
    creek.round("03-12")
    assert creek.told(handover) == [("opened", "镇长")]
    creek.move(commands.accept, handover.id, "03-12", by="镇长")
    assert len(creek.tasks("forward")) == 1


def test_nobody_speaks_for_another_post(creek: Brook) -> None:
    lead = "    lead: subject\n    each: villages\n    after: lecture"
    lecture = begin(
        creek, ("plan.yaml", lead, "    lead: 派出所\n    each: villages\n    after: lecture")
    )
    values = {"时间": "2026-03-10", "主题": "防溺水", "课件": [courseware(creek, lecture)]}
    accepted(creek, lecture, "03-11", **values)
    handover = creek.task("handover", "东村", "2026-Q1")
    assert (handover.state, handover.post) == (State.PENDING, "派出所")
    assert set(known(creek, handover)) == {"清单", "课件"}


def test_a_lecture_that_is_reopened_takes_back_what_it_had_handed_in(brook: Brook) -> None:
    lecture = begin(brook)
    file = courseware(brook, lecture)
    values = {"时间": "2026-03-10", "主题": "防溺水", "课件": [file]}
    accepted(brook, lecture, "03-11", **values)
    brook.move(commands.reopen, lecture.id, "03-13", reason="记错了")
    states = {t.obligation: t.state for t in brook.tasks() if t.cause}
    assert states == {"handover": "cancelled", "forward": "cancelled"}
    accepted(brook, lecture, "03-16", **values)
    assert [t.state for t in brook.tasks("handover")] == ["cancelled", "done"]
    assert [t.state for t in brook.tasks("forward")] == ["cancelled", "pending"]
    assert brook.verify() == []


def test_what_several_have_said_in_a_period_is_known_with_each_of_them(brook: Brook) -> None:
    lecture = begin(brook)
    for village, times in (("东村", 2), ("西村", 3)):
        accepted(brook, brook.task("visit", village), "03-10", 次数=times)
    accepted(brook, lecture, "03-11", 时间="2026-03-10", 主题="防溺水")
    north = brook.task("visit", "北村")
    brook.move(commands.submit, north.id, "03-11", {"次数": 9}, by=north.post)  # not accepted yet
    digest = brook.task("digest", "小溪镇")
    said = known(brook, digest)
    assert [(s.subject, s.value) for s in said["次数"]] == [("东村", 2), ("西村", 3)]
    with brook.look() as session:
        duty = plans.duty_of(session, brook.jurisdiction(), digest)
    assert feeding.filled(duty, said) == {"讲座": True, "次数": 5}
    brook.round("04-01")
    assert known(brook, brook.task("digest", "小溪镇", "2026-04")) == {}


def test_a_hand_in_may_name_the_evidence_it_is_fed_with_and_says_where_it_is_from(
    creek: Brook,
) -> None:
    more = ("plan.yaml", "hand_in: {清单: line, 课件", "hand_in: {清单: line, 接收人: line, 课件")
    lecture = begin(creek, more)
    file = courseware(creek, lecture)
    accepted(creek, lecture, "03-11", 时间="2026-03-10", 主题="防溺水", 课件=[file])
    handover = creek.task("handover", "东村", "2026-Q1")
    assert handover.state == State.PENDING
    given = {"清单": "防溺水", "接收人": "乙二", "课件": [file]}
    creek.move(commands.submit, handover.id, "03-12", given, by=POST)
    with creek.look() as session:
        rows = select(Feed).where(Feed.task_id == handover.id).order_by(Feed.field)
        taken = session.scalars(rows).all()
    assert [(f.field, f.source_id, f.by_itself) for f in taken] == [
        ("清单", lecture.id, False),
        ("课件", lecture.id, False),
    ]


def test_evidence_that_feeds_nothing_here_stays_where_it_is(creek: Brook) -> None:
    lecture = begin(creek)
    other = creek.task("lecture", "西村", "2026-Q1")
    strange = courseware(creek, other)
    accepted(creek, lecture, "03-11", 时间="2026-03-10", 主题="防溺水")
    handover = creek.task("handover", "东村", "2026-Q1")
    with pytest.raises(MoveRefused, match=f"没有佐证 {strange}"):
        creek.move(
            commands.submit, handover.id, "03-12", {"清单": "无", "课件": [strange]}, by=POST
        )


def test_what_villages_have_said_fills_nothing_of_a_school(creek: Brook) -> None:
    begin(
        creek, ("plan.yaml", "feeds: {digest: [次数]}", "feeds: {digest: [次数], lesson: [次数]}")
    )
    accepted(creek, creek.task("visit", "东村"), "03-10", 次数=2)
    creek.round("03-30")  # the visits of March are due in that week
    lesson = creek.task("lesson", "东小学", "2026-W14")
    assert known(creek, lesson) == {}
