"""关爱联系: every active case is one task a month for its contact, under a reference of that month alone.

The answers are counts and choices like everybody's. What they mean for the case is drawn from the accepted
hand-ins, again and again until it agrees (as every round does), so that nothing hangs on one moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import access
from care.following import open_follow_up
from care.lifecycle import State
from care.tables import CareCase, CareReference, CareZone
from obligations.jurisdiction import Jurisdiction
from obligations.owed import NEWCOMER_DAYS, Owed, Turn, open_turns
from obligations.plan import Obligation
from runtime.clock import today
from tasks import journal, opening, queries
from tasks.lifecycle import State as TaskState
from tasks.tables import HandIn, Task

#: Calls in a row that nobody answered, until somebody else looks.
MISSES = 2
#: No letters or digits that are taken for one another on paper or on the telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LOOKED_BACK = 400  # days before the last round in which a turn may still be unopened


def open_due(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Open the calls of every period that has begun; return how many."""
    on = today(now, rules.zone)
    journal.lock(session, rules.id)
    duty = access.contact_duty(rules)
    return sum(
        _open(session, rules, duty, turn, cases, now) for turn, cases in _due(session, rules, on)
    )


def has_work(session: Session, rules: Jurisdiction, on: date) -> bool:
    """Would open_due or settle do anything on that day?"""
    return bool(
        rules.plan.caring
        and session.get(CareZone, rules.id)
        and (any(_due(session, rules, on)) or _unsettled(session, rules))
    )


def _due(session: Session, rules: Jurisdiction, on: date) -> Iterator[tuple[Turn, list[CareCase]]]:
    """The turns that have begun, each with the cases that have no call in it yet."""
    duty = access.contact_duty(rules)
    active = _active(session, rules)
    if not active:
        return
    head = queries.head(session, rules.id)
    since = max(head.go_live, (head.rounds_until or head.go_live) - timedelta(_LOOKED_BACK))
    for turn in open_turns(rules, duty, head.go_live, on, since=since):
        known = _referred(session, rules, duty, turn)
        new = [case for case in active if case.id not in known and _concerns(rules, case, turn)]
        if new:
            yield turn, new


def _active(session: Session, rules: Jurisdiction) -> Sequence[CareCase]:
    wanted = select(CareCase).where(
        CareCase.jurisdiction == rules.id, CareCase.state == State.ACTIVE
    )
    return session.scalars(wanted.order_by(CareCase.code)).all()


def _referred(
    session: Session, rules: Jurisdiction, duty: Obligation, turn: Turn
) -> frozenset[str]:
    known = select(CareReference.case_id).where(
        CareReference.jurisdiction == rules.id,
        CareReference.obligation == duty.id,
        CareReference.period == turn.period.id,
    )
    return frozenset(session.scalars(known))


def _concerns(rules: Jurisdiction, case: CareCase, turn: Turn) -> bool:
    """A case that begins in mid-period is called in it only if enough working days are left."""
    if case.active_from is None or case.active_from > turn.due:
        return False
    if case.active_from <= turn.opens:
        return True
    return rules.workdays.count(case.active_from, turn.due) >= NEWCOMER_DAYS


def _open(
    session: Session,
    rules: Jurisdiction,
    duty: Obligation,
    turn: Turn,
    cases: Sequence[CareCase],
    now: datetime,
) -> int:
    taken: set[str] = set()
    made = {case.id: _reference(taken) for case in cases}
    who = sorted((Owed(made[case.id], case.contact) for case in cases), key=lambda o: o.subject)
    opened = opening.open_turn(session, rules, duty, turn, tuple(who), now, pinned=True)
    session.flush()
    mine = select(Task.subject, Task.id).where(
        Task.jurisdiction == rules.id,
        Task.obligation == duty.id,
        Task.period == turn.period.id,
        Task.subject.in_(made.values()),
    )
    ids = dict(session.execute(mine).tuples().all())
    session.add_all(
        CareReference(
            case_id=case_id,
            obligation=duty.id,
            period=turn.period.id,
            jurisdiction=rules.id,
            reference=reference,
            task_id=ids[reference],
            settled=0,
        )
        for case_id, reference in made.items()
    )
    session.flush()
    return opened


def _reference(taken: set[str]) -> str:
    """`关爱-7KQ2M9`: by chance alone, so that nobody can tell which case it is, or was last month."""
    while True:
        reference = "关爱-" + "".join(secrets.choice(_SIGNS) for _ in range(6))
        if reference not in taken:
            taken.add(reference)
            return reference


# --- What the answers mean ---


def settle(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Bring the register into agreement with the accepted calls; return how many were looked at."""
    journal.lock(session, rules.id)
    found = _unsettled(session, rules)
    for reference, task, fields in found:
        case = session.get_one(CareCase, reference.case_id, populate_existing=True)
        _draw(session, rules, case, task, fields, now)
        reference.settled = task.version
    session.flush()
    return len(found)


def _unsettled(
    session: Session, rules: Jurisdiction
) -> list[tuple[CareReference, Task, dict[str, Any]]]:
    """Accepted calls that the register has not looked at, the earliest first."""
    wanted = (
        select(CareReference, Task, HandIn.fields)
        .join(Task, Task.id == CareReference.task_id)
        .join(HandIn, (HandIn.task_id == Task.id) & (HandIn.version == Task.version))
        .where(
            CareReference.jurisdiction == rules.id,
            Task.state == TaskState.DONE,
            CareReference.settled != Task.version,
        )
        .order_by(Task.closed_on, Task.id)
    )
    return list(session.execute(wanted).tuples())


def _draw(
    session: Session,
    rules: Jurisdiction,
    case: CareCase,
    task: Task,
    fields: dict[str, Any],
    now: datetime,
) -> None:
    """What one accepted call changes: 婉拒 ends the calls until the next review of need."""
    care = access.rules_of(rules)
    result = fields.get(care.result)
    case.misses = case.misses + 1 if result == care.unanswered else 0
    asked = fields.get(care.support) is True
    if case.state != State.ACTIVE:
        return
    if asked or case.misses >= MISSES:
        open_follow_up(session, rules, task, now)
        case.misses = 0
    if result == care.declined:
        case.state, case.active_from = State.RESTING, None
        journal.write(session, rules.id, now=now, actor=journal.SYSTEM, verb="care_decline")
