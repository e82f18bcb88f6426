"""A new plan, roster or calendar and the open work."""

from __future__ import annotations

import pytest

from obligations.faults import PlanError
from tasks import commands, plans
from tasks.lifecycle import MoveRefused, State
from tasks.queries import line_of
from tests.tasks.brook import OFFICE, Brook, Change, at, day, texts, without

GONE: list[Change] = [
    ("roster.yaml", "  - {name: 东村联络员, unit: 派出所, holders: 辛八}\n", ""),
    ("roster.yaml", "post: 东村联络员", "post: 西村联络员"),
]


def test_the_same_files_again_are_the_same_version(creek: Brook) -> None:
    assert creek.load("03-03") == 1
    assert creek.load("03-03", ("roster.yaml", "己六", "寅三")) == 2
    assert creek.load("03-04") == 3


def test_a_plan_with_faults_changes_nothing(creek: Brook) -> None:
    with pytest.raises(PlanError):
        creek.load("03-03", ("plan.yaml", "lead: 派出所", "lead: 消防队"))
    assert creek.load("03-03") == 1
    assert creek.verify() == []


def test_a_preview_says_what_would_change_and_changes_nothing(brook: Brook) -> None:
    brook.round("03-02")
    changes = [*GONE, *without("report"), ("plan.yaml", "every: quarter", "every: half-year")]
    lines = brook.preview("03-03", *changes)
    assert "不再有的职责：每月小结" in lines
    assert "周期改变：每季度一讲，由 quarter 改为 half-year，从下一个完整周期起" in lines
    assert "撤销 每月小结 2026-03 小溪镇：新版方案不再有这项职责" in lines
    assert "转交 每月走访 2026-03 东村：东村联络员 → 西村联络员" in lines
    assert brook.task("visit", "东村").post == "东村联络员"
    assert brook.load("03-03") == 1


def test_a_post_that_vanished_hands_its_open_work_on_the_same_minute(brook: Brook) -> None:
    brook.round("03-02")
    brook.load("03-03", *GONE)
    visit = brook.task("visit", "东村")
    assert visit.post == "西村联络员"
    # The opening that nobody had heard of yet goes to nobody; the new post hears that it is his.
    assert brook.told(visit) == [("reassigned", "西村联络员")]


def test_what_was_reassigned_by_hand_stays_unless_its_post_vanishes(creek: Brook) -> None:
    creek.round("03-02")
    visit = creek.task("visit", "西村").id
    creek.move(commands.reassign, visit, "03-02", "东村联络员")
    creek.load("03-03", ("roster.yaml", "己六", "寅三"))
    assert creek.task("visit", "西村").post == "东村联络员"
    creek.load("03-04", *GONE)
    assert creek.task("visit", "西村").post == "西村联络员"


def test_a_reviewer_and_a_lead_that_the_new_roster_does_not_know_fall_to_the_supervising_post(
    creek: Brook,
) -> None:
    other = [
        ("plan.yaml", "review: 办公室", "review: 副镇长"),
        ("plan.yaml", "lead: 派出所", "lead: 副镇长"),
    ]
    creek.load("03-02", *other)
    creek.round("03-02")
    visit = creek.task("visit", "东村")
    creek.move(commands.submit, visit.id, "03-03", {"次数": 1}, by="东村联络员")
    gone = [
        ("roster.yaml", "  - {name: 副镇长, holders: 庚七}\n", ""),
        ("roster.yaml", "deputy_leaders: 副镇长\n", ""),
    ]
    creek.load("03-04", *gone)
    creek.round("03-04")
    assert creek.told(creek.again(visit)) == [("opened", OFFICE)]
    with creek.look() as session:
        line = line_of(session, creek.jurisdiction(), creek.again(visit), day("03-04"))
    assert line.whose_move == OFFICE
    assert creek.task("report", "小溪镇").post == OFFICE


def test_a_group_that_is_gone_takes_its_tasks_with_it(brook: Brook) -> None:
    brook.round("03-02")
    brook.load(
        "03-03",
        (
            "plan.yaml",
            "each: schools\n    every: week, in term",
            "each: town\n    every: week, in term",
        ),
        (
            "plan.yaml",
            "lead: subject\n    each: town\n    every: week",
            "lead: 办公室\n    each: town\n    every: week",
        ),
        ("plan.yaml", "each: schools\n    after", "each: units\n    after"),
        ("roster.yaml", "  schools: {kind: school, label: 学校, subjects: [东小学, 西小学]}\n", ""),
    )
    assert {t.state for t in brook.tasks("lesson") if t.subject != "小溪镇"} == {State.CANCELLED}


def test_a_subject_that_moves_to_another_group_is_no_longer_one_of_the_duty(creek: Brook) -> None:
    creek.round("03-02")
    creek.load(
        "03-03",
        ("roster.yaml", "subjects: [东小学, 西小学]", "subjects: [西小学]"),
    )
    assert creek.task("lesson", "东小学", "2026-W10").state == State.CANCELLED
    assert creek.task("lesson", "西小学", "2026-W10").state == State.PENDING


def test_a_cancelled_hand_in_says_so(creek: Brook) -> None:
    creek.round("03-02")
    visit = creek.task("visit", "东村")
    creek.move(commands.submit, visit.id, "03-03", {"次数": 1}, by="东村联络员")
    creek.load("03-04", *without("visit"))
    assert creek.outcomes(visit, "review")["open"] == "suppressed"
    assert creek.again(visit).state == State.CANCELLED
    with pytest.raises(MoveRefused, match="现行方案不再有这项职责"):
        creek.move(commands.reopen, visit.id, "03-05", reason="弄错了")


def test_a_post_that_becomes_external_is_telephoned_from_then_on(creek: Brook) -> None:
    creek.round("03-02")
    creek.load("03-03", ("roster.yaml", "holders: 壬九}", "holders: 壬九, external: true}"))
    creek.round("04-01")
    assert creek.told(creek.task("visit", "西村"), "04-01") == [("telephone", OFFICE)]


def test_a_post_that_is_no_longer_external_is_chased_again(creek: Brook) -> None:
    creek.round("03-02")
    creek.round("04-01")
    visit = creek.task("visit", "北村")
    assert visit.next_on is None
    creek.load("04-01", ("roster.yaml", ", external: true", ""))
    creek.round("04-03")
    assert ("supervise", "区里联络员") in creek.told(visit, "04-03")


def test_invented_people_and_real_ones_never_share_an_installation(creek: Brook) -> None:
    """What was played with the demo roster would show real officials as late."""
    files = {**texts(), "demo.yaml": texts()["roster.yaml"]}
    refused = pytest.raises(plans.OtherRosterError, match="HUHANG_DATA")
    with refused, creek.database.write() as session:
        plans.load_plan(session, files, "demo.yaml", now=at("03-03"), by="测试")
    assert creek.load("03-03") == 1
