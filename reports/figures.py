"""The figures that leaders read: how each task of a span of time stands, and what is counted from that.

Every figure keeps the tasks behind it. A task belongs to the span in which it is due, so that the four
quarters of a year add up to the year. Duties about single children are left out: their counts would say
how many children there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from obligations.coverage import part_of
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.roster import GroupKind
from obligations.sensitive import counts_children, hides_subjects, neutral_name
from obligations.units import unit_of
from tasks import bulk, clocks, plans
from tasks.lifecycle import OWING, State
from tasks.tables import Excuse, Task


class Standing(StrEnum):
    """How a task stands on a day, as a report counts it. Each task stands in one way."""

    ON_TIME = "on-time"  #: handed in by its due date, and accepted
    DONE_LATE = "done-late"  #: accepted, and handed in after its due date
    OVERDUE = "overdue"  #: owed, and its due date is over
    OPEN = "open"  #: owed, and not yet due
    WAITING = "waiting"  #: handed in; the reviewer's move
    NO_FAULT = "no-fault"  #: late, and a supervisor has said that it is nobody's fault
    PAUSED = "paused"  #: its clock stands still
    WAIVED = "waived"  #: the duty did not apply
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Standing.ON_TIME: "按时办结",
    Standing.DONE_LATE: "逾期办结",
    Standing.OVERDUE: "逾期未办",
    Standing.OPEN: "未到期",
    Standing.WAITING: "待审核",
    Standing.NO_FAULT: "免责",
    Standing.PAUSED: "暂缓",
    Standing.WAIVED: "不适用",
    Standing.CANCELLED: "已撤销",
}
#: What was done.
DONE = frozenset({Standing.ON_TIME, Standing.DONE_LATE})
#: What somebody can be blamed for.
LATE = frozenset({Standing.DONE_LATE, Standing.OVERDUE})
#: What was never to be done after all: in no total.
APART = frozenset({Standing.WAIVED, Standing.CANCELLED})
#: What makes up a total.
COUNTED = frozenset(Standing) - APART


@dataclass(frozen=True, slots=True)
class Item:
    """One task as a report counts it. `name` and `about` are such as anybody may read."""

    id: int
    duty: str
    name: str  #: neutral
    part: str  #: of the notice: 四（一）
    period: str
    subject: str  #: never a child
    about: str  #: the subject as a report may name it; "" where it says nothing or is not shown
    post: str
    unit: str
    due: date
    original_due: date  #: another one than `due` where it was moved
    state: State
    submitted_on: date | None
    closed_on: date | None
    standing: Standing
    mover: str  #: the post whose move it is; "" where it is nobody's


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one unit, one duty or one part: the tasks that stand in each way, by number."""

    name: str
    ids: Mapping[Standing, tuple[int, ...]]

    def count(self, *standings: Standing) -> int:
        """How many stand in one of these ways; of none named, the total."""
        return len(self.of(*standings))

    def of(self, *standings: Standing) -> tuple[int, ...]:
        """Which ones those are, in order."""
        wanted = standings or tuple(COUNTED)
        return tuple(sorted(one for s in wanted for one in self.ids.get(s, ())))

    @property
    def total(self) -> int:
        return self.count()

    @property
    def done(self) -> int:
        return self.count(*DONE)

    @property
    def late(self) -> int:
        return self.count(*LATE)

    @property
    def punctual(self) -> float | None:
        """Of what is done or overdue, how much was done on time: 0 to 1; None where there is none.
        What was nobody's fault does not count here."""
        on_time, judged = self.count(Standing.ON_TIME), self.count(Standing.ON_TIME, *LATE)
        return on_time / judged if judged else None


def standing(
    state: State, due: date, submitted_on: date | None, on: date, *, paused: bool, excused: bool
) -> Standing:
    """How a task stands on that day."""
    if state in _ELSEWHERE:
        return _ELSEWHERE[state]
    if state is State.DONE:
        late = submitted_on is not None and submitted_on > due
        found = Standing.DONE_LATE if late else Standing.ON_TIME
    elif paused:
        return Standing.PAUSED
    else:
        found = Standing.OVERDUE if on > due else Standing.OPEN
    return Standing.NO_FAULT if excused and found in LATE else found


_ELSEWHERE = {
    State.SUBMITTED: Standing.WAITING,
    State.WAIVED: Standing.WAIVED,
    State.CANCELLED: Standing.CANCELLED,
}


def items(session: Session, rules: Jurisdiction, first: date, last: date, on: date) -> list[Item]:
    """Every task due in [first, last], as it stands on `on`, by due date. Those about single children
    are left out. `rules`: the plan in force."""
    return _items(session, rules, Task.due.between(first, last), on)


