"""What makes a plan's section on the care register unusable: names that its duty or the roster does not have."""

from __future__ import annotations

from collections.abc import Iterator

from obligations.caring import Care
from obligations.checks import Problem, unknown
from obligations.fields import FieldType
from obligations.plan import Obligation, Plan
from obligations.roster import GroupKind, Roster
from obligations.source import Path

_NO_ASSIGNED = (
    "有 care 的方案还要有一项交办职责（every: assigned），读到 0 项："
    "联系后的跟进、个人信息申请、每月的查看记录都作为交办开启"
)


def check_care(plan: Plan, roster: Roster) -> Iterator[Problem]:
    """What the register's duty names and its hand-in or the roster does not have."""
    caring = [n for n, duty in enumerate(plan.obligations) if duty.care]
    for n in caring[1:]:
        message = f"关爱登记只有一项职责，{plan.obligations[caring[0]].name} 已经写了 care"
        yield Problem("plan", ("obligations", n, "care"), message)
    assigns = any(duty.is_assigned for duty in plan.obligations)
    for n in caring[:1]:
        yield from _duty(plan.obligations[n], roster, ("obligations", n))
        if not assigns:
            yield Problem("plan", ("obligations", n, "care"), _NO_ASSIGNED)


def _duty(duty: Obligation, roster: Roster, path: Path) -> Iterator[Problem]:
    if duty.review is None:
        yield Problem("plan", (*path, "care"), "有 care 的职责要写 review：审核岗管登记")
    kinds = {roster.groups[name].kind for name in duty.each if name in roster.groups}
    if kinds - {GroupKind.CASE}:
        message = f"有 care 的职责，each 应为 kind: case 的对象组，读到 {'、'.join(duty.each)}"
        yield Problem("plan", (*path, "each"), message)
    if duty.care:
        yield from _fields(duty.care, duty, (*path, "care"))


def _fields(care: Care, duty: Obligation, path: Path) -> Iterator[Problem]:
    fields = duty.hand_in
    result = fields.get(care.result)
    if result is None or result.type is not FieldType.CHOICE:
        message = f"result: {care.result!r} 应为 {duty.name} 的一个 choice 字段"
        yield Problem("plan", (*path, "result"), message, care.result)
    else:
        for key, word in (("unanswered", care.unanswered), ("declined", care.declined)):
            if word not in result.choices:
                message = unknown(f"选项（{care.result}）", word, result.choices)
                yield Problem("plan", (*path, key), message, word)
    support = fields.get(care.support)
    if support is None or support.type is not FieldType.YES:
        message = f"support: {care.support!r} 应为 {duty.name} 的一个 yes 字段"
        yield Problem("plan", (*path, "support"), message, care.support)
