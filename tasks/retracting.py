"""A closed task was reopened: what becomes of the follow-ups that its acceptance had opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import closing, events, feeding, journal, plans
from tasks.following import cause_of
from tasks.lifecycle import State
from tasks.occasions import Occasion
from tasks.tables import HandIn, Task

_REOPENED = "上一环节重新打开"


def retract(
    session: Session, jurisdiction: Jurisdiction, parent: Task, *, now: datetime, by: str
) -> None:
    """The parent was reopened: follow-ups nobody has started are cancelled, started ones flagged.

    One that was handed in by itself was started by nobody; what it opened goes the same way.
    """
    on = today(now, jurisdiction.zone)
    children = select(Task).where(Task.parent_id == parent.id, Task.cause == cause_of(parent))
    for child in session.scalars(children.order_by(Task.id)).all():
        if child.state in (State.CANCELLED, State.WAIVED):
            continue
        by_itself = feeding.handed_in_by_itself(session, child)
        if (child.state == State.PENDING and not child.version) or by_itself:
            retract(session, jurisdiction, child, now=now, by=by)
            _call_off(session, jurisdiction, child, parent, on=on, now=now, by=by)
        else:
            child.flag = f"上一环节（任务 {parent.id}）已重新打开，请核对"
            _write(session, child, parent, "flag", now, by)


def _call_off(
    session: Session,
    jurisdiction: Jurisdiction,
    child: Task,
    parent: Task,
    *,
    on: date,
    now: datetime,
    by: str,
) -> None:
    rules = plans.rules_for(session, jurisdiction, child.plan_version)
    told = events.was_told(session, child)
    _take_back(session, child, by)
    closing.close(session, rules, child, State.CANCELLED, on=on, now=now, by=by, reason=_REOPENED)
    seq = _write(session, child, parent, "cancel", now, by)
    if told:
        events.tell(session, child, Occasion.CANCELLED, child.post, seq, now, on, _REOPENED)


def _take_back(session: Session, child: Task, by: str) -> None:
    """What the child said, it said by the parent's word, which is open again."""
    if child.version:
        mine = HandIn.task_id == child.id, HandIn.version == child.version
        session.execute(update(HandIn).where(*mine).values(outcome="cancelled", outcome_by=by))


def _write(session: Session, child: Task, parent: Task, verb: str, now: datetime, by: str) -> int:
    return journal.write(
        session,
        child.jurisdiction,
        now=now,
        actor=by,
        verb=verb,
        task_id=child.id,
        reason=_REOPENED,
        parent=parent.id,
    )
