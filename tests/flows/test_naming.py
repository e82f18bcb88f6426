from __future__ import annotations

import pytest

from flows.naming import artifact_key, deployment_name, entrypoint, flow_name
from obligations.jurisdiction import Jurisdiction
from obligations.sensitive import sensitive_terms
from tests.flows.conftest import described


def test_a_flow_is_called_as_the_plan_calls_the_duty(anwen: Jurisdiction) -> None:
    duty = anwen.obligation("team-monthly-guidance")
    assert flow_name(anwen.plan, duty) == "每月到校指导"
    assert deployment_name(anwen.id, duty) == "anwen.team-monthly-guidance"
    assert entrypoint(anwen.id, duty) == "flows.named.anwen_team-monthly-guidance"


@pytest.mark.parametrize("plan", ["anwen", "example-fire"])
def test_every_duty_has_a_flow_of_its_own(plan: str) -> None:
    rules = described(plan)
    names = [flow_name(rules.plan, duty) for duty in rules.plan.obligations]
    assert len(set(names)) == len(names)


def test_no_flow_is_called_by_a_word_of_a_sensitive_category(anwen: Jurisdiction) -> None:
    for duty in anwen.plan.obligations:
        said = flow_name(anwen.plan, duty) + deployment_name(anwen.id, duty)
        assert not sensitive_terms(said + artifact_key(anwen.id, duty.id))


def test_two_duties_of_one_name_are_told_apart_by_their_ids(anwen: Jurisdiction) -> None:
    one, other = anwen.plan.obligations[:2]
    twins = (one, other.model_copy(update={"name": one.name, "neutral": one.neutral}))
    plan = anwen.plan.model_copy(update={"obligations": twins})
    assert [flow_name(plan, duty) for duty in twins] == [
        f"{one.name}（{one.id}）",
        f"{one.name}（{other.id}）",
    ]


def test_what_prefect_refuses_in_a_name_is_written_in_full_width(anwen: Jurisdiction) -> None:
    duty = anwen.plan.obligations[0].model_copy(update={"name": "检查 & 整改/复查 <100%>"})
    plan = anwen.plan.model_copy(update={"obligations": (duty,)})
    assert flow_name(plan, duty) == "检查 ＆ 整改／复查 ＜100％＞"
