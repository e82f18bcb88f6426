"""What makes the sections `assessment` and `goals` of a plan unusable."""

from __future__ import annotations

from collections.abc import Iterator

from obligations.checks import Problem, unknown
from obligations.plan import Plan
from obligations.roster import Roster


def check_judging(plan: Plan, roster: Roster | None) -> Iterator[Problem]:
    """Duties and groups that nobody knows and ids used twice."""
    for n, name in enumerate(plan.assessment.leave_out):
        if name not in plan.by_id:
            message = unknown("职责", name, plan.by_id)
            yield Problem("plan", ("assessment", "leave_out", n), message, name)
    for n, name in enumerate(plan.assessment.of if roster else ()):
        if roster and name not in roster.groups:
            message = unknown("对象组", name, roster.groups)
            yield Problem("plan", ("assessment", "of", n), message, name)
    yield from _goals(plan)


def _goals(plan: Plan) -> Iterator[Problem]:
    ids = [goal.id for goal in plan.goals]
    for n, goal in enumerate(plan.goals):
        if goal.id in ids[:n]:
            yield Problem("plan", ("goals", n, "id"), f"id {goal.id!r} 重复了")
