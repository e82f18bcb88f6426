"""台账: a census 排查 of one period, its groups added up over the units, less what they say they share.

Small numbers have one rule (obligations.few): what a reader outside a unit may not know is not told, nor
given away by a total. Nothing is added up before every unit's number is accepted: the last one would be the
difference to the day before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations import few
from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from obligations.plan import Obligation
from obligations.sensitive import neutral_name
from obligations.tallying import Tally
from reports.ledgers import Cell, Ledger, Near
from tasks.lifecycle import State
from tasks.tables import HandIn, Task

HEADING, TOTAL, SHARED, WHOLE = "类别", "合计", "与前列单位重复", "去掉重复后合计"
#: Periods to choose from, the newest.
MOST = 24


@dataclass(frozen=True, slots=True)
class Added:
    """The table, and the units that it waits for."""

    ledger: Ledger
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reported:
    unit: str
    post: str
    said: Mapping[str, Any] | None


def duties(rules: Jurisdiction) -> tuple[Obligation, ...]:
    """The duties of the plan that are a census."""
    return tuple(duty for duty in rules.plan.obligations if duty.tally)


def periods(session: Session, rules: Jurisdiction, duty: Obligation) -> list[str]:
    """The periods that the duty was opened for, the newest first."""
    opened = (
        select(Task.period)
        .where(Task.jurisdiction == rules.id, Task.obligation == duty.id)
        .group_by(Task.period)
        .order_by(Task.period.desc())
    )
    return list(session.scalars(opened.limit(MOST)))


def added(
    session: Session,
    rules: Jurisdiction,
    duty: Obligation,
    period: str,
    near: Near = lambda _: False,
) -> Added:
    """The census of that period. `near`: is the post of the reader's own unit? `duty` must be a census."""
    tally = duty.tally
    if tally is None:
        raise ValueError(f"{duty.id} is no census")
    found = _reported(session, rules, duty, period)
    mine = frozenset(n for n, one in enumerate(found) if near(one.post))
    missing = tuple(one.unit for one in found if one.said is None)
    shared = _counts(found, tally.overlap) if tally.overlap else []
    shown = few.table(
        {group: _counts(found, group + tally.now) for group in tally.groups},
        less=shared,
        near=mine,
        nought=_nought(rules, duty, found, shared),
    )
    title = f"台账 · {neutral_name(duty)} · {label(period)}"
    headings = (HEADING, *(one.unit for one in found), TOTAL)
    is_whole = bool(found) and not missing
    rows = tuple(_rows(tally, shown, found, is_whole=is_whole))
    blank = (None,) * len(found)
    totals = (WHOLE, *blank, _number(shown.total)) if is_whole else ()
    return Added(Ledger(title, headings, rows, totals), missing)


def _reported(
    session: Session, rules: Jurisdiction, duty: Obligation, period: str
) -> list[_Reported]:
    """Each unit's accepted numbers, in the roster's order; a unit whose task was called off has none."""
    last = (HandIn.task_id == Task.id) & (HandIn.version == Task.version)
    wanted = (
        select(Task.subject, Task.post, Task.state, HandIn.fields)
        .outerjoin(HandIn, last)
        .where(
            Task.jurisdiction == rules.id,
            Task.obligation == duty.id,
            Task.period == period,
            Task.state.not_in((State.CANCELLED, State.WAIVED)),
        )
        .order_by(Task.id)
    )
    found = [
        _Reported(subject, post, fields if state == State.DONE else None)
        for subject, post, state, fields in session.execute(wanted).tuples()
    ]
    order = [subject.name for subject in rules.subjects(duty)]
    return sorted(found, key=lambda one: (one.unit not in order, _place(order, one.unit)))


def _place(order: Sequence[str], unit: str) -> int:
    return order.index(unit) if unit in order else 0


def _nought(
    rules: Jurisdiction, duty: Obligation, found: Sequence[_Reported], shared: Sequence[int]
) -> list[int]:
    """The place of the unit that stands first in the plan: nobody is before it, so that it shares with nobody."""
    first = next(iter(rules.subjects(duty))).name
    return [n for n, count in enumerate(shared) if found[n].unit == first and not count]


def _counts(found: Sequence[_Reported], field: str) -> list[int]:
    return [int((one.said or {}).get(field) or 0) for one in found]


def _rows(
    tally: Tally, shown: few.Shown, found: Sequence[_Reported], *, is_whole: bool
) -> list[tuple[Cell, ...]]:
    rows = [
        (
            group,
            *_told(cells, found),
            _number(shown.totals[group]) if is_whole else None,
        )
        for group, cells in shown.cells.items()
    ]
    if tally.overlap:
        rows.append((SHARED, *_told(shown.less, found), None))
    return rows


def _told(cells: Sequence[str], found: Sequence[_Reported]) -> list[Cell]:
    """The cells; nothing for a unit whose number is not accepted yet."""
    return [
        None if one.said is None else _number(cell) for cell, one in zip(cells, found, strict=True)
    ]


def _number(text: str) -> Cell:
    return int(text) if text.isdigit() else text
