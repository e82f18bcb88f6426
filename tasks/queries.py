"""What is asked about tasks: listings for commands, rounds and pages. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import is_guess
from tasks import clocks, plans
from tasks.lifecycle import OPEN, OWING, State, is_late
from tasks.tables import (
    Extension,
    HandIn,
    JournalRow,
    JurisdictionRow,
    Nudge,
    Pause,
    RoundRow,
    Task,
)
from tasks.titles import titles

#: 临期: this many working days or fewer are left.
SOON = 3


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as a listing shows it. `whose_move` is a post, or "" when it is nobody's."""

    id: int
    obligation: str
    name: str  #: the duty's name in the plan, or the title of what was assigned
    period: str
    subject: str
    cause: str
    post: str
    state: State
    opens: date
    due: date
    original_due: date
    late: bool
    soon: bool
    extended: bool
    paused: bool
    provisional: bool
    whose_move: str
    submitted_on: date | None
    closed_on: date | None
    flag: str
    plan_version: int  #: the version under which it was opened


@dataclass(frozen=True, slots=True)
class Detail:
    """One task with everything that happened to it, each list in order of time."""

    line: TaskLine
    fields: dict[str, str]  #: what is to be handed in: name and type, as the plan writes it
    hand_ins: Sequence[HandIn]
    extensions: Sequence[Extension]
    pauses: Sequence[Pause]
    nudges: Sequence[Nudge]
    journal: Sequence[JournalRow]
    children: Sequence[int]


def tasks(
    session: Session,
    jurisdiction: Jurisdiction,
    on: date,
    *,
    posts: Iterable[str] | None = None,
    state: State | None = None,
    late: bool = False,
    open_only: bool = False,
    obligation: str | None = None,
) -> list[TaskLine]:
    """The tasks that answer to all that is asked, by due date. `posts`: who answers for them."""
    found = select(Task).where(Task.jurisdiction == jurisdiction.id)
    if posts is not None:
        found = found.where(Task.post.in_(list(posts)))
    if state is not None:
        found = found.where(Task.state == state)
    if open_only:
        found = found.where(Task.closed_on.is_(None))
    if obligation is not None:
        found = found.where(Task.obligation == obligation)
    if late:
        owing = and_(Task.state.in_(OWING), Task.due < func.coalesce(Task.paused_from, on))
        handed_in = and_(
            Task.state.in_((State.SUBMITTED, State.DONE)), Task.submitted_on > Task.due
        )
        found = found.where(or_(owing, handed_in))
    ordered = found.order_by(Task.due, Task.obligation, Task.id)
    extended = _extended(session, Task.jurisdiction == jurisdiction.id)
    return _lines(session, jurisdiction, session.scalars(ordered).all(), on, extended)


def line_of(session: Session, jurisdiction: Jurisdiction, task: Task, on: date) -> TaskLine:
    """One task as a listing shows it on that day."""
    return lines_of(session, jurisdiction, [task], on)[0]


def lines_of(
    session: Session, jurisdiction: Jurisdiction, found: Sequence[Task], on: date
) -> list[TaskLine]:
    """Several tasks as a listing shows them on that day."""
    extended = _extended(session, Task.id.in_([task.id for task in found]))
    return _lines(session, jurisdiction, found, on, extended)


def _lines(
    session: Session,
    jurisdiction: Jurisdiction,
    found: Sequence[Task],
    on: date,
    extended: Collection[int],
) -> list[TaskLine]:
    named = titles(session, found)
    return [
        _line(session, jurisdiction, t, on, extended=t.id in extended, title=named.get(t.id, ""))
        for t in found
    ]


def _extended(session: Session, which: ColumnElement[bool]) -> frozenset[int]:
    """The tasks for which an extension was granted."""
    granted = select(Extension.task_id).join(Task).where(which, Extension.answer == "granted")
    return frozenset(session.scalars(granted))


