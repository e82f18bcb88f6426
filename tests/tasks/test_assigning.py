"""交办: work that somebody gives to a post by name and date; and notices that come from outside."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tasks import assigning, commands, queries, telling_in
from tasks.lifecycle import MoveRefused, State
from tasks.tables import Task
from tests.tasks.brook import OFFICE, Brook, Change, at, day

ASSIGNED: Change = (
    "plan.yaml",
    "  - id: visit",
    (
        "  - id: assigned-work\n    name: 交办事项\n    clause: 一\n    quote: 每月小结\n    lead: 办公室\n"
        "    each: town\n    every: assigned\n    basis: office\n"
        "    hand_in: {办理情况: text, 佐证: files?}\n    review: 办公室\n  - id: visit"
    ),
)
TOLD: Change = (
    "plan.yaml",
    "    named_in: 单位\n",
    "    named_in: 单位\n    told_by: [公安, 民政]\n    sensitive: true\n",
)
#: 2 March is a Monday.
DUE = day("03-10")


def begin(brook: Brook, *more: Change) -> Brook:
    """小溪镇 with these changes; with none of them, with work that can be assigned."""
    brook.load("03-02", *(more or (ASSIGNED,)))
    return brook


def assign(
    brook: Brook, title: str = "修好校门口的路灯", lead: str = "派出所", **more: Any
) -> Task:
    with brook.database.write() as session:
        said = {"due": DUE, "by": "镇长", "now": at("03-02"), **more}
        return assigning.assign(session, brook.jurisdiction(), title=title, lead=lead, **said)


def names(brook: Brook, on: str = "03-02") -> list[str]:
    with brook.look() as session:
        duty = "assigned-work"
        lines = queries.tasks(session, brook.jurisdiction(), day(on), obligation=duty)
        return [line.name for line in lines]


def test_what_is_assigned_is_a_task_of_the_post_with_its_title_and_date(brook: Brook) -> None:
    task = assign(begin(brook), support=["东小学", "派出所"], source="联席会议")
    assert (task.post, task.due, task.period, task.state) == ("派出所", DUE, "2026-03", "pending")
    assert names(brook) == ["交办：修好校门口的路灯"]
    with brook.look() as session:
        found = assigning.of_task(session, task.id)
        assert found is not None
        assert (found.number, found.title, found.source, found.by) == (
            *(1, "修好校门口的路灯"),
            *("联席会议", "镇长"),
        )
        assert assigning.support_of(session, task.id) == ("东小学",)
        assert assigning.supported(session, brook.jurisdiction(), ["东小学"]) == [task.id]
        assert assigning.supported(session, brook.jurisdiction(), ["派出所"]) == []
    assert [row.verb for row in brook.journal(task)] == ["assign"]


def test_the_same_work_assigned_twice_is_two_tasks(brook: Brook) -> None:
    first, second = assign(begin(brook)), assign(brook)
    assert (first.cause, second.cause) == ("交办1", "交办2")
    with brook.look() as session:
        listed = assigning.assigned(session, brook.jurisdiction())
        assert [task.id for task in listed] == [second.id, first.id]


def test_assigned_work_is_told_chased_and_reviewed_like_any_other(brook: Brook) -> None:
    task = assign(begin(brook))
    brook.round("03-03")
    assert brook.told(task) == [("opened", "派出所")]
    for on in ("03-05", "03-09", "03-11", "03-13"):
        brook.round(on)
    assert [kind for kind, _ in brook.told(task)] == [
        *("opened", "reminder", "reminder"),
        *("urge", "urge", "supervise", "supervise", "supervise"),
    ]
    brook.move(commands.submit, task.id, "03-16", {"办理情况": "已修好"}, by="派出所")
    done = brook.move(commands.accept, task.id, "03-16", by=OFFICE)
    assert (done.state, done.closed_on) == (State.DONE, day("03-16"))


def test_no_round_ever_opens_assigned_work_by_itself(brook: Brook) -> None:
    begin(brook)
    for on in ("03-02", "04-01", "07-01"):
        brook.round(on)
    assert brook.tasks("assigned-work") == []


def test_a_new_roster_leaves_assigned_work_with_the_post_it_was_given_to(creek: Brook) -> None:
    task = assign(begin(creek))
    creek.load("03-03", ASSIGNED, ("roster.yaml", "handler: 戊五", "handler: 新人"))
    assert (creek.again(task).post, creek.again(task).state) == ("派出所", State.PENDING)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": "  "}, "请写明交办什么事项"),
        ({"title": "长" * 61}, "最多 60 字，写了 61 字"),
        ({"title": "走访留守儿童"}, "请换掉“留守”"),
        ({"source": "帮教小组"}, "来源会出现在消息里，请换掉“帮教”"),
        ({"lead": "消防队"}, "名册里没有岗位“消防队”"),
        ({"support": ["消防队"]}, "名册里没有岗位“消防队”"),
        ({"due": date(2026, 2, 27)}, "到期日 2026-02-27 已经过了"),
        ({"due": date.max}, "到期日 9999-12-31 太远了，最迟 2028-03-03"),
        ({"due": date(2028, 3, 4)}, "请核对年份"),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_the_reason_and_nothing_changes(
    creek: Brook, said: dict[str, Any], why: str
) -> None:
    begin(creek)
    with pytest.raises(MoveRefused, match=why):
        assign(creek, **said)
    assert creek.tasks("assigned-work") == []


def test_what_is_due_in_two_years_can_be_assigned(creek: Brook) -> None:
    assert assign(begin(creek), due=date(2028, 3, 3)).due == date(2028, 3, 3)


def test_a_code_of_a_case_is_refused_and_not_said_again(creek: Brook) -> None:
    begin(creek)
    with pytest.raises(MoveRefused, match="不能写关爱对象的代号") as refused:
        assign(creek, title="联系关爱-0007")
    assert "0007" not in str(refused.value)


def test_a_plan_without_such_a_duty_assigns_nothing(creek: Brook) -> None:
    with pytest.raises(MoveRefused, match="方案里没有交办的职责"):
        assign(creek)


# --- From outside ---


def notify(brook: Brook, unit: str = "东小学", **more: Any) -> Task:
    with brook.database.write() as session:
        said = {"told_by": "公安", "count": 2, "by": OFFICE, "now": at("03-02"), **more}
        return telling_in.open_for(session, brook.jurisdiction(), "named", unit, **said)


def test_an_agency_outside_opens_the_duty_for_just_the_unit_it_notifies(brook: Brook) -> None:
    task = notify(begin(brook, TOLD), reference="GA-2026-0107")
    assert [t.subject for t in brook.tasks("named")] == ["东小学"]
    assert (task.cause, task.post, task.due) == ("GA-2026-0107", "东小学", day("03-05"))
    with brook.look() as session:
        told = telling_in.told_in(session, task.id)
        assert told is not None
        assert (told.told_by, told.count) == ("公安", 2)
    assert "count" not in brook.journal(task)[-1].data
    brook.round("03-03")
    assert brook.told(task) == [("opened", "东小学")]
    assert len(brook.tasks("named")) == 1


def test_without_a_reference_the_next_number_is_given_and_none_is_used_twice(brook: Brook) -> None:
    first = notify(begin(brook, TOLD))
    assert (first.cause, notify(brook, "派出所").cause) == ("20260302-001", "20260302-002")
    with pytest.raises(MoveRefused, match="编号 20260302-001 已经用过"):
        notify(brook, reference="20260302-001")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"unit": "西小学"}, "“西小学”不在可通报的单位之内（派出所、东小学）"),
        ({"told_by": "法院"}, "应为 公安、民政 之一"),
        ({"count": 0}, "人数读到 0，应为 1 到 9999"),
        ({"reference": "张三的事"}, "不写姓名"),
    ],
)
def test_a_notice_from_outside_holds_a_number_and_a_reference_and_no_words(
    creek: Brook, said: dict[str, Any], why: str
) -> None:
    begin(creek, TOLD)
    with pytest.raises(MoveRefused, match=why):
        notify(creek, **said)
    assert creek.tasks("named") == []


def test_a_duty_of_which_the_plan_does_not_say_so_is_not_opened_from_outside(creek: Brook) -> None:
    with pytest.raises(MoveRefused, match="可以的是：（无）"):
        notify(creek)
