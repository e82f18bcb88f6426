"""One person's digest: which tasks make one line, and which line comes first. Pure.

Most urgent first: 逾期, 今日到期, 临期, 新开 or 待审核, then what else happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from itertools import groupby

from obligations import few, wording
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.periods import Every
from obligations.plan import Obligation
from obligations.sensitive import counts_children, hides_subjects, neutral_name, spoken
from tasks.occasions import Occasion
from tasks.titles import spoken_name

MOST_LINES = 10
LONGEST_REASON = 60  # characters

_WEEKEND = {5: "周六", 6: "周日"}  # working days among them make up for a long holiday

Kind = RungKind | Occasion


class Urgency(IntEnum):
    OVERDUE = 0
    TODAY = 1
    SOON = 2
    NEW = 3
    EVENT = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One task that one recipient is told of, on one occasion."""

    task_id: int
    kind: Kind
    is_review: bool  #: it is about reviewing what was handed in
    duty: Obligation
    period: str
    subject: str
    due: date  #: of the clock that runs: the unit's, or the reviewer's
    original_due: date
    mover: str  #: the post whose move it is
    own: bool  #: the reader is that post's holder
    call: str = ""  #: whom to telephone
    reason: str = ""
    title: str = ""  #: of what somebody assigned
    vacant: bool = False  #: nobody holds the post whose move it is
    waited: date | None = None  #: the day on which a rung of being late should have been told

    def urgency(self, on: date) -> Urgency:
        if isinstance(self.kind, Occasion):
            return Urgency.EVENT
        if self.due <= on:
            return Urgency.OVERDUE if self.due < on else Urgency.TODAY
        return Urgency.NEW if self.kind is RungKind.OPENED else Urgency.SOON


@dataclass(frozen=True, slots=True)
class Line:
    """What line.txt.j2 has to work with: the tasks of one duty, period and due date, as pieces of text."""

    form: str  #: a kind; `review` where it is about a review
    label: str  #: 催办, 督办 … ; empty where the line speaks for itself
    urgency: Urgency
    count: int
    head: str  #: `每月到校指导（9月）`; of a telephone call, everything that it is about
    subjects: str
    mover: str  #: who has to move, where that is not the reader and not the subject itself
    reviewer: str  #: 您, or the post that reviews
    call: str
    day: str
    notes: str  #: in brackets, or empty
    left: str
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What one message says. `more` counts the tasks that found no room."""

    lines: tuple[Line, ...]
    more: int
    tally: Mapping[str, int]  #: 逾期 → 2, in the order of urgency
    kinds: Mapping[str, int]  #: 督办 → 1, for what is told at once


def digest(items: Iterable[Item], jurisdiction: Jurisdiction, on: date) -> Digest:
    """The digest of what one recipient is to be told on that day."""
    order = {duty.id: n for n, duty in enumerate(jurisdiction.plan.obligations)}

    def place(item: Item) -> tuple[object, ...]:
        # One call to a person is one line, whatever it is about.
        rank = -1 if item.call else order.get(item.duty.id, len(order))
        return (item.urgency(on), item.due, rank, *_group(item, jurisdiction))

    ordered = sorted(_once_each(items), key=place)
    groups = _weeks_together([list(same) for _, same in groupby(ordered, key=place)], place)
    lines = _one_call(_line(same, jurisdiction, on) for same in groups)
    shown = lines[:MOST_LINES]
    counted = [item for same in groups for item in same[: _number(same, jurisdiction)]]
    return Digest(
        tuple(shown),
        len(counted) - sum(line.count for line in shown),
        Counter(_tallied(item, on) for item in counted),
        Counter(item.kind.label for item in counted),
    )


def _number(same: list[Item], jurisdiction: Jurisdiction) -> int:
    """As how many they count: to others than the one who calls, the calls of a post are one thing to do."""
    return 1 if _hides_number(same[0], jurisdiction) else len(same)


def _hides_number(item: Item, jurisdiction: Jurisdiction) -> bool:
    return not item.own and counts_children(jurisdiction, item.duty)


def _one_call(lines: Iterable[Line]) -> list[Line]:
    """Several people who are to be telephoned about the same stand in one line."""
    found: dict[object, Line] = {}
    for line in lines:
        about = (line.form, line.head, line.left, line.reason) if line.call else id(line)
        before = found.get(about)
        found[about] = _together(before, line) if before else line
    return list(found.values())


def _together(one: Line, other: Line) -> Line:
    return replace(one, call=f"{one.call}、{other.call}", count=one.count + other.count)


def _once_each(items: Iterable[Item]) -> list[Item]:
    """One line at most for a task's clock: the gravest rung. Each event stands for itself."""
    best: dict[tuple[object, ...], Item] = {}
    for item in items:
        key = (item.task_id, item.is_review, _news(item))
        if key not in best or _gravity(item) > _gravity(best[key]):
            best[key] = item
    return list(best.values())


def _news(item: Item) -> str:
    """The event that a line stands for. Whoever took a task over on a day when it is due hears that."""
    is_event = isinstance(item.kind, Occasion) and item.kind is not Occasion.TAKEN_OVER
    return item.kind.value if is_event else ""


