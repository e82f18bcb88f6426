"""Archives 档案: which duties fill which kind, and from when to when one archive reaches. Pure.

A plan marks the duty with `archive: true`: its subjects have one archive each in every period, each of its
`yes` fields is a kind, and what other duties feed into that field (`feeds`) lies in it. Clause 四（一）四 of the
notice asks every school for one in five kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from obligations.fed import feeders
from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Period, periods
from obligations.plan import Obligation, Plan

_AROUND = timedelta(days=400)  # longer than a year: there is a next period within it


class NoArchive(LookupError):
    """There is no such archive. The message is for the person who asked for it."""


def archives(plan: Plan) -> tuple[Obligation, ...]:
    """The duties that are archives, in the plan's order."""
    return tuple(duty for duty in plan.obligations if duty.archive)


def kinds(archive: Obligation) -> tuple[str, ...]:
    """The kinds of material, in the order of the plan."""
    return tuple(n for n, kind in archive.hand_in.items() if kind.type is FieldType.YES)


def sources(plan: Plan, archive: Obligation) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Kind to the duties that fill it, each with those of its fields of which one has to say something."""
    found: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in kinds(archive)}
    for duty, given in feeders(plan, archive.id):
        for kind, filling in found.items():
            if kind in given:
                filling[duty.id] = given[kind]
    return found


def spans(rules: Jurisdiction, archive: Obligation, first: date, last: date) -> Iterator[Period]:
    """The periods of an archive that reach into [first, last]. Each goes on to the day before the next one
    begins: what is handed in during the holidays belongs to the term before them."""
    assert archive.every is not None  # noqa: S101  # obligations.plan has checked it
    known = list(periods(archive.every.every, first - _AROUND, last + _AROUND, rules.school))
    following = [p.first - timedelta(1) for p in known[1:]] + [p.last for p in known[-1:]]
    for period, ends in zip(known, following, strict=True):
        if period.first <= last and ends >= first:
            yield Period(period.id, period.every, period.first, ends)


def span(rules: Jurisdiction, archive: Obligation, period: str) -> Period:
    """The period of that id: `2026-27-T1`. Raises NoArchive."""
    year = int(period[:4]) if period[:4].isascii() and period[:4].isdigit() else 0
    # Two years on both sides have to exist: the next period tells where this one ends.
    if 3 <= year <= date.max.year - 3:
        for one in spans(rules, archive, date(year, 1, 1), date(year + 1, 12, 31)):
            if one.id == period:
                return one
    near = "、".join(p.id for p in spans(rules, archive, *_some(rules)))
    raise NoArchive(
        f"“{archive.name}”没有 {period!r} 这一期，可以是 {near or '（校历里没有学期）'}"
    )


def _some(rules: Jurisdiction) -> tuple[date, date]:
    """Days whose periods can stand as an example."""
    years = rules.calendar.school_years
    first = max((term.from_ for year in years for term in year.terms), default=None)
    first = first or rules.plan.effective_from
    return first - timedelta(days=200), first


def subject_of(rules: Jurisdiction, archive: Obligation, name: str) -> str:
    """The subject that is called so. Raises NoArchive."""
    names = [subject.name for subject in rules.subjects(archive)]
    if name not in names:
        raise NoArchive(f"“{archive.name}”里没有 {name!r}，有：{'、'.join(names) or '（无）'}")
    return name
