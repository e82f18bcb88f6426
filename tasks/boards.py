"""What boards ask: how many tasks stand how, by duty and post, and which ones those are. Reads only.

They look at open tasks and at those of the current periods (or of one period), through indexes: years of
history behind them cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from obligations.current import current_periods
from obligations.jurisdiction import Jurisdiction
from tasks import queries
from tasks.lifecycle import CLOSED, OWING, State
from tasks.lights import Light, light_column
from tasks.queries import TaskLine
from tasks.tables import Opening, Task


@dataclass(frozen=True, slots=True)
class Tally:
    """So many tasks of one duty and one post that stand alike; `due` is the earliest due date."""

    duty: str
    post: str
    light: Light
    count: int
    due: date


@dataclass(frozen=True, slots=True)
class Which:
    """Which tasks are asked for; None asks for all. With no period: what is open, and what is closed of
    the current periods."""

    duties: frozenset[str] | None = None
    posts: frozenset[str] | None = None
    period: str | None = None
    light: Light | None = None


def tallies(session: Session, rules: Jurisdiction, on: date, which: Which) -> list[Tally]:
    """How the tasks stand, counted."""
    shown = light_column(rules.workdays, on)
    parts = [
        select(
            Task.obligation.label("duty"),
            Task.post.label("post"),
            shown.label("light"),
            func.count().label("count"),
            func.min(Task.due).label("due"),
        )
        .where(*where)
        .group_by(Task.obligation, Task.post, shown)
        for where in _places(rules, on, which)
    ]
    if not parts:
        return []
    counted = union_all(*parts).subquery()
    summed = select(
        counted.c.duty,
        counted.c.post,
        counted.c.light,
        func.sum(counted.c.count),
        func.min(counted.c.due),
    ).group_by(counted.c.duty, counted.c.post, counted.c.light)
    return [
        Tally(duty, post, Light(light), int(count), due)
        for duty, post, light, count, due in session.execute(summed).tuples()
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a listing; `after` is what to ask for next, or None."""

    lines: tuple[TaskLine, ...]
    after: tuple[date, int] | None


def page(
    session: Session,
    rules: Jurisdiction,
    on: date,
    which: Which,
    *,
    after: tuple[date, int] | None = None,
    limit: int = 100,
) -> Page:
    """The tasks themselves, by due date, so many at a time."""
    ids = [select(Task.id).where(*where) for where in _places(rules, on, which)]
    if not ids:
        return Page((), None)
    found = select(Task).where(Task.id.in_(union_all(*ids)))
    if after:
        found = found.where(
            or_(Task.due > after[0], and_(Task.due == after[0], Task.id > after[1]))
        )
    rows = session.scalars(found.order_by(Task.due, Task.id).limit(limit + 1)).all()
    lines = tuple(queries.lines_of(session, rules, rows[:limit], on))
    last = lines[-1] if len(rows) > limit else None
    return Page(lines, (last.due, last.id) if last else None)


@dataclass(frozen=True, slots=True)
class Due:
    """So many open tasks of one duty and one post with one due date."""

    duty: str
    post: str
    due: date
    count: int


def dues(session: Session, rules: Jurisdiction, first: date, last: date) -> list[Due]:
    """What is somebody's move and due in [first, last]."""
    kinds = (Task.obligation, Task.post, Task.due)
    found = (
        select(*kinds, func.count())
        .where(
            Task.jurisdiction == rules.id,
            Task.closed_on.is_(None),
            Task.state.in_(OWING),
            Task.due.between(first, last),
        )
        .group_by(*kinds)
    )
    return [Due(duty, post, due, n) for duty, post, due, n in session.execute(found).tuples()]


@dataclass(frozen=True, slots=True)
class Past:
    """So many tasks of one duty and one post that were due on a day, and how they stand now."""

    duty: str
    post: str
    due: date
    light: Light
    count: int


#: How long before its due date a task may have been closed: a school year.
_EARLY = timedelta(400)


def past(session: Session, rules: Jurisdiction, first: date, last: date, on: date) -> list[Past]:
    """What was due in [first, last], before `on`, and what became of it; what was cancelled is left out."""
    kinds = (Task.obligation, Task.post, Task.due, light_column(rules.workdays, on).label("light"))
    here = (
        Task.jurisdiction == rules.id,
        Task.obligation.in_([duty.id for duty in rules.plan.obligations]),
        Task.due.between(first, min(last, on - timedelta(1))),
        Task.state != State.CANCELLED,
    )
    # Two reads, so that each has an index of its own: together they would read all of history.
    parts = (
        select(*kinds, func.count()).where(*here, which).group_by(*kinds)
        for which in (Task.closed_on.is_(None), Task.closed_on >= first - _EARLY)
    )
    rows = session.execute(union_all(*parts)).tuples()
    return [Past(duty, post, due, Light(light), n) for duty, post, due, light, n in rows]


def periods(session: Session, jurisdiction_id: str, since: date) -> list[str]:
    """The periods that were opened since that day, the latest first."""
    opened = (
        select(Opening.period, func.max(Opening.opened_on))
        .where(Opening.jurisdiction == jurisdiction_id, Opening.opened_on >= since)
        .group_by(Opening.period)
        .order_by(func.max(Opening.opened_on).desc(), Opening.period.desc())
    )
    return [period for period, _ in session.execute(opened).tuples()]


def _places(
    rules: Jurisdiction, on: date, which: Which
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Where to look, one condition for each place. No task is in two of them."""
    here = (Task.jurisdiction == rules.id, *_narrowed(rules, on, which))
    duties = _known(rules, which.duties)
    if which.period:
        yield (*here, Task.obligation.in_(duties), Task.period == which.period)
        return
    yield (*here, Task.closed_on.is_(None))
    for period, those in _by_period(rules, on, duties):
        # By its state, not by closed_on: that would have SQLite read every closed task there ever was.
        closed = (Task.period == period, Task.state.in_(CLOSED))
        yield (*here, Task.obligation.in_(those), *closed)


def _narrowed(rules: Jurisdiction, on: date, which: Which) -> Iterator[ColumnElement[bool]]:
    if which.duties is not None:
        yield Task.obligation.in_(sorted(which.duties))
    if which.posts is not None:
        yield Task.post.in_(sorted(which.posts))
    if which.light is not None:
        yield light_column(rules.workdays, on) == which.light.value


def _known(rules: Jurisdiction, duties: Collection[str] | None) -> list[str]:
    return [d.id for d in rules.plan.obligations if duties is None or d.id in duties]


def _by_period(
    rules: Jurisdiction, on: date, duties: Collection[str]
) -> Iterator[tuple[str, list[str]]]:
    """Each current period with the duties that it is the current one of."""
    current = current_periods(rules, on)
    pairs = sorted((period, duty) for duty in duties for period in current[duty])
    for period, same in groupby(pairs, key=lambda pair: pair[0]):
        yield period, [duty for _, duty in same]
