"""What is wrong between the sheets of a plan: names nobody knows, chains that loop, quotes not in the notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import DEFAULT, Ladder, Role
from obligations.plan import ACCEPTED, SUBJECT, Obligation
from obligations.source import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault before it has a line: which sheet, which path in it."""

    sheet: Literal["plan", "roster", "calendar"]
    path: Path
    message: str


def check(jurisdiction: Jurisdiction) -> Iterator[Problem]:
    """Everything that makes the jurisdiction unusable."""
    yield from _roster(jurisdiction)
    yield from _calendar(jurisdiction)
    yield from _duplicates(jurisdiction)
    yield from _ladder(jurisdiction, jurisdiction.plan.ladder, ("ladder",))
    for n, obligation in enumerate(jurisdiction.plan.obligations):
        yield from _obligation(jurisdiction, obligation, ("obligations", n))
    yield from _loops(jurisdiction)


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """`没有单位 '平安力'，是不是 '平安办'？`"""
    close = get_close_matches(name, known := list(known), n=1, cutoff=0.5)
    hint = f"是不是 {close[0]!r}？" if close else f"可用：{'、'.join(known[:12])}"
    return f"没有{kind} {name!r}，{hint}"


def _roster(jurisdiction: Jurisdiction) -> Iterator[Problem]:
    roster = jurisdiction.roster
    posts = list(roster.by_name)
    named = Counter(n for p in roster.all_posts() for n in {p.name, *p.aliases})
    for name, times in named.items():
        if times > 1:
            yield Problem(
                "roster",
                _place_of(jurisdiction, name),
                f"名称 {name!r} 用了 {times} 次，应只用一次",
            )
    for key in ("supervisor", "leader"):
        if not roster.resolve(getattr(roster, key)):
            yield Problem("roster", (key,), unknown("岗位", getattr(roster, key), posts))
    for n, name in enumerate(roster.deputy_leaders):
        if not roster.resolve(name):
            yield Problem("roster", ("deputy_leaders", n), unknown("岗位", name, posts))
    for n, post in enumerate(roster.posts):
        if post.unit and post.unit not in {u.name for u in roster.units}:
            yield Problem(
                "roster",
                ("posts", n, "unit"),
                unknown("单位", post.unit, (u.name for u in roster.units)),
            )
    for group_name, group in roster.groups.items():
        for n, subject in enumerate(group.subjects):
            path: Path = ("groups", group_name, "subjects", n)
            if subject.post and not roster.resolve(subject.post):
                yield Problem("roster", (*path, "post"), unknown("岗位", subject.post, posts))
        for name, times in Counter(s.name for s in group.subjects).items():
            if times > 1:
                yield Problem("roster", ("groups", group_name), f"对象 {name!r} 写了 {times} 次")


def _place_of(jurisdiction: Jurisdiction, name: str) -> Path:
    for key, entries in (
        ("posts", jurisdiction.roster.posts),
        ("units", jurisdiction.roster.units),
    ):
        for n in range(len(entries) - 1, -1, -1):
            if name in (entries[n].name, *entries[n].aliases):
                return (key, n)
    return ()


def _calendar(jurisdiction: Jurisdiction) -> Iterator[Problem]:
    sheet = jurisdiction.calendar
    rest, work = ({d for days in group for d in days} for group in (sheet.rest, sheet.work))
    for day in sorted(rest & work):
        yield Problem("calendar", ("work",), f"{day} 既写在 rest 又写在 work")
    terms = [
        (term.from_, term.to, n) for n, year in enumerate(sheet.school_years) for term in year.terms
    ]
    for (_, end, _), (start, _, n) in pairwise(sorted(terms)):
        if start <= end:
            yield Problem(
                "calendar",
                ("school_years", n),
                f"学期重叠：{start} 开始的学期早于上一学期结束（{end}）",
            )


def _duplicates(jurisdiction: Jurisdiction) -> Iterator[Problem]:
    first: dict[str, int] = {}
    names: dict[str, int] = {}
    for n, obligation in enumerate(jurisdiction.plan.obligations):
        if obligation.id in first:
            message = f"id {obligation.id!r} 重复了，第 {first[obligation.id] + 1} 项已经用过"
            yield Problem("plan", ("obligations", n, "id"), message)
        elif obligation.name in names:
            message = f"名称 {obligation.name!r} 重复了，第 {names[obligation.name] + 1} 项已经用过"
            yield Problem("plan", ("obligations", n, "name"), message)
        first.setdefault(obligation.id, n)
        names.setdefault(obligation.name, n)


