"""What waits for a person's decision: hand-ins to review, extensions and 不适用 that were asked for,
and the queue of 通报候选 and 约谈建议. Reads only, over open tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from tasks import clocks, plans, queries
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import OWING, State
from tasks.no_fault import is_excused
from tasks.queries import TaskLine
from tasks.tables import Extension, HandIn, Nudge, Task

#: So many hand-ins are shown on one page, those due first.
MOST = 50


@dataclass(frozen=True, slots=True)
class ToReview:
    """A hand-in that waits for its reviewer, until `due`."""

    line: TaskLine
    hand_in: HandIn
    due: date


@dataclass(frozen=True, slots=True)
class Queue:
    """What some posts have to review: the first of it, and how many there are in all."""

    waiting: tuple[ToReview, ...]
    total: int


def to_review(session: Session, rules: Jurisdiction, on: date, posts: Collection[str]) -> Queue:
    """The hand-ins that one of `posts` reviews, by the day until which it has to."""
    held = _open(rules, Task.state == State.SUBMITTED)
    kinds = session.execute(
        select(Task.obligation, Task.post, Task.plan_version).where(*held).distinct()
    ).tuples()
    mine = {kind for kind in kinds if _reviewer(session, rules, *kind, on) in posts}
    found = (
        select(Task, HandIn)
        .join(HandIn, (HandIn.task_id == Task.id) & (HandIn.version == Task.version))
        .where(
            *held,
            Task.obligation.in_({duty for duty, _, _ in mine}),
            Task.post.in_({post for _, post, _ in mine}),
        )
        .order_by(Task.review_due, Task.id)
    )
    rows = [
        (task, hand_in)
        for task, hand_in in session.execute(found).tuples()
        if (task.obligation, task.post, task.plan_version) in mine
    ]
    lines = queries.lines_of(session, rules, [task for task, _ in rows[:MOST]], on)
    waiting = (
        ToReview(line, hand_in, task.review_due or task.due)
        for line, (task, hand_in) in zip(lines, rows, strict=False)
    )
    return Queue(tuple(waiting), len(rows))


def reviewer_of(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    """The post that reviews what is handed in for a task."""
    return _reviewer(session, rules, task.obligation, task.post, task.plan_version, on)


def answerer_of(rules: Jurisdiction, post: str, on: date) -> str:
    """The post that answers what `post` asks for: more time, 不适用."""
    return clocks.supervising_post(rules, post, on)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a unit that waits for an answer. `until` is None for 不适用."""

    line: TaskLine
    reason: str
    by: str
    until: date | None
    answers: str  #: the post that answers


def asked(session: Session, rules: Jurisdiction, on: date) -> list[Asked]:
    """Every request that waits, by due date."""
    later = (
        select(Task, Extension)
        .join(Extension, Extension.task_id == Task.id)
        .where(*_open(rules, Extension.answer == ""))
        .order_by(Task.due, Task.id)
    )
    found = [
        Asked(
            queries.line_of(session, rules, task, on),
            extension.reason,
            extension.asked_by,
            extension.until,
            answerer_of(rules, task.post, on),
        )
        for task, extension in session.execute(later).tuples()
    ]
    flagged = select(Task).where(*_open(rules, Task.flag != "", Task.state.in_(OWING)))
    return found + [
        Asked(
            queries.line_of(session, rules, task, on),
            task.flag.partition("：")[2],
            task.post,
            None,
            answerer_of(rules, task.post, on),
        )
        for task in session.scalars(flagged.order_by(Task.due, Task.id))
        if is_waiver_asked(task.flag)
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A late task for which the ladder suggests 通报 or 约谈: the gravest suggestion, and since when."""

    task: Task
    kind: RungKind
    since: date


def candidates(session: Session, rules: Jurisdiction, on: date) -> list[Candidate]:
    """The late tasks that a person has to decide about, the longest late first."""
    suggested = (
        select(Task, Nudge)
        .join(
            Nudge,
            (Nudge.task_id == Task.id) & (Nudge.attempt == Task.attempt) & (Nudge.due == Task.due),
        )
        .where(
            *_open(rules, Task.state.in_(OWING), Task.due < on, Task.paused_from.is_(None)),
            Nudge.kind.in_((RungKind.BULLETIN, RungKind.TALK)),
            Nudge.reason == clocks.QUEUED,
            ~is_excused(),
        )
        .order_by(Task.due, Task.id, Nudge.on)
    )
    found = session.execute(suggested).tuples()
    gravest = {task.id: Candidate(task, RungKind(nudge.kind), nudge.on) for task, nudge in found}
    return list(gravest.values())


def told(session: Session, ids: Collection[int]) -> dict[int, list[Nudge]]:
    """What was told of each task, in order; entries of a queue were told to nobody."""
    rows = select(Nudge).where(Nudge.task_id.in_(ids), Nudge.outcome.in_(("sent", "failed", "")))
    found: dict[int, list[Nudge]] = {}
    for nudge in session.scalars(rows.order_by(Nudge.on, Nudge.id)):
        found.setdefault(nudge.task_id, []).append(nudge)
    return found


def _open(rules: Jurisdiction, *more: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (Task.jurisdiction == rules.id, Task.closed_on.is_(None), *more)


def _reviewer(
    session: Session, rules: Jurisdiction, duty: str, post: str, number: int, on: date
) -> str:
    return clocks.reviewing_post(plans.rules_for(session, rules, number), duty, post, on)
