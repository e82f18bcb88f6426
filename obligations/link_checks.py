"""What makes the words that tie duties together unusable: `feeds`, `checks`, and more than one 交办."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from obligations.checks import Problem, unknown
from obligations.feeds import MINUS, Given, field_of, fits
from obligations.fields import UNTELLING, FieldType
from obligations.plan import Obligation, Plan
from obligations.roster import Roster
from obligations.source import Path


def check_links(plan: Plan, roster: Roster | None) -> Iterator[Problem]:
    """Everything between duties; the names of groups only where there is a roster to know them."""
    yield from check_feeds(plan)
    yield from _packages(plan)
    assigned = [n for n, duty in enumerate(plan.obligations) if duty.is_assigned]
    for n in assigned[1:]:
        first = plan.obligations[assigned[0]].name
        message = f"交办（assigned）的职责只能有一项，“{first}”已经是了"
        yield Problem("plan", ("obligations", n, "every"), message)
    if roster:
        for n, duty in enumerate(plan.obligations):
            for m, name in enumerate(duty.checks):
                if name not in roster.groups:
                    message = unknown("对象组", name, roster.groups)
                    yield Problem("plan", ("obligations", n, "checks", m), message, name)


def _packages(plan: Plan) -> Iterator[Problem]:
    """What sensitive duties bring leaves the house in no package."""
    for n, duty in enumerate(plan.obligations):
        parents = (plan.by_id.get(after.obligation) for after in duty.after)
        for parent in (one for one in parents if one and one.sensitive and duty.send_to):
            message = f"“{parent.name}”是敏感职责，交来的不能打包报送"
            yield Problem("plan", ("obligations", n, "send_to"), message)


def check_feeds(plan: Plan) -> Iterator[Problem]:
    """What the plan's `feeds` name that is not there, cannot be, or leads back to itself."""
    for n, duty in enumerate(plan.obligations):
        for target, given in duty.feeds.items():
            path: Path = ("obligations", n, "feeds", target)
            fed = plan.by_id.get(target)
            if fed is None:
                yield Problem("plan", path, unknown("职责", target, plan.by_id), target)
            else:
                yield from _fields(duty, fed, given, path)
    yield from _loops(plan)


def _fields(duty: Obligation, fed: Obligation, given: Given, path: Path) -> Iterator[Problem]:
    if duty.sensitive and not fed.sensitive:
        message = f"“{duty.name}”是敏感职责，它的数不能带到不敏感的“{fed.name}”"
        yield Problem("plan", path, message)
        return
    for name, sources in given.items():
        if name not in fed.hand_in:
            message = unknown(f"字段（{fed.name} 的 hand_in）", name, fed.hand_in)
            yield Problem("plan", (*path, name), message, name)
            continue
        for source in sources:
            if message := _misfit(duty, fed, name, source):
                yield Problem("plan", (*path, name), message, source)


def _misfit(duty: Obligation, fed: Obligation, name: str, source: str) -> str:
    source, is_minus = field_of(source), source.startswith(MINUS)
    if source not in duty.hand_in:
        return unknown(f"字段（{duty.name} 的 hand_in）", source, duty.hand_in)
    gives, takes = duty.hand_in[source], fed.hand_in[name]
    if is_minus and not gives.type is takes.type is FieldType.COUNT:
        return f"只有 count 能减，“{source}”是 {gives}，“{name}”是 {takes}"
    if fed.sensitive and gives.type not in UNTELLING and takes.type is not FieldType.YES:
        return f"敏感职责只收数量和选项，“{source}”是 {gives}，不能带到“{fed.name}”的“{name}”"
    if not fits(gives, takes):
        return f"“{source}”是 {gives}，带不到 {takes} 的“{name}”，两边的类型应当一样"
    return ""


def _loops(plan: Plan) -> Iterator[Problem]:
    """Each loop once, at the first of its duties."""
    looped: set[str] = set()
    for n, duty in enumerate(plan.obligations):
        way = _way_back(plan.by_id, duty.id)
        if way and looped.isdisjoint(way):
            shown = " → ".join(way)
            yield Problem("plan", ("obligations", n, "feeds"), f"feeds 绕成了圈：{shown}")
        looped.update(way)


def _way_back(duties: Mapping[str, Obligation], start: str) -> tuple[str, ...]:
    """The ids from `start` along what it feeds and back to it; empty when no way leads back."""
    trail: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while trail:
        way = trail.pop()
        feeds = duties[way[-1]].feeds if way[-1] in duties else {}
        for target in feeds:
            if target == start:
                return (*way, start)
            if target not in seen:
                seen.add(target)
                trail.append((*way, target))
    return ()
