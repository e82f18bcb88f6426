"""Notices in a list, a page at a time: whose move they are, which kind, how they stand, to whom. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from tasks import queries
from tasks.notices.kinds import State
from tasks.notices.queries import OPEN, NoticeLine, line_of
from tasks.notices.tables import Notice
from tasks.tables import Task


class Whose(StrEnum):
    MINE = "mine"  #: the reader's to sign, to answer or to decide on now
    OTHERS = "others"  #: something is still to be done with it, by somebody else or later
    CLOSED = "closed"  #: nothing is left to be done with it
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Which:
    """Which notices are asked for; None asks for all. `sees` and `signs`: the kinds that the reader may see
    and sign."""

    sees: frozenset[RungKind]
    signs: frozenset[RungKind]
    whose: Whose = Whose.ALL
    kind: RungKind | None = None
    state: State | None = None
    posts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them; `after` is what to ask for next, or None."""

    lines: tuple[NoticeLine, ...]
    after: int | None


def page(
    session: Session,
    rules: Jurisdiction,
    on: date,
    which: Which,
    *,
    but: Collection[str] = (),
    after: int | None = None,
    limit: int | None = 50,
) -> Page:
    """Those that wait the oldest first, the others the newest first. `but`: not about these duties; `after`:
    the one that was shown last; without a `limit` all."""
    found = _found(rules, on, which).where(Task.obligation.not_in(but))
    waits = which.whose in _WAITING
    if after is not None:
        found = found.where(Notice.id > after if waits else Notice.id < after)
    found = found.order_by(Notice.id if waits else Notice.id.desc())
    rows = session.execute(found.limit(limit + 1) if limit else found).tuples().all()
    shown = rows[:limit]
    lines = queries.lines_of(session, rules, [task for _, task in shown], on)
    made = tuple(line_of(notice, line) for (notice, _), line in zip(shown, lines, strict=True))
    return Page(made, made[-1].id if len(rows) > len(shown) else None)


def count(
    session: Session, rules: Jurisdiction, on: date, which: Which, *, but: Collection[str] = ()
) -> int:
    """How many of them there are."""
    found = _found(rules, on, which).where(Task.obligation.not_in(but))
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def counts(
    session: Session, rules: Jurisdiction, on: date, which: Which, of: Collection[str]
) -> Iterator[tuple[RungKind, str, int]]:
    """How many there are about these duties, by kind and post."""
    found = _found(rules, on, which).where(Task.obligation.in_(of))
    counted = found.with_only_columns(Notice.kind, Notice.post, func.count())
    grouped = counted.group_by(Notice.kind, Notice.post).order_by(Notice.kind, Notice.post)
    for kind, post, several in session.execute(grouped).tuples():
        yield RungKind(kind), post, several


def posts(session: Session, jurisdiction_id: str) -> list[str]:
    """Every post that a notice was drafted to."""
    found = select(Notice.post).where(Notice.jurisdiction == jurisdiction_id).distinct()
    return list(session.scalars(found.order_by(Notice.post)))


_WAITING = frozenset({Whose.MINE, Whose.OTHERS})


def _found(rules: Jurisdiction, on: date, which: Which) -> Select[tuple[Notice, Task]]:
    return (
        select(Notice, Task)
        .join(Task, Task.id == Notice.task_id)
        .where(
            Notice.jurisdiction == rules.id,
            Notice.kind.in_(which.sees),
            _whose(which, on),
            Notice.kind == which.kind if which.kind else true(),
            Notice.state == which.state if which.state else true(),
            Notice.post.in_(which.posts) if which.posts is not None else true(),
        )
    )


def _whose(which: Which, on: date) -> ColumnElement[bool]:
    mine = and_(Notice.kind.in_(which.signs), _is_due(on))
    match which.whose:
        case Whose.MINE:
            return mine
        case Whose.OTHERS:
            return and_(Notice.state.in_(OPEN), ~mine)
        case Whose.CLOSED:
            return Notice.state.not_in(OPEN)
        case Whose.ALL:
            return true()


def _is_due(on: date) -> ColumnElement[bool]:
    """Has whoever signs it something to do with it? A 通报候选 that was told waits for objections first."""
    unopposed = and_(
        Notice.state == State.ISSUED,
        Notice.kind == RungKind.BULLETIN,
        func.coalesce(Notice.until < on, False),
    )
    return or_(Notice.state.in_((State.DRAFT, State.OBJECTED, State.ANSWERED)), unopposed)
