"""How often: the words of the notice, and what the plan writes for them."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from obligations.drafting.numerals import slug_number
from obligations.drafting.rules import CadenceRule, Rules


@dataclass(frozen=True, slots=True)
class Often:
    """From where to where it stands in the text; `every`, `due`, `basis` and `note` as in plan.yaml."""

    first: int
    end: int
    every: str
    due: str = ""
    basis: str = "text"
    note: str = ""

    @property
    def is_text(self) -> bool:
        return self.basis == "text"


def all_in(text: str, issued: date, rules: Rules) -> tuple[Often, ...]:
    """Every cadence in the text, in order; of two that overlap the rule that stands first counts."""
    found: list[Often] = []
    for rule in rules.cadences:
        for one in _matches(rule, text, issued):
            if all(one.end <= other.first or one.first >= other.end for other in found):
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.first))


def best(found: tuple[Often, ...]) -> Often | None:
    """The one that counts: what the text states before what it only hints at, then the first."""
    return min(found, key=lambda one: (not one.is_text, one.first), default=None)


def proposed(text: str, rules: Rules) -> Often:
    """What to propose where the notice says nothing."""
    every = next(every for pattern, every in rules.proposals if pattern.search(text + "。"))
    return Often(0, 0, every, basis="office", note="原文没有写多久一次")


def _later(day: date, span: str, unit: str) -> str | None:
    """So long after: 自印发之日起30日内. Five working days are a week."""
    number = 2 if span == "两" else int(slug_number(span) or 0)
    days = number * (7 if unit in ("周", "星期") else 30 if unit == "月" else 1)
    if unit == "工作日":
        days = number // 5 * 7 + number % 5
    try:
        return str(day + timedelta(days=days))
    except OverflowError:
        return None


def _matches(rule: CadenceRule, text: str, issued: date) -> Iterator[Often]:
    for match in rule.pattern.finditer(text):
        groups = {k.rstrip("2"): v for k, v in match.groupdict().items() if v}
        due = _due(rule.due, groups, issued)
        if due is not None:
            yield Often(*match.span(), rule.every, due, rule.basis, rule.note)


def _due(template: str, groups: dict[str, str], issued: date) -> str | None:
    """`09-30`, `2026-06-30`, `day 25` or nothing; None when there is no such day."""
    if not template:
        return ""
    span, unit = groups.pop("number", ""), groups.pop("unit", "")
    groups |= {k: slug_number(v) for k, v in groups.items() if k in ("month", "day")}
    text = template.format(**{"issued": issued.year, "today": issued, **groups})
    if text.startswith("day "):
        return text if 1 <= int(text[4:]) <= 31 else None
    *years, month, day = text.split("-")
    year = int(years[0]) if years else 2024
    if not (1 <= int(month) <= 12 and 1 <= year <= 9999):
        return None
    last = calendar.monthrange(year, int(month))[1]
    number = last if day == "end" else int(day)
    if not 1 <= number <= last:
        return None
    if "{issued}" in template and date(year, int(month), number) < issued:
        years = [str(year + 1)]  # a notice of November means the May to come
    if unit:
        return _later(date(int(years[0]), int(month), number), span, unit)
    if day == "end" and not years and int(month) == 2:
        number = 28
    return "-".join([*years, f"{int(month):02d}", f"{number:02d}"])
