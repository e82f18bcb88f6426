"""The quarter in four small charts, from how its tasks went. Pure.

Duties about single children are left out: their counts say how many children there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from obligations.coverage import part_of
from obligations.jurisdiction import Jurisdiction
from obligations.owed import owed, turns
from obligations.periods import Every, Period, periods
from tasks.courses import Course
from tasks.lifecycle import OPEN, State
from web import charts
from web.charts import Column, Point, Share
from web.supervisors.asked import parts
from web.supervisors.cells import counts_children

WEEKS_AHEAD = 6
_WEEK = timedelta(7)


#: A label, and how many of each kind there are.
Counted = tuple[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures behind the charts."""

    label: str
    closed: tuple[Counted, ...]  #: by month: `done` in time, `late`
    parts: tuple[tuple[str, int, int], ...]  #: title, done, all that is due in the quarter
    late: tuple[tuple[str, int], ...]  #: at the end of each week
    ahead: tuple[Counted, ...]  #: `ahead`: due in that week


@dataclass(frozen=True, slots=True)
class Quarter:
    """The same, drawn."""

    label: str
    closed: tuple[Column, ...]  #: by month: in time, late
    parts: tuple[Share, ...]  #: of each part of the notice, done of all
    late: tuple[Point, ...]  #: at the end of each week
    ahead: tuple[Column, ...]  #: due in the coming weeks


def quarter_of(rules: Jurisdiction, on: date) -> Period:
    """The quarter that holds the day."""
    return next(periods(Every.QUARTER, on, on, rules.school))


def drawn(figures: Counts) -> Quarter:
    """The four charts."""
    return Quarter(
        figures.label,
        charts.columns(figures.closed),
        tuple(charts.share(*part) for part in figures.parts),
        charts.course(figures.late),
        charts.columns(figures.ahead),
    )


def counts(rules: Jurisdiction, found: Iterable[Course], on: date) -> Counts:
    """The figures of the quarter that holds the day. `found`: since its first day."""
    counted = {d.id for d in rules.plan.obligations if not counts_children(rules, d)}
    went = [one for one in found if one.duty in counted]
    now = quarter_of(rules, on)
    return Counts(
        now.label,
        tuple(_closed(rules, went, now)),
        tuple(_parts(rules, went, now)),
        tuple(_late(went, now, on)),
        tuple(_ahead(rules, went, on, counted)),
    )


def _closed(rules: Jurisdiction, went: Sequence[Course], now: Period) -> Iterator[Counted]:
    done: Counter[tuple[int, bool]] = Counter()
    for one in went:
        if one.state is State.DONE and one.closed_on and one.closed_on >= now.first:
            done[one.closed_on.month, one.was_late] += one.count
    for month in periods(Every.MONTH, now.first, now.last, rules.school):
        number = month.first.month
        yield f"{number}月", (("done", done[number, False]), ("late", done[number, True]))


def _parts(
    rules: Jurisdiction, went: Sequence[Course], now: Period
) -> Iterator[tuple[str, int, int]]:
    """Of what is due in the quarter."""
    done, total = Counter[str](), Counter[str]()
    for one in went:
        if now.first <= one.due <= now.last and (one.state in OPEN or one.state is State.DONE):
            part = part_of(rules.obligation(one.duty).clause)
            total[part] += one.count
            done[part] += one.count if one.state is State.DONE else 0
    for part, title in parts(rules).items():
        if total[part]:
            yield title, done[part], total[part]


def _late(went: Sequence[Course], now: Period, on: date) -> Iterator[tuple[str, int]]:
    friday = now.first + timedelta((4 - now.first.weekday()) % 7)
    while friday < on:
        yield _day(friday), _late_on(went, friday)
        friday += _WEEK
    yield "今天", _late_on(went, on)


def _late_on(went: Sequence[Course], day: date) -> int:
    return sum(one.count for one in went if one.is_late_on(day))


def _ahead(
    rules: Jurisdiction, went: Sequence[Course], on: date, counted: set[str]
) -> Iterator[Counted]:
    """What is open and due in each of the coming weeks, and what will be opened until then."""
    monday = on - timedelta(on.weekday())
    last = monday + WEEKS_AHEAD * _WEEK
    due: Counter[date] = Counter()
    for one in went:
        if one.state in (State.PENDING, State.RETURNED) and on <= one.due < last:
            due[one.due - timedelta(one.due.weekday())] += one.count
    for duty in rules.plan.obligations:
        for turn in turns(rules, duty, on, last - timedelta(1)) if duty.id in counted else ():
            if turn.opens > on:
                due[turn.due - timedelta(turn.due.weekday())] += len(owed(rules, duty, turn))
    for week in range(WEEKS_AHEAD):
        begins = monday + week * _WEEK
        yield "本周" if week == 0 else _day(begins), (("ahead", due[begins]),)


def _day(day: date) -> str:
    return f"{day.month}.{day.day}"
