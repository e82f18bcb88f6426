"""What makes a roster or a calendar unusable, beyond the shape of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import chain, pairwise
from typing import Literal

from obligations.calendars import Calendar, Days
from obligations.roster import Group, Roster
from obligations.source import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault before it has a line: which sheet, which path in it.

    `missing` is the word that could not be found; where it stands in a part of a file that is
    itself at fault, there is no second fault to report.
    """

    sheet: Literal["plan", "roster", "calendar"]
    path: Path
    message: str
    missing: str = ""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """`没有单位 '平安力'，是不是 '平安办'？`"""
    close = get_close_matches(name, known := list(known), n=1, cutoff=0.5)
    hint = f"是不是 {close[0]!r}？" if close else f"可用：{'、'.join(known[:12]) or '（无）'}"
    return f"没有{kind} {name!r}，{hint}"


def check_roster(roster: Roster) -> Iterator[Problem]:
    """Names used twice, and names of posts, units and persons that nobody has."""
    yield from _names_used_twice(roster)
    yield from _leading_posts(roster)
    units = [unit.name for unit in roster.units]
    for n, post in enumerate(roster.posts):
        if post.unit and post.unit not in units:
            message = unknown("单位", post.unit, units)
            yield Problem("roster", ("posts", n, "unit"), message, post.unit)
    people = {name for post in roster.all_posts() for name in post.people}
    for n, absence in enumerate(roster.absences):
        if absence.person not in people:
            message = unknown("任职人员", absence.person, sorted(people))
            yield Problem("roster", ("absences", n, "person"), message, absence.person)
    for name, group in roster.groups.items():
        yield from _group(roster, group, ("groups", name, "subjects"))


def _names_used_twice(roster: Roster) -> Iterator[Problem]:
    used = Counter(chain.from_iterable(post.names for post in roster.all_posts()))
    for name, times in used.items():
        if times > 1:
            message = f"名称 {name!r} 用了 {times} 次，应只用一次"
            yield Problem("roster", _last_place_of(roster, name), message)


def _last_place_of(roster: Roster, name: str) -> Path:
    posts = [(("posts", n), post.names) for n, post in enumerate(roster.posts)]
    units = [
        (("units", n), {unit.name, unit.full, *unit.aliases}) for n, unit in enumerate(roster.units)
    ]
    places: list[Path] = [place for place, names in (*units, *posts) if name in names]
    return places[-1] if places else ()


def _leading_posts(roster: Roster) -> Iterator[Problem]:
    given: list[tuple[Path, str]] = [
        (("supervisor",), roster.supervisor),
        (("leader",), roster.leader),
        *((("deputy_leaders", n), name) for n, name in enumerate(roster.deputy_leaders)),
    ]
    for path, name in given:
        if not roster.resolve(name):
            yield Problem("roster", path, unknown("岗位", name, roster.by_name), name)


def _group(roster: Roster, group: Group, path: Path) -> Iterator[Problem]:
    for n, subject in enumerate(group.subjects):
        if subject.post and not roster.resolve(subject.post):
            message = unknown("岗位", subject.post, roster.by_name)
            yield Problem("roster", (*path, n, "post"), message, subject.post)
    for name, times in Counter(subject.name for subject in group.subjects).items():
        if times > 1:
            yield Problem("roster", path, f"对象 {name!r} 写了 {times} 次")


def check_calendar(calendar: Calendar) -> Iterator[Problem]:
    """Days that are both rest and work, school years entered twice, terms that overlap."""
    for day in sorted(_days(calendar.rest) & _days(calendar.work)):
        yield Problem("calendar", ("work",), f"{day} 既写在 rest 又写在 work")
    ids = [year.id for year in calendar.school_years]
    for n, id_ in enumerate(ids):
        if id_ in ids[:n]:
            yield Problem("calendar", ("school_years", n, "id"), f"学年 {id_} 写了不止一次")
    yield from _terms(calendar)


def _days(groups: Iterable[Days]) -> set[date]:
    return set(chain.from_iterable(days.each() for days in groups))


def _terms(calendar: Calendar) -> Iterator[Problem]:
    terms = []
    for n, year in enumerate(calendar.school_years):
        for m, term in enumerate(year.terms):
            place: Path = ("school_years", n, "terms", m)
            terms.append((term.from_, term.to, place))
            if term.id in [t.id for t in year.terms[:m]]:
                yield Problem(
                    "calendar", (*place, "id"), f"{year.id} 学年的 {term.id} 写了不止一次"
                )
            if term.from_.year not in (int(year.id[:4]), int(year.id[:4]) + 1):
                message = f"{term.from_} 不在 {year.id} 学年内"
                yield Problem("calendar", (*place, "from"), message)
    for (_, end, _), (start, _, place) in pairwise(sorted(terms)):
        if start <= end:
            message = f"学期重叠：{start} 开始的学期早于上一学期结束（{end}）"
            yield Problem("calendar", (*place, "from"), message)