def items_of(session: Session, rules: Jurisdiction, ids: Sequence[int], on: date) -> list[Item]:
    """The same of these tasks, whenever they are due."""
    return (
        _items(session, rules, bulk.is_among(session, Task.id.expression, ids), on) if ids else []
    )


def _items(
    session: Session, rules: Jurisdiction, which: ColumnElement[bool], on: date
) -> list[Item]:
    known = _Duties(session, rules)
    rows = (
        select(*_COLUMNS)
        .outerjoin(Excuse, Excuse.task_id == Task.id)
        .where(Task.jurisdiction == rules.id, which)
        .order_by(Task.due, Task.id)
    )
    found = (
        _item(known.of(row.obligation, row.plan_version), row, on) for row in session.execute(rows)
    )
    return [item for item in found if item is not None]


_COLUMNS = (
    Task.id,
    Task.obligation,
    Task.plan_version,
    Task.period,
    Task.subject,
    Task.post,
    Task.due,
    Task.original_due,
    Task.state,
    Task.submitted_on,
    Task.closed_on,
    Task.paused_from,
    Excuse.task_id.label("excused"),
)


def _item(told: _Duty, row: Row[Any], on: date) -> Item | None:
    """The item of one row; None for a task about a child."""
    if told.children:
        return None
    state, is_paused = State(row.state), row.paused_from is not None
    is_excused = row.excused is not None
    return Item(
        id=row.id,
        duty=row.obligation,
        name=told.name,
        part=told.part,
        period=row.period,
        subject=row.subject,
        about=row.subject if told.names_subject else "",
        post=row.post,
        unit=unit_of(told.rules, row.post),
        due=row.due,
        original_due=row.original_due,
        state=state,
        submitted_on=row.submitted_on,
        closed_on=row.closed_on,
        standing=standing(
            state, row.due, row.submitted_on, on, paused=is_paused, excused=is_excused
        ),
        mover=_mover(told.rules, row, state, on),
    )


def _mover(rules: Jurisdiction, row: Row[Any], state: State, on: date) -> str:
    if state is State.SUBMITTED:
        return clocks.reviewing_post(rules, row.obligation, row.post, on)
    return row.post if state in OWING else ""


@dataclass(frozen=True, slots=True)
class _Duty:
    rules: Jurisdiction
    name: str
    part: str
    names_subject: bool
    children: bool


class _Duties:
    """What has to be known of a duty, asked once for each version of the plan."""

    def __init__(self, session: Session, rules: Jurisdiction) -> None:
        self._session, self._rules = session, rules
        self._known: dict[tuple[str, int], _Duty] = {}

    def of(self, duty: str, version: int) -> _Duty:
        if (duty, version) not in self._known:
            rules = plans.rules_for(self._session, self._rules, version)
            self._known[duty, version] = _told(rules, rules.obligation(duty))
        return self._known[duty, version]


def _told(rules: Jurisdiction, duty: Obligation) -> _Duty:
    tells, children = names_subject(rules, duty), counts_children(rules, duty)
    return _Duty(rules, neutral_name(duty), part_of(duty.clause), tells, children)


def names_subject(rules: Jurisdiction, duty: Obligation) -> bool:
    """May a report say whom its tasks are about, and does that tell anything?"""
    is_township = rules.kinds(duty) == {GroupKind.JURISDICTION}
    return not is_township and not hides_subjects(rules, duty)


def by_unit(found: Iterable[Item]) -> dict[str, Tally]:
    """How the work of each unit stands. The order is that of the items: see obligations.units."""
    return tallied(found, lambda item: item.unit)


def by_duty(found: Iterable[Item]) -> dict[str, Tally]:
    """By id of duty; a tally bears the duty's neutral name."""
    found = list(found)
    names = {item.duty: item.name for item in found}
    return {
        duty: Tally(names[duty], tally.ids)
        for duty, tally in tallied(found, lambda item: item.duty).items()
    }


def by_part(found: Iterable[Item]) -> dict[str, Tally]:
    """By part of the notice: 四（一）."""
    return tallied(found, lambda item: item.part)


def whole(found: Iterable[Item]) -> Tally:
    """All of them together."""
    return tallied(found, lambda _: "").get("", Tally("", {}))


def tallied(found: Iterable[Item], key: Callable[[Item], str]) -> dict[str, Tally]:
    """Counted by whatever `key` says, in the order in which each is met first."""
    places: dict[str, dict[Standing, list[int]]] = {}
    for item in found:
        places.setdefault(key(item), {}).setdefault(item.standing, []).append(item.id)
    return {name: Tally(name, dict(_frozen(place))) for name, place in places.items()}


def _frozen(place: Mapping[Standing, list[int]]) -> Iterator[tuple[Standing, tuple[int, ...]]]:
    for stands in Standing:
        if stands in place:
            yield stands, tuple(sorted(place[stands]))
