"""What makes a plan unusable with its roster: names nobody knows, loops, quotes not in the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from obligations.calendars import Calendar
from obligations.checks import Problem, unknown
from obligations.fields import FieldKind, FieldType
from obligations.ladder import DEFAULT, Ladder, Role
from obligations.plan import ACCEPTED, SUBJECT, After, Obligation, Plan
from obligations.roster import Roster
from obligations.source import Path


def check_plan(plan: Plan, notice: str) -> Iterator[Problem]:
    """What is wrong in the plan by itself. An empty notice is not compared with."""
    yield from _loops(plan)
    yield from _rungs_used_twice(plan.ladder, ("ladder",))
    for n, duty in enumerate(plan.obligations):
        path: Path = ("obligations", n)
        yield from _quotes(duty.quote, notice, path)
        yield from _follow_up(plan, duty, path)
        yield from _rungs_used_twice(duty.ladder or (), (*path, "ladder"))
        for name in duty.too_telling:
            message = (
                f"敏感职责只收数量和选项，“{name}”是 {duty.hand_in[name]}，"
                "应为 count、choice、yes、date 或 units"
            )
            yield Problem("plan", (*path, "hand_in", name), message)
    for n, entry in enumerate(plan.no_duty):
        yield from _quotes(entry.quote, notice, ("no_duty", n))


def check_names(plan: Plan, roster: Roster, calendar: Calendar) -> Iterator[Problem]:
    """What the plan names and the roster or the calendar does not know."""
    yield from _rungs(roster, plan.ladder, ("ladder",))
    for n, duty in enumerate(plan.obligations):
        path: Path = ("obligations", n)
        yield from _posts(roster, duty, path)
        yield from _subjects(roster, duty, path)
        yield from _rungs(roster, duty.ladder or (), (*path, "ladder"))
        if duty.in_term and not calendar.school_years:
            message = f"“{duty.name}”按学期或学年，calendar.yaml 里没有 school_years"
            yield Problem("plan", (*path, "every"), message, "school_years")


def _quotes(quotes: tuple[str, ...], notice: str, path: Path) -> Iterator[Problem]:
    for n, quote in enumerate(quotes):
        if notice and quote not in notice:
            message = f"通知里没有这句话：{quote!r}，请照原文抄写连续的一段"
            yield Problem("plan", (*path, "quote", n), message, quote)


# --- Who ---


def _posts(roster: Roster, duty: Obligation, path: Path) -> Iterator[Problem]:
    groups = (*roster.groups, *(group.label for group in roster.groups.values()))
    named = [
        ("lead", duty.lead, (SUBJECT,)),
        ("support", duty.support, (*roster.mentioned, *groups)),
        ("review", (duty.review,) if duty.review else (), ()),
    ]
    for key, names, allowed in named:
        for n, name in enumerate(names):
            if name not in allowed and not roster.resolve(name):
                message = unknown("单位或岗位", name, [*roster.by_name, *allowed])
                yield Problem("plan", (*path, key, n), message, name)


def _subjects(roster: Roster, duty: Obligation, path: Path) -> Iterator[Problem]:
    for n, name in enumerate(duty.each):
        if name not in roster.groups:
            message = unknown("对象组", name, roster.groups)
            yield Problem("plan", (*path, "each", n), message, name)
        elif duty.lead[0] == SUBJECT:
            for subject in roster.groups[name].subjects:
                if not subject.post and not roster.resolve(subject.name):
                    message = (
                        f"lead 是 subject，但对象 {subject.name!r} 没有岗位，请在名册里写 post"
                    )
                    yield Problem("plan", (*path, "lead"), message, subject.name)


def _rungs(roster: Roster, ladder: Ladder, path: Path) -> Iterator[Problem]:
    for n, rung in enumerate(ladder):
        for m, name in enumerate(rung.to):
            if name == Role.DEPUTY_LEADER and not roster.deputy_leaders:
                message = f"这一级发给 {name!r}，名册里没有写 deputy_leaders"
                yield Problem("plan", (*path, n, "to", m), message, "deputy_leaders")
            elif name not in list(Role) and not roster.resolve(name):
                message = "这一级发给的岗位不存在：" + unknown(
                    "岗位", name, [*Role, *roster.by_name]
                )
                yield Problem("plan", (*path, n, "to", m), message, name)


def _rungs_used_twice(ladder: Ladder, path: Path) -> Iterator[Problem]:
    if ladder is DEFAULT:
        return
    first: dict[str, int] = {}
    for n, rung in enumerate(ladder):
        if first.setdefault(rung.id, n) != n:
            yield Problem("plan", (*path, n), f"{rung.id} 这一天已经写了一级，每天只能有一级")


# --- After another ---


def _follow_up(plan: Plan, duty: Obligation, path: Path) -> Iterator[Problem]:
    for n, after in enumerate(duty.after):
        parent = plan.by_id.get(after.obligation)
        if parent is None:
            message = unknown("职责", after.obligation, plan.by_id)
            yield Problem("plan", (*path, "after", n), message, after.obligation)
        else:
            yield from _fields_of(parent, duty, after, path, n)


def _fields_of(
    parent: Obligation, duty: Obligation, after: After, path: Path, n: int
) -> Iterator[Problem]:
    fields = parent.hand_in
    if after.when and after.when not in fields:
        message = unknown(f"字段（{parent.name} 的 hand_in）", after.when, fields)
        yield Problem("plan", (*path, "after", n), message, after.when)
    if duty.of != ACCEPTED and not _is(fields, duty.of, FieldType.DATE):
        message = f"of: {duty.of!r} 应为 accepted 或 {parent.name} 的一个 date 字段"
        yield Problem("plan", (*path, "of"), message, duty.of)
    if duty.named_in and not _is(fields, duty.named_in, FieldType.UNITS):
        message = f"named_in: {duty.named_in!r} 应为 {parent.name} 的一个 units 字段"
        yield Problem("plan", (*path, "named_in"), message, duty.named_in)


def _is(fields: Mapping[str, FieldKind], name: str, kind: FieldType) -> bool:
    return name in fields and fields[name].type is kind


def _loops(plan: Plan) -> Iterator[Problem]:
    """Each loop once, at the first of its duties."""
    parents = {duty.id: [after.obligation for after in duty.after] for duty in plan.obligations}
    looped: set[str] = set()
    for n, duty in enumerate(plan.obligations):
        way = _way_back(parents, duty.id)
        if way and looped.isdisjoint(way):
            shown = " → ".join(reversed(way))
            yield Problem("plan", ("obligations", n, "after"), f"后续职责绕成了圈：{shown}")
        looped.update(way)


def _way_back(parents: Mapping[str, list[str]], start: str) -> tuple[str, ...]:
    """The ids from `start` up through its parents and back to it; empty when no way leads back."""
    trail: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while trail:
        way = trail.pop()
        for parent in parents.get(way[-1], ()):
            if parent == start:
                return (*way, start)
            if parent not in seen:
                seen.add(parent)
                trail.append((*way, parent))
    return ()