def _ladder(jurisdiction: Jurisdiction, ladder: Ladder, path: Path) -> Iterator[Problem]:
    roster = jurisdiction.roster
    given = {
        Role.DEPUTY_LEADER: bool(roster.deputy_leaders),
        Role.LEADER: bool(roster.resolve(roster.leader)),
        Role.SUPERVISOR: bool(roster.resolve(roster.supervisor)),
    }
    for n, rung in enumerate(ladder):
        for m, name in enumerate(rung.to):
            if name in list(Role):
                if not given.get(Role(name), True):
                    yield Problem(
                        "plan", (*path, n, "to", m), f"这一级发给 {name!r}，名册里没有这样的岗位"
                    )
            elif not roster.resolve(name):
                message = "这一级发给的岗位不存在：" + unknown(
                    "岗位", name, [*Role, *roster.by_name]
                )
                yield Problem("plan", (*path, n, "to", m), message)
    if ladder is not DEFAULT:
        for rung_id, times in Counter(r.id for r in ladder).items():
            if times > 1:
                yield Problem("plan", path, f"同一天写了 {times} 级：{rung_id}")


def _obligation(jurisdiction: Jurisdiction, duty: Obligation, path: Path) -> Iterator[Problem]:
    roster = jurisdiction.roster
    posts = list(roster.by_name)
    for key in ("lead", "support"):
        extra = (*roster.mentioned, *roster.groups, *(g.label for g in roster.groups.values()))
        allowed = (SUBJECT,) if key == "lead" else extra
        for n, name in enumerate(getattr(duty, key)):
            if name not in allowed and not roster.resolve(name):
                yield Problem(
                    "plan", (*path, key, n), unknown("单位或岗位", name, [*posts, *allowed])
                )
    if duty.review and not roster.resolve(duty.review):
        yield Problem("plan", (*path, "review"), unknown("岗位", duty.review, posts))
    for n, name in enumerate(duty.each):
        if name not in roster.groups:
            yield Problem("plan", (*path, "each", n), unknown("对象组", name, roster.groups))
        elif duty.lead[0] == SUBJECT:
            for subject in roster.groups[name].subjects:
                if not roster.resolve(subject.post or subject.name):
                    message = (
                        f"lead 是 subject，但对象 {subject.name!r} 没有岗位，请在名册里写 post"
                    )
                    yield Problem("plan", (*path, "lead"), message)
    for n, quote in enumerate(duty.quote):
        if jurisdiction.notice and quote not in jurisdiction.notice:
            yield Problem(
                "plan", (*path, "quote", n), f"通知里没有这句话：{quote!r}，请照原文抄写连续的一段"
            )
    for name in duty.too_telling:
        message = f"敏感职责只收数量和选项，“{name}”是 {duty.hand_in[name]}，应为 count、choice、yes 或 date"
        yield Problem("plan", (*path, "hand_in", name), message)
    if duty.ladder is not None:
        yield from _ladder(jurisdiction, duty.ladder, (*path, "ladder"))
    yield from _follow_up(jurisdiction, duty, path)


def _follow_up(jurisdiction: Jurisdiction, duty: Obligation, path: Path) -> Iterator[Problem]:
    plan = jurisdiction.plan
    for n, after in enumerate(duty.after):
        at: Path = (*path, "after", n)
        parent = plan.by_id.get(after.obligation)
        if parent is None:
            yield Problem("plan", at, unknown("职责", after.obligation, plan.by_id))
            continue
        if after.when and after.when not in parent.hand_in:
            yield Problem(
                "plan", at, unknown(f"字段（{parent.name} 的 hand_in）", after.when, parent.hand_in)
            )
        if duty.of != ACCEPTED:
            kind = parent.hand_in.get(duty.of)
            if kind is None or kind.type is not FieldType.DATE:
                message = f"of: {duty.of!r} 应为 accepted 或 {parent.name} 的一个日期字段"
                yield Problem("plan", (*path, "of"), message)
        if duty.named_in:
            named = parent.hand_in.get(duty.named_in)
            if named is None or named.type is not FieldType.UNITS:
                message = f"named_in: {duty.named_in!r} 应为 {parent.name} 的一个 units 字段"
                yield Problem("plan", (*path, "named_in"), message)


def _loops(jurisdiction: Jurisdiction) -> Iterator[Problem]:
    parents = {o.id: [a.obligation for a in o.after] for o in jurisdiction.plan.obligations}
    for n, obligation in enumerate(jurisdiction.plan.obligations):
        trail, seen = [(obligation.id, (obligation.id,))], set()
        while trail:
            here, way = trail.pop()
            for parent in parents.get(here, ()):
                if parent == obligation.id:
                    shown = " → ".join(reversed((*way, parent)))
                    yield Problem("plan", ("obligations", n, "after"), f"后续职责绕成了圈：{shown}")
                    trail.clear()
                    break
                if parent not in seen:
                    seen.add(parent)
                    trail.append((parent, (*way, parent)))