def _line(
    session: Session,
    jurisdiction: Jurisdiction,
    task: Task,
    on: date,
    *,
    extended: bool,
    title: str,
) -> TaskLine:
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    duty, state = rules.obligation(task.obligation), State(task.state)
    clock_on = task.paused_from or on
    late = is_late(state, task.due, task.submitted_on, clock_on)
    left = rules.workdays.count(on, task.due)
    return TaskLine(
        id=task.id,
        obligation=task.obligation,
        name=title or duty.name,
        period=task.period,
        subject=task.subject,
        cause=task.cause,
        post=task.post,
        state=state,
        opens=task.opens,
        due=task.due,
        original_due=task.original_due,
        late=late,
        soon=state in OWING and not late and left <= SOON and not task.paused_from,
        extended=extended,
        paused=task.paused_from is not None,
        provisional=is_guess(rules, duty, task.due),
        whose_move=whose_move(rules, task, on),
        submitted_on=task.submitted_on,
        closed_on=task.closed_on,
        flag=task.flag,
        plan_version=task.plan_version,
    )


def whose_move(rules: Jurisdiction, task: Task, on: date) -> str:
    """The post whose move it is; "" for a closed task."""
    return mover(rules, task.obligation, task.post, State(task.state), on)


def mover(rules: Jurisdiction, obligation: str, post: str, state: State, on: date) -> str:
    """The same of a task in that state, for which `post` answers."""
    if state is State.SUBMITTED:
        return clocks.reviewing_post(rules, obligation, post, on)
    return post if state in OPEN else ""


def task(session: Session, jurisdiction: Jurisdiction, task_id: int) -> Task | None:
    """The task of that number in this jurisdiction; None when there is none."""
    found = session.get(Task, task_id)
    return found if found and found.jurisdiction == jurisdiction.id else None


def detail(session: Session, jurisdiction: Jurisdiction, task_id: int, on: date) -> Detail | None:
    """Everything about one task; None when there is none of that number."""
    found = task(session, jurisdiction, task_id)
    if found is None:
        return None
    duty = plans.duty_of(session, jurisdiction, found)

    def mine(table: type[HandIn] | type[Extension] | type[Pause] | type[Nudge]) -> Sequence[object]:
        rows = select(table).where(table.task_id == task_id).order_by(table.id)
        return session.scalars(rows).all()

    return Detail(
        line=line_of(session, jurisdiction, found, on),
        fields={name: str(kind) for name, kind in duty.hand_in.items()},
        hand_ins=mine(HandIn),  # type: ignore[arg-type]
        extensions=mine(Extension),  # type: ignore[arg-type]
        pauses=mine(Pause),  # type: ignore[arg-type]
        nudges=mine(Nudge),  # type: ignore[arg-type]
        journal=journal_rows(session, jurisdiction.id, task_id),
        children=session.scalars(
            select(Task.id).where(Task.parent_id == task_id).order_by(Task.id)
        ).all(),
    )


def journal_rows(
    session: Session, jurisdiction_id: str, task_id: int | None = None
) -> Sequence[JournalRow]:
    """The journal in order, of one task or of all. A task's rows include the batch that opened it."""
    rows = select(JournalRow).where(JournalRow.jurisdiction == jurisdiction_id)
    if task_id is not None:
        batch = select(Task.batch).where(Task.id == task_id).scalar_subquery()
        rows = rows.where(or_(JournalRow.task_id == task_id, JournalRow.seq == batch))
    return session.scalars(rows.order_by(JournalRow.seq)).all()


def head(session: Session, jurisdiction_id: str) -> JurisdictionRow:
    """The jurisdiction's row, not held."""
    return session.get_one(JurisdictionRow, jurisdiction_id)


def last_rounds(session: Session, jurisdiction_id: str, limit: int = 30) -> Sequence[RoundRow]:
    """The last rounds, newest first."""
    rows = select(RoundRow).where(RoundRow.jurisdiction == jurisdiction_id)
    return session.scalars(rows.order_by(RoundRow.id.desc()).limit(limit)).all()


def open_posts(session: Session, jurisdiction_id: str) -> dict[str, int]:
    """How many open tasks each post answers for."""
    counted = (
        select(Task.post, func.count())
        .where(Task.jurisdiction == jurisdiction_id, Task.closed_on.is_(None))
        .group_by(Task.post)
        .order_by(Task.post)
    )
    return dict(session.execute(counted).tuples().all())


def open_duties(session: Session, jurisdiction_id: str, post: str) -> frozenset[str]:
    """The duties of which the post has a task that is not closed."""
    theirs = select(Task.obligation).where(
        Task.jurisdiction == jurisdiction_id, Task.closed_on.is_(None), Task.post == post
    )
    return frozenset(session.scalars(theirs.distinct()))
