"""Ledgers 台账: one row for each task of a duty, with what was handed in.

Of a sensitive duty a small count is shown as "<3" outside the unit that reports it (obligations.few), and
beside one there is no total, since a longer span less its months would give it away; nor are there the changes
of a census, which with two months' numbers would. Tasks about single children are counted, never listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from obligations.few import LESS, is_few
from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from obligations.plan import Obligation
from obligations.sensitive import counts_children, hides_subjects, neutral_name
from reports.figures import standing
from reports.spans import span
from tasks import plans
from tasks.lifecycle import State
from tasks.tables import Excuse, HandIn, Task

HIDDEN = "（不显示）"
HEADINGS = ("周期", "对象", "岗位", "到期", "状态", "期限", "提交", "办结")
EVIDENCE = "佐证数"
COUNTED = ("周期", "岗位", "状态", "件数")

#: What may stand in a cell; None is an empty one.
Cell = str | int | float | date | None
#: Does the reader belong to the unit that this post is of?
Near = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table. `totals` has a cell for each column; it is empty where there is nothing to add up."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]


def ledger(
    session: Session,
    rules: Jurisdiction,
    duty: Obligation,
    on: date,
    *,
    period: str = "",
    near: Near = lambda _: False,
) -> Ledger:
    """The ledger of a duty as it stands on that day, of one period or of all.

    `period` is one of the duty's own, or a longer span in which its tasks were due: `2026-Q4`, `2026-27-T1`.
    Raises UnknownPeriodError.
    """
    found = list(_rows(session, rules, duty, period))
    title = f"台账 · {_name(duty)}" + (f" · {label(period)}" if period else "")
    is_near = bool(found) and all(near(row.task.post) for row in found)
    if counts_children(rules, duty) and not is_near:
        return _counted(title, found)
    fields = _fields(session, rules, duty, (row.task.plan_version for row in found))
    hides = duty.sensitive or hides_subjects(rules, duty)
    if duty.tally and not is_near:
        fields = tuple(name for name in fields if name not in duty.tally.changes())
    rows = tuple(_cells(row, fields, on, hides=hides and not near(row.task.post)) for row in found)
    return Ledger(title, (*HEADINGS, *fields, EVIDENCE), rows, _totals(duty, rows, fields))


@dataclass(frozen=True, slots=True)
class _Row:
    task: Task
    said: dict[str, Any]
    files: int
    is_excused: bool


def _name(duty: Obligation) -> str:
    return neutral_name(duty) if duty.sensitive else duty.name


def _rows(session: Session, rules: Jurisdiction, duty: Obligation, period: str) -> Iterator[_Row]:
    last = (HandIn.task_id == Task.id) & (HandIn.version == Task.version)
    asked = (
        select(Task, HandIn, Excuse.task_id)
        .outerjoin(HandIn, last & (HandIn.outcome != "withdrawn"))
        .outerjoin(Excuse, Excuse.task_id == Task.id)
        .where(Task.jurisdiction == rules.id, Task.obligation == duty.id)
        .order_by(Task.original_due, Task.id)
    )
    known: dict[int, frozenset[str]] = {}
    for task, handed_in, excused in session.execute(_in(session, rules, duty, asked, period)):
        version = task.plan_version
        if version not in known:
            known[version] = _file_fields(plans.duty_of(session, rules, task))
        said = dict(handed_in.fields) if handed_in else {}
        named = {one for name in known[version] & said.keys() for one in said.pop(name)}
        yield _Row(task, said, len(named), excused is not None)


def _in(
    session: Session, rules: Jurisdiction, duty: Obligation, asked: Select[Any], period: str
) -> Select[Any]:
    if not period:
        return asked
    own = select(Task.id).where(
        Task.jurisdiction == rules.id, Task.obligation == duty.id, Task.period == period
    )
    if session.scalar(own.limit(1)) is not None:
        return asked.where(Task.period == period)
    turn = span(rules, period)
    return asked.where(Task.original_due.between(turn.first, turn.last))


def _file_fields(duty: Obligation) -> frozenset[str]:
    return frozenset(n for n, kind in duty.hand_in.items() if kind.type is FieldType.FILES)


def _fields(
    session: Session, rules: Jurisdiction, duty: Obligation, versions: Iterable[int]
) -> tuple[str, ...]:
    """What is asked for now, and what older versions of the plan asked for besides."""
    older = (plans.rules_for(session, rules, n) for n in sorted(set(versions), reverse=True))
    several = [duty, *(one.obligation(duty.id) for one in older)]
    names = dict.fromkeys(name for one in several for name in one.hand_in)
    files = frozenset(name for one in several for name in _file_fields(one))
    return tuple(name for name in names if name not in files)


def _cells(row: _Row, fields: Sequence[str], on: date, *, hides: bool) -> tuple[Cell, ...]:
    task, state = row.task, State(row.task.state)
    return (
        label(task.period),
        HIDDEN if hides else task.subject,
        task.post,
        task.due,
        state.label,
        _standing(row, on),
        task.submitted_on,
        task.closed_on,
        *(_cell(row.said.get(name), hides=hides) for name in fields),
        row.files,
    )


def _standing(row: _Row, on: date) -> str:
    task, is_paused = row.task, row.task.paused_from is not None
    found = standing(
        State(task.state),
        task.due,
        task.submitted_on,
        on,
        paused=is_paused,
        excused=row.is_excused,
    )
    return found.label


def _cell(value: object, *, hides: bool) -> Cell:
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case int() if hides and is_few(value):
            return LESS
        case int() | float():
            return value
        case list():
            return "、".join(map(str, value))
    return _day(str(value))


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


def _totals(
    duty: Obligation, rows: Sequence[tuple[Cell, ...]], fields: Sequence[str]
) -> tuple[Cell, ...]:
    """The sums of counts; of a column in which something is not shown none, as it could be worked out."""
    if not rows:
        return ()
    counts = {n for n, kind in duty.hand_in.items() if kind.type is FieldType.COUNT}
    sums: list[Cell] = ["合计", *(None for _ in HEADINGS[1:])]
    for place, name in enumerate(fields, len(HEADINGS)):
        sums.append(_sum([row[place] for row in rows]) if name in counts else None)
    return (*sums, sum(row[-1] for row in rows if isinstance(row[-1], int)))


def _sum(column: Sequence[Cell]) -> Cell:
    if LESS in column:
        return HIDDEN
    return sum(value for value in column if isinstance(value, int))


def _counted(title: str, found: Iterable[_Row]) -> Ledger:
    """Tasks about single children: how many in each state, and no total."""
    several = Counter(
        (row.task.period, row.task.post, State(row.task.state).label) for row in found
    )
    rows = tuple(
        (label(period), post, state, LESS if is_few(count) else count)
        for (period, post, state), count in several.items()
    )
    return Ledger(title, COUNTED, rows, ())
