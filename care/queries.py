"""What is in the room, by code: for whoever keeps it, for a contact, and the counts that may leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from care import access
from care.lifecycle import REGISTERED, Basis, State
from care.tables import CareCase, CareReference
from obligations.jurisdiction import Jurisdiction
from tasks.lifecycle import State as TaskState
from tasks.tables import Task


@dataclass(frozen=True, slots=True)
class Call:
    """The last call of a case."""

    task_id: int
    period: str
    due: date
    state: TaskState


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a listing: nothing that says who it is."""

    code: str
    state: State
    contact: str
    basis: Basis
    basis_on: date
    basis_note: str
    purpose: str
    under_14: bool
    told_on: date
    asked_by: str
    approved_by: str
    review_by: date | None
    exited_on: date | None
    destroy_on: date | None
    destroyed: bool
    call: Call | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What may leave the room: 在册数, and how many of them have somebody who calls."""

    registered: int
    with_contact: int
    resting: int


def cases(session: Session, rules: Jurisdiction, person: str, on: date) -> list[CaseLine]:
    """The cases that the person may open, those in the register first. Nobody else gets any."""
    wanted = select(CareCase).where(CareCase.jurisdiction == rules.id)
    if not access.keeps(rules, person, on):
        mine = [post for post in rules.roster.by_name if access.holds(rules, person, post, on)]
        wanted = wanted.where(CareCase.contact.in_(mine), CareCase.state.in_(REGISTERED))
    found = session.scalars(wanted.order_by(CareCase.code)).all()
    calls = _calls(session, [case.id for case in found])
    order = list(State)
    lines = [_line(case, calls.get(case.id)) for case in found]
    return sorted(lines, key=lambda line: (order.index(line.state), line.code))


def to_approve(session: Session, rules: Jurisdiction, person: str, on: date) -> list[CaseLine]:
    """The registrations that wait for this very person: code and basis, no identity."""
    wanted = select(CareCase).where(
        CareCase.jurisdiction == rules.id, CareCase.state == State.ASKED
    )
    return [
        _line(case, None)
        for case in session.scalars(wanted.order_by(CareCase.code))
        if access.holds(rules, person, access.approving_post(rules, case.asked_by, on), on)
    ]


def counts(session: Session, rules: Jurisdiction, on: date) -> Counts:
    """How many are in the register today."""
    grouped = (
        select(CareCase.contact, CareCase.state, func.count())
        .where(CareCase.jurisdiction == rules.id, CareCase.state.in_(REGISTERED))
        .group_by(CareCase.contact, CareCase.state)
    )
    found = session.execute(grouped).tuples().all()
    return Counts(
        registered=sum(n for _, _, n in found),
        with_contact=sum(n for post, _, n in found if rules.roster.recipient(post, on)),
        resting=sum(n for _, state, n in found if state == State.RESTING),
    )


def code_of(session: Session, task_id: int) -> str | None:
    """The case behind a call; None for any other task, and once the case is destroyed."""
    wanted = (
        select(CareCase.code)
        .join(CareReference, CareReference.case_id == CareCase.id)
        .where(CareReference.task_id == task_id)
    )
    return session.scalar(wanted)


def _calls(session: Session, ids: list[str]) -> dict[str, Call]:
    wanted = (
        select(CareReference.case_id, Task.id, Task.period, Task.due, Task.state)
        .join(Task, Task.id == CareReference.task_id)
        .where(CareReference.case_id.in_(ids))
        .order_by(Task.due, Task.id)
    )
    rows = session.execute(wanted).tuples()
    return {
        case: Call(task, period, due, TaskState(state)) for case, task, period, due, state in rows
    }


def _line(case: CareCase, call: Call | None) -> CaseLine:
    return CaseLine(
        code=case.code,
        state=State(case.state),
        contact=case.contact,
        basis=Basis(case.basis),
        basis_on=case.basis_on,
        basis_note=case.basis_note,
        purpose=case.purpose,
        under_14=case.under_14,
        told_on=case.told_on,
        asked_by=case.asked_by,
        approved_by=case.approved_by,
        review_by=case.review_by,
        exited_on=case.exited_on,
        destroy_on=case.destroy_on,
        destroyed=case.destroyed_at is not None,
        call=call,
    )
