"""The small pieces of a message: a day, how long still, which period, whom it is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from obligations.jurisdiction import Jurisdiction
from obligations.owed import is_guess
from obligations.periods import label
from obligations.plan import Obligation
from obligations.roster import GroupKind
from obligations.sensitive import hides_subjects

NAMED = 3  #: so many subjects are named in one line; of more it says how many

_MEASURES = {GroupKind.SCHOOL: "所", GroupKind.VILLAGE: "个", GroupKind.CASE: "件"}
_WEEK = re.compile(r".*第\d+周（(?P<day>.+)起）")


def day_text(day: date, on: date) -> str:
    """`9月30日`; with the year where it is not that of `on`."""
    year = "" if day.year == on.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def notes(
    jurisdiction: Jurisdiction, duty: Obligation, due: date, original: date, on: date
) -> list[str]:
    """What has to be said beside a due date: that it was another one, that it is a guess."""
    found = []
    if original != due:
        found.append(f"原定 {day_text(original, on)}")
    if due >= on and is_guess(jurisdiction, duty, due):
        found.append("日期暂定")
    return found


def time_left(jurisdiction: Jurisdiction, due: date, on: date, beside: Sequence[str] = ()) -> str:
    """`还有 3 个工作日（9月30日）`, `今天到期`, `已逾期 2 个工作日（9月30日到期）`."""
    day = day_text(due, on)
    if due == on:
        return "今天到期" + bracketed(beside)
    if due < on:
        late = jurisdiction.workdays.count(due, on)
        days = f" {late} 个工作日" if late > 0 else ""
        return f"已逾期{days}" + bracketed([f"{day}到期", *beside])
    left = jurisdiction.workdays.count(on, due)
    return f"还有 {left} 个工作日" + bracketed([day, *beside])


def bracketed(parts: Sequence[str]) -> str:
    """`（9月30日，原定 9月25日）`; nothing for no parts."""
    return f"（{'，'.join(parts)}）" if parts else ""


def period_text(period_id: str, on: date) -> str:
    """`9月`, `第四季度`, `9月7日当周`: as short as the reader of that day needs it. Empty for `once`."""
    if period_id == "once":
        return ""
    shown = label(period_id)
    if week := _WEEK.fullmatch(shown):
        return week["day"] + "当周"
    return shown.removeprefix(f"{on.year}年") or shown


def subjects_text(jurisdiction: Jurisdiction, duty: Obligation, subjects: Sequence[str]) -> str:
    """`杨地湾学校、羊角学校`, `安稳学校等 4 所`; only a number where subjects are not to be shown.

    Empty where there is nothing to tell apart: the township as a whole.
    """
    kinds = _kinds(jurisdiction, duty, subjects)
    unit = _MEASURES.get(next(iter(kinds)), "项") if len(kinds) == 1 else "项"
    if hides_subjects(jurisdiction, duty):
        return f"{len(subjects)} {unit}" if len(subjects) > 1 or unit == "件" else ""
    if kinds == {GroupKind.JURISDICTION}:
        return ""
    return named(subjects, unit)


def named(names: Sequence[str], unit: str = "项") -> str:
    """`杨地湾学校、羊角学校`; of more than three, `…、安稳学校等 4 所`. The same name counts once."""
    different = list(dict.fromkeys(names))
    first = "、".join(different[:NAMED])
    return first if len(different) <= NAMED else f"{first}等 {len(different)} {unit}"


def _kinds(
    jurisdiction: Jurisdiction, duty: Obligation, subjects: Sequence[str]
) -> frozenset[GroupKind]:
    groups = [jurisdiction.roster.groups[g] for g in duty.each if g in jurisdiction.roster.groups]
    wanted = frozenset(subjects)
    found = {g.kind for g in groups if wanted & {s.name for s in g.subjects}}
    # Cases stand in the care register and in no group, and a subject may have left its group.
    found = found or {g.kind for g in groups}
    return frozenset(found) or frozenset({GroupKind.OTHER})
