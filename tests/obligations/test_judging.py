"""The sections `assessment` and `goals` of a plan: what they say, and what is said when they are wrong."""

from __future__ import annotations

import pytest

from obligations.faults import PlanError
from obligations.loading import load
from tests.plans.folders import jurisdiction, texts

PLAN = "plan.yaml"


def told(old: str, new: str) -> list[str]:
    """The faults of the plan of the notice with one thing changed in it."""
    files = dict(texts("anwen"))
    assert old in files[PLAN]
    changed = {**files, PLAN: files[PLAN].replace(old, new, 1)}
    with pytest.raises(PlanError) as caught:
        load(changed)
    line = changed[PLAN][: changed[PLAN].index(new) + len(new)].count("\n") + 1
    assert [fault.line for fault in caught.value.faults] == [line] * len(caught.value.faults)
    return [fault.message for fault in caught.value.faults]


def test_the_notice_has_eight_goals_and_ranks_nobody() -> None:
    plan = jurisdiction("anwen").plan
    assert [goal.name for goal in plan.goals] == [
        "防欺凌", "防事故", "防毒品", "防诈骗", "防违法", "防侮辱", "降发案", "创平安校园",
    ]  # fmt: skip
    assert not plan.assessment.ranked
    assert (plan.assessment.weights.done, plan.assessment.weights.on_time) == (60, 40)


def test_a_plan_without_the_sections_has_usual_weights_and_no_goals() -> None:
    plan = jurisdiction("example-fire").plan
    assert (plan.assessment.weights.done, plan.assessment.ranked, plan.goals) == (60, False, ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{done: 60, on_time: 40}", "{done: 60, on_time: 30}", "权重加起来应为 100，读到 60 和 30"),
        ("of: [villages, member units]", "of: [vilages]", "没有对象组 'vilages'，是不是 'villages'"),
        ("ranked: false", "ranked: false\n  leave_out: hotline-1235", "没有职责 'hotline-1235'"),
        ("measure: 学生安全事故, better: fewer", "measure: 学生安全事故, better: less", "应为"),
        ("ranked: false", "ranked: 也许", "应为 true 或 false"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_line(old: str, new: str, said: str) -> None:
    assert any(said in message for message in told(old, new)), told(old, new)


def test_a_goal_is_named_once() -> None:
    assert told("id: accidents", "id:  bullying") == ["id 'bullying' 重复了"]
