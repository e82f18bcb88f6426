"""Drafting: what the ladder reached becomes something for a person to sign, and lapses when it was done.

Nothing here is told to anybody (DESIGN, principle 7: a machine never accuses).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, RungKind
from runtime.clock import today
from tasks import clocks, journal, plans
from tasks.lifecycle import OWING
from tasks.lifecycle import State as TaskState
from tasks.no_fault import is_excused
from tasks.notices.kinds import KINDS, State
from tasks.notices.tables import Notice
from tasks.tables import Nudge, Task

DONE_MEANWHILE = "签发前已提交、已了结，或已免责"
#: What is not said of a miss that is nobody's fault.
BLAMING = (RungKind.BULLETIN, RungKind.TALK)


@dataclass(frozen=True, slots=True)
class Drafted:
    made: int = 0
    lapsed: int = 0


def draft(session: Session, jurisdiction: Jurisdiction, now: datetime) -> Drafted:
    """Draft what the ladder has reached since, and let lapse what nobody signed in time."""
    on = today(now, jurisdiction.zone)
    journal.lock(session, jurisdiction.id)
    lapsed = list(_lapsed(session, jurisdiction.id))
    for notice in lapsed:
        notice.state, notice.reason = State.LAPSED, DONE_MEANWHILE
    made = list(_made(session, jurisdiction, on))
    session.add_all(made)
    session.flush()
    if made or lapsed:
        journal.write(
            session, jurisdiction.id, now=now, actor=journal.SYSTEM, verb="draft notices",
            made=[notice.id for notice in made], lapsed=[notice.id for notice in lapsed],
        )  # fmt: skip
    return Drafted(len(made), len(lapsed))


def _runs(clock: ColumnElement[str], attempt: ColumnElement[int]) -> ColumnElement[bool]:
    """Does that clock of the task still run?"""
    owing = and_(clock == Clock.HAND_IN, Task.state.in_(OWING), Task.attempt == attempt)
    held = and_(clock == Clock.REVIEW, Task.state == TaskState.SUBMITTED, Task.version == attempt)
    return and_(Task.closed_on.is_(None), or_(owing, held))


#: Every round asks these two, built once.
_LAPSED = (
    select(Notice)
    .join(Task, Task.id == Notice.task_id)
    .where(
        Notice.jurisdiction == bindparam("where"),
        Notice.state == State.DRAFT,
        or_(
            ~_runs(Notice.clock.expression, Notice.attempt.expression),
            and_(Notice.kind.in_(BLAMING), is_excused()),
        ),
    )
)
_REACHED = (
    select(Task, Nudge.kind, Nudge.clock, Nudge.attempt, Nudge.due)
    .join(Nudge, Nudge.task_id == Task.id)
    .where(
        Task.jurisdiction == bindparam("where"),
        or_(Task.due < bindparam("on"), Task.review_due < bindparam("on")),
        _runs(Nudge.clock.expression, Nudge.attempt.expression),
        Nudge.kind.in_(KINDS),
        or_(
            Nudge.outcome.in_(("", "sent", "failed")),
            and_(Nudge.outcome == "suppressed", Nudge.reason == clocks.QUEUED),
        ),
        ~exists().where(
            Notice.task_id == Nudge.task_id,
            Notice.kind == Nudge.kind,
            Notice.clock == Nudge.clock,
            Notice.attempt == Nudge.attempt,
            Notice.due == Nudge.due,
        ),
        ~and_(Nudge.kind.in_(BLAMING), is_excused()),
    )
    .order_by(Task.id, Nudge.id)
)


def _lapsed(session: Session, jurisdiction_id: str) -> Iterator[Notice]:
    return iter(session.scalars(_LAPSED, {"where": jurisdiction_id}).all())


def _made(session: Session, jurisdiction: Jurisdiction, on: date) -> Iterator[Notice]:
    reached = session.execute(_REACHED, {"where": jurisdiction.id, "on": on})
    seen: set[tuple[object, ...]] = set()
    for task, kind, clock, attempt, due in reached.tuples():
        if (mine := (task.id, kind, clock, attempt, due)) not in seen:
            seen.add(mine)
            yield _notice(session, jurisdiction, task, kind, clock, attempt, due, on)


def _notice(
    session: Session,
    jurisdiction: Jurisdiction,
    task: Task,
    kind: str,
    clock: str,
    attempt: int,
    due: date,
    on: date,
) -> Notice:
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    is_review = clock == Clock.REVIEW
    reviewer = clocks.reviewing_post(rules, task.obligation, task.post, on) if is_review else ""
    return Notice(
        jurisdiction=jurisdiction.id,
        task_id=task.id,
        kind=kind,
        clock=clock,
        attempt=attempt,
        due=due,
        post=reviewer or task.post,
        state=State.DRAFT,
        drafted_on=on,
    )
