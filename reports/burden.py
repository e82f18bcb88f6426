"""负担表: what a plan asks of each unit, in minutes and files a month, by its own estimates. Pure.

An estimate counts every turn of a year and what follows from it. Duties about single children are left out
(their number would say how many there are), and so is what opens only sometimes (`when`, `named_in`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.owed import owed, turns
from obligations.plan import Obligation
from obligations.sensitive import counts_children, neutral_name
from obligations.units import in_order, unit_of

#: How many duties a table of the costliest names.
COSTLIEST = 5


@dataclass(frozen=True, slots=True)
class Load:
    """What one duty asks of one unit in one month: `times` hand-ins, so many minutes, files asked for."""

    duty: str
    unit: str
    month: date  #: its first day
    times: int
    minutes: int
    files: int


@dataclass(frozen=True, slots=True)
class Share:
    """The loads of one unit, or of one duty, in the whole span."""

    key: str
    name: str
    times: int
    minutes: int
    files: int

    def a_month(self, months: int) -> float:
        """Minutes a month, of so many months."""
        return self.minutes / months


@dataclass(frozen=True, slots=True)
class Pair:
    """Two duties that could be handed in together. `minutes` a year would be saved, if one form cost as
    much as the longer of the two."""

    first: Obligation
    second: Obligation
    why: tuple[str, ...]
    minutes: int


def estimate(rules: Jurisdiction, first: date, last: date) -> list[Load]:
    """What the plan asks for between two days, both in, by the month in which it is due."""
    counted: Counter[tuple[str, str, date]] = Counter()
    for duty in rules.plan.obligations:
        if not counts_children(rules, duty):
            for turn in turns(rules, duty, first, last):
                for one in owed(rules, duty, turn):
                    month = turn.due.replace(day=1)
                    counted[duty.id, unit_of(rules, one.post), month] += 1
                    for follower in _followers(rules, duty):
                        post = rules.answering_post(follower, one.subject)
                        counted[follower.id, unit_of(rules, post), month] += 1
    return [_load(rules.plan.by_id[key[0]], *key[1:], times) for key, times in counted.items()]


def _followers(rules: Jurisdiction, duty: Obligation) -> Iterator[Obligation]:
    """What every hand-in of that duty opens, and what that opens in turn."""
    for follower, after in rules.plan.followers(duty.id):
        if not (after.when or follower.named_in or counts_children(rules, follower)):
            yield follower
            yield from _followers(rules, follower)


def _load(duty: Obligation, unit: str, month: date, times: int) -> Load:
    files = sum(kind.type is FieldType.FILES for kind in duty.hand_in.values())
    return Load(duty.id, unit, month, times, times * duty.minutes, times * files)


# --- Who bears it, and what of ---


def by_unit(rules: Jurisdiction, loads: Iterable[Load]) -> list[Share]:
    """In the order of the roster."""
    found = _shares(loads, lambda one: one.unit, lambda unit: unit)
    return [found[unit] for unit in in_order(rules, found)]


def by_duty(rules: Jurisdiction, loads: Iterable[Load]) -> list[Share]:
    """The costliest first."""
    found = _shares(loads, lambda one: one.duty, lambda duty: _name(rules, duty))
    return sorted(found.values(), key=lambda one: (-one.minutes, one.key))


def _name(rules: Jurisdiction, duty: str) -> str:
    found = rules.plan.by_id.get(duty)
    return neutral_name(found) if found else "原方案的职责"


def _shares(
    loads: Iterable[Load], key: Callable[[Load], str], name: Callable[[str], str]
) -> dict[str, Share]:
    places: dict[str, list[Load]] = {}
    for one in loads:
        places.setdefault(key(one), []).append(one)
    return {
        place: Share(
            place,
            name(place),
            sum(one.times for one in those),
            sum(one.minutes for one in those),
            sum(one.files for one in those),
        )
        for place, those in places.items()
    }


# --- What could be merged ---


def could_merge(rules: Jurisdiction, loads: Sequence[Load]) -> list[Pair]:
    """The pairs of duties that the same post owes for the same subjects as often, those first that save
    most; every field that both ask for counts once more. Sensitive duties stay by themselves."""
    times = {share.key: share.times for share in by_duty(rules, loads)}
    duties = [duty for duty in rules.plan.obligations if duty.every and times.get(duty.id)]
    found = [pair for a, b in combinations(duties, 2) if (pair := _pair(rules, a, b, times[a.id]))]
    worth = {pair: (1 + len(_alike(pair.first, pair.second))) * pair.minutes for pair in found}
    return sorted(found, key=lambda pair: (-worth[pair], pair.first.id, pair.second.id))


def _pair(rules: Jurisdiction, a: Obligation, b: Obligation, times: int) -> Pair | None:
    """None where one form could not serve both."""
    same = (a.lead[0], a.each, a.cadence, a.due) == (b.lead[0], b.each, b.cadence, b.due)
    if a.sensitive or b.sensitive or not same:
        return None
    return Pair(a, b, tuple(_why(rules, a, b)), min(a.minutes, b.minutes) * times)


def _why(rules: Jurisdiction, a: Obligation, b: Obligation) -> Iterator[str]:
    groups = rules.roster.groups
    each = "、".join(groups[name].label if name in groups else name for name in a.each)
    yield f"都由{'各自的岗位' if a.lead[0] == 'subject' else a.lead[0]}承办"
    yield f"都按{each}、{every_words(a)}交一次"
    if alike := _alike(a, b):
        yield f"都要填{'、'.join(alike)}"
    if a.review == b.review:
        yield f"都由{a.review}审核" if a.review else "都不用审核"


def _alike(a: Obligation, b: Obligation) -> list[str]:
    """The fields that both ask for."""
    return [name for name, kind in a.hand_in.items() if b.hand_in.get(name) == kind]


_EVERY = {
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half-year": "每半年",
    "year": "每年",
    "term": "每学期",
    "school year": "每学年",
}


def every_words(duty: Obligation) -> str:
    """`每月（学期内）`."""
    if duty.every is None:
        return "后续"
    words = _EVERY.get(duty.every.every.value, "按规则")
    return f"{words}（学期内）" if duty.every.in_term else words


def coming_year(on: date) -> tuple[date, date]:
    """Twelve months from the first day of this one."""
    first = on.replace(day=1)
    return first, first.replace(year=first.year + 1) - timedelta(1)


def lines(rules: Jurisdiction, on: date) -> list[str]:
    """The burden of the coming twelve months in five lines, for whoever keeps the plan."""
    loads = estimate(rules, *coming_year(on))
    units, duties, pairs = by_unit(rules, loads), by_duty(rules, loads), could_merge(rules, loads)
    times, minutes, files = (
        sum(getattr(one, name) for one in loads) for name in ("times", "minutes", "files")
    )
    most = sorted(units, key=lambda one: -one.minutes)[:3]
    named = "、".join(f"{one.name} {one.a_month(12):.0f} 分钟" for one in most)
    costly = "、".join(f"{one.name} {hours(one.minutes)}" for one in duties[:COSTLIEST])
    asked = f"提交 {times} 次、{hours(minutes)}，佐证材料最多 {files} 份"
    return [
        f"负担（按方案估计，今后 12 个月）：{asked}",
        f"每月最多的单位：{named or '无'}",
        f"最费时的职责（全年）：{costly or '无'}",
        f"可以考虑合并：{pair_words(pairs[0]) if pairs else '没有找到'}",
        "不含涉及个案的职责，也不含有时才开的后续职责",
    ]


def hours(minutes: int) -> str:
    """`12.5 小时`, `40 分钟`."""
    return f"{minutes / 60:.1f} 小时" if minutes >= 120 else f"{minutes} 分钟"


def pair_words(pair: Pair) -> str:
    """`甲和乙（都由…承办，…），一年约省 60 分钟`."""
    names = f"“{neutral_name(pair.first)}”和“{neutral_name(pair.second)}”"
    return f"{names}（{'，'.join(pair.why)}），一年约省 {pair.minutes} 分钟"
