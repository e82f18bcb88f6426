"""Another contact, and the end of the calls: what becomes of the open tasks of a case.

At once where somebody decides it, and in every round where it came about otherwise: a call that was reopened or
returned after its contact had changed, a family that declined while the next call was open already.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from care import access, identity, register, zone
from care.lifecycle import CareRefused, State, Step, after
from care.tables import CareCase, CareReference
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import clocks, closing, events, journal, plans
from tasks.lifecycle import OWING
from tasks.lifecycle import State as TaskState
from tasks.occasions import Occasion
from tasks.tables import Task

_MOVED = "更换联系人"
_ENDED = "不再需要联系"


def change_contact(
    session: Session, rules: Jurisdiction, code: str, contact: str, *, by: str, now: datetime
) -> CareCase:
    """Another post calls. Its open calls move with their dates, the old post and the new one are told, and
    the old one can open nothing of the case from this moment on."""
    zone.entered(session, rules)
    access.check_keeper(rules, by, today(now, rules.zone))
    new = rules.roster.resolve(contact)
    if new is None:
        raise CareRefused(f"名册里没有岗位“{contact}”")
    case = identity.found(session, rules, code)
    case.state = after(State(case.state), Step.CHANGE)
    if case.contact == new:
        raise CareRefused(f"联系人本来就是“{new}”")
    case.contact = new
    journal.write(session, rules.id, now=now, actor=by, verb="care_contact")
    for task in _owed(session, case):
        _hand_on(session, rules, task, new, by, now)
    return case


def end(
    session: Session, rules: Jurisdiction, code: str, *, reason: str, by: str, now: datetime
) -> CareCase:
    """退出: the case leaves the register, and calls that nobody has made are called off."""
    case = register.leave(session, rules, code, reason=reason, by=by, now=now)
    call_off(session, rules, case, by=by, now=now)
    return case


def rest(session: Session, rules: Jurisdiction, code: str, *, by: str, now: datetime) -> CareCase:
    """The review of need says that the family does not wish it: open calls are called off."""
    case = register.review(session, rules, code, needed=False, by=by, now=now)
    call_off(session, rules, case, by=by, now=now)
    return case


def call_off(
    session: Session, rules: Jurisdiction, case: CareCase, *, by: str, now: datetime
) -> None:
    """Cancel what is owed for the case; what was handed in is still reviewed."""
    for task in _owed(session, case):
        _call_off(session, rules, task, by, now)


def _call_off(session: Session, rules: Jurisdiction, task: Task, by: str, now: datetime) -> None:
    own, on = plans.rules_for(session, rules, task.plan_version), today(now, rules.zone)
    told = events.was_told(session, task)
    closing.close(session, own, task, TaskState.CANCELLED, on=on, now=now, by=by, reason=_ENDED)
    seq = _write(session, task, "cancel", by, now, reason=_ENDED)
    if told:
        events.tell(session, task, Occasion.CANCELLED, task.post, seq, now, on, _ENDED)


def strays(session: Session, rules: Jurisdiction) -> list[tuple[CareCase, Task]]:
    """Calls that are owed by a post which is not the contact, or for a case that nobody calls any more."""
    wanted = (
        select(CareCase, Task)
        .join(CareReference, CareReference.case_id == CareCase.id)
        .join(Task, Task.id == CareReference.task_id)
        .where(
            CareReference.jurisdiction == rules.id,
            Task.state.in_(OWING),
            or_(CareCase.state != State.ACTIVE, CareCase.contact != Task.post),
        )
        .order_by(Task.id)
    )
    return list(session.execute(wanted).tuples())


def bring_home(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """Hand strays on to the contact, or call them off; return how many there were."""
    journal.lock(session, rules.id)
    found = strays(session, rules)
    for case, task in found:
        if case.state == State.ACTIVE:
            _hand_on(session, rules, task, case.contact, journal.SYSTEM, now)
        else:
            _call_off(session, rules, task, journal.SYSTEM, now)
    return len(found)


def _owed(session: Session, case: CareCase) -> Iterator[Task]:
    mine = (
        select(Task)
        .join(CareReference, CareReference.task_id == Task.id)
        .where(CareReference.case_id == case.id, Task.state.in_(OWING))
    )
    return iter(session.scalars(mine.order_by(Task.id)).all())


def _hand_on(
    session: Session, rules: Jurisdiction, task: Task, new: str, by: str, now: datetime
) -> None:
    """As `reassign` does, and the one who had it is told as well."""
    old, on = task.post, today(now, rules.zone)
    told = events.was_told(session, task)
    events.withhold(session, task, old, "已转交")
    task.post = new
    own = plans.rules_for(session, rules, task.plan_version)
    clocks.refresh(session, own, task, on)
    seq = _write(session, task, "reassign", by, now, reason=_MOVED, **{"from": old, "to": new})
    events.tell(session, task, Occasion.REASSIGNED, new, seq, now, on, _MOVED)
    if told:
        events.tell(session, task, Occasion.PASSED_ON, old, seq, now, on, _MOVED)


def _write(session: Session, task: Task, verb: str, by: str, now: datetime, **data: object) -> int:
    return journal.write(
        session, task.jurisdiction, now=now, actor=by, verb=verb, task_id=task.id, **data
    )
