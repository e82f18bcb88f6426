"""What flows, deployments and artifacts are called: Chinese where people read, ASCII where Prefect asks.

flow            每月到校指导
deployment      anwen.team-monthly-guidance      (Prefect refuses a slash in it)
entrypoint      flows.named.anwen_team-monthly-guidance
artifact        anwen-team-monthly-guidance
"""

from __future__ import annotations

from obligations.plan import Obligation, Plan
from obligations.sensitive import neutral_name, sensitive_terms

ROUND = "每日巡检"
ROUND_ENTRY = "flows.named.round"
NOTHING_TODAY = "今日无事"  #: a run that found nothing to do
PARTLY_FAILED = "部分失败"  #: a round of which a child failed
TAG = "huhang"

#: Prefect refuses these in a flow's name; people read their full-width forms as the same.
_FULL_WIDTH = str.maketrans("/%&<>", "／％＆＜＞")


def flow_name(plan: Plan, duty: Obligation) -> str:
    """The duty's name in the plan, or its neutral one where the name holds a sensitive term; with the
    id after it where two duties would be called the same."""
    name = _name(duty)
    namesakes = sum(_name(other) == name for other in plan.obligations)
    return f"{name}（{duty.id}）" if namesakes > 1 else name


def _name(duty: Obligation) -> str:
    name = neutral_name(duty) if sensitive_terms(duty.name) else duty.name
    return name.translate(_FULL_WIDTH)


def deployment_name(jurisdiction_id: str, duty: Obligation) -> str:
    """`anwen.team-monthly-guidance`."""
    return f"{jurisdiction_id}.{duty.id}"


def entrypoint(jurisdiction_id: str, duty: Obligation) -> str:
    """The import path by which a worker finds the flow. No id holds an underscore."""
    return f"flows.named.{jurisdiction_id}_{duty.id}"


def artifact_key(jurisdiction_id: str, obligation_id: str) -> str:
    """Lower-case letters, digits and dashes, as Prefect asks."""
    return f"{jurisdiction_id}-{obligation_id}"