def _gravity(item: Item) -> tuple[int, bool]:
    rung = list(RungKind).index(item.kind) if isinstance(item.kind, RungKind) else 0
    return rung, item.own


def _group(item: Item, jurisdiction: Jurisdiction) -> tuple[object, ...]:
    """Items that agree in this (and in urgency, due date and duty) share a line."""
    return (
        "" if item.call else item.period,
        item.kind,
        item.is_review,
        item.due if item.call else item.original_due,
        item.own,
        _mover(item, jurisdiction),
        item.call,
        item.reason,
        item.vacant,
        item.waited or date.min,
    )


def _weeks_together(
    groups: Sequence[list[Item]], place: Callable[[Item], tuple[object, ...]]
) -> list[list[Item]]:
    """Several weeks of one duty, due on one day and owed by the same, are one line: after a holiday or a
    late start nobody reads the same sentence four times."""
    found: dict[object, list[Item]] = {}
    for same in groups:
        first = same[0]
        about: object = id(same)
        if first.duty.every and first.duty.every.every is Every.WEEK and not first.call:
            due_alone = replace(first, period="", original_due=first.due)
            about = (place(due_alone), frozenset(item.subject for item in same))
        found.setdefault(about, []).extend(same)
    return list(found.values())


def _mover(item: Item, jurisdiction: Jurisdiction) -> str:
    """Who has to move, where the reader cannot see it from the rest of the line."""
    seen = item.mover == item.subject and not hides_subjects(jurisdiction, item.duty)
    return "" if item.own or seen or item.call else item.mover


def _line(same: list[Item], jurisdiction: Jurisdiction, on: date) -> Line:
    first = same[0]
    if len({item.original_due for item in same}) > 1:
        first = replace(first, original_due=first.due)
    beside = _notes(first, jurisdiction, on)
    return Line(
        form="review" if first.is_review else first.kind.value,
        label=_label(first),
        urgency=first.urgency(on),
        count=_number(same, jurisdiction),
        head=_heads(same, on),
        subjects=_subjects(same, jurisdiction),
        mover=_mover(first, jurisdiction),
        reviewer="您" if first.own else first.mover,
        call=first.call,
        day=wording.day_text(first.due, on),
        notes=wording.bracketed(beside),
        left=wording.time_left(jurisdiction, first.due, on, beside),
        reason=_spoken(first, jurisdiction),
    )


def _subjects(same: list[Item], jurisdiction: Jurisdiction) -> str:
    if _hides_number(same[0], jurisdiction):
        return f"{few.told(len(same))} 件"
    return wording.subjects_text(jurisdiction, same[0].duty, [item.subject for item in same])


def _heads(same: list[Item], on: date) -> str:
    """`每周思想道德法治安全课（9月14日当周、9月21日当周）`; of a telephone call, the name of each thing."""
    periods = dict.fromkeys(wording.period_text(item.period, on) for item in same)
    if same[0].call or len(periods) == 1:
        return wording.named([_head(item, on) for item in same])
    return neutral_name(same[0].duty) + wording.bracketed([wording.named([*periods], "周")])


def _head(item: Item, on: date) -> str:
    if item.title:
        return spoken_name(item.duty, item.title)
    period = wording.period_text(item.period, on)
    return neutral_name(item.duty) + wording.bracketed([period] if period else [])


def _notes(item: Item, jurisdiction: Jurisdiction, on: date) -> list[str]:
    """What stands in brackets beside the date."""
    moved = (
        []
        if item.is_review
        else wording.notes(jurisdiction, item.duty, item.due, item.original_due, on)
    )
    return [*_made_up_for(item.due, jurisdiction, on), *moved, *_beside(item, on)]


def _made_up_for(due: date, jurisdiction: Jurisdiction, on: date) -> list[str]:
    """Without a word the reader would take a working Sunday for a mistake."""
    weekend = _WEEKEND.get(due.weekday())
    works = weekend and due >= on and jurisdiction.workdays.is_workday(due)
    return [f"{weekend}上班"] if works else []


def _beside(item: Item, on: date) -> list[str]:
    waited = [f"本应 {wording.day_text(item.waited, on)}告知"] if item.waited else []
    return [*waited, *(["岗位空缺"] if item.vacant else [])]


def _label(item: Item) -> str:
    """`催办`; nothing where the line speaks for itself."""
    if item.kind in (RungKind.REMINDER, RungKind.TELEPHONE):
        return ""
    return "" if item.is_review and item.kind is RungKind.OPENED else item.kind.label


def _spoken(item: Item, jurisdiction: Jurisdiction) -> str:
    """The reason as a message may say it, and no longer than a line has room for."""
    said = spoken(jurisdiction, item.duty, item.reason)
    return said if len(said) <= LONGEST_REASON else said[:LONGEST_REASON] + "…"


_TALLIES = {Urgency.OVERDUE: "逾期", Urgency.TODAY: "今日到期", Urgency.SOON: "临期"}


def _tallied(item: Item, on: date) -> str:
    if named := _TALLIES.get(item.urgency(on)):
        return named
    return "待审核" if item.is_review else item.kind.label
