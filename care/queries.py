"""What is in the room, by code: for whoever keeps it, for a contact, and the counts that may leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from care import access
from care.identity import FAILURES
from care.lifecycle import REGISTERED, Basis, CareRefused, State
from care.tables import CareCase, CareListing, CareReading, CareReference, CareRequest
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
    """One case in a listing: nothing that says who it is. `id`: for addresses, which bear no code."""

    id: str
    code: str
    state: State
    contact: str
    basis: Basis
    basis_on: date
    basis_note: str
    purpose: str
    under_14: bool
    told_on: date
    agency: str
    agency_ref: str
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


class Sight(StrEnum):
    """As what somebody sees a case."""

    KEEPER = "keeper"  #: the case post: everything, in every state
    CONTACT = "contact"  #: who calls: while it is in the register
    APPROVER = "approver"  #: who approves: code and basis, while it waits


def one(
    session: Session, rules: Jurisdiction, case_id: str, person: str, on: date
) -> tuple[CaseLine, Sight]:
    """One case as the person sees it. Raises CareRefused, the same for a case that is not there as for
    one that is somebody else's."""
    case = session.get(CareCase, case_id)
    sight = _sight(rules, case, person, on) if case and case.jurisdiction == rules.id else None
    if case is None or sight is None:
        raise CareRefused(access.NOT_YOURS)
    return _line(case, _calls(session, [case.id]).get(case.id)), sight


def _sight(rules: Jurisdiction, case: CareCase, person: str, on: date) -> Sight | None:
    if access.keeps(rules, person, on):
        return Sight.KEEPER
    if case.state in REGISTERED and access.holds(rules, person, case.contact, on):
        return Sight.CONTACT
    approver = access.approving_post(rules, case.asked_by, on)
    if case.state == State.ASKED and access.holds(rules, person, approver, on):
        return Sight.APPROVER
    return None


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


def case_of(session: Session, task_id: int) -> str | None:
    """The id of the case behind a call or a request; None for any other task, and once it is destroyed."""
    called = select(CareReference.case_id).where(CareReference.task_id == task_id)
    asked = select(CareRequest.case_id).where(CareRequest.task_id == task_id)
    return session.scalar(called) or session.scalar(asked)


def month_of(session: Session, task_id: int) -> str | None:
    """The month whose readings are looked through in that task."""
    return session.scalar(select(CareListing.month).where(CareListing.task_id == task_id))


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of identity fields."""

    at: datetime
    by: str
    post: str
    fields: str
    purpose: str
    failed: str  #: why it did not open, in words; empty where it did
    case: str  #: the case's id
    code: str


def readings(session: Session, rules: Jurisdiction, since: datetime, until: datetime) -> list[Read]:
    """Who read what in [since, until), the latest first."""
    wanted = (
        select(CareReading, CareCase.code)
        .join(CareCase, CareCase.id == CareReading.case_id)
        .where(
            CareReading.jurisdiction == rules.id, CareReading.at >= since, CareReading.at < until
        )
        .order_by(CareReading.at.desc(), CareReading.id.desc())
    )
    return [
        Read(
            row.at,
            row.by,
            row.post,
            row.fields,
            row.purpose,
            FAILURES.get(row.failed, ""),
            row.case_id,
            code,
        )
        for row, code in session.execute(wanted).tuples()
    ]


def count_readings(session: Session, rules: Jurisdiction, since: datetime, until: datetime) -> int:
    """How many readings there were in [since, until)."""
    wanted = select(func.count()).where(
        CareReading.jurisdiction == rules.id, CareReading.at >= since, CareReading.at < until
    )
    return session.scalar(wanted) or 0


def requests(session: Session, case_id: str) -> list[CareRequest]:
    """The requests about one case, the newest first."""
    wanted = select(CareRequest).where(CareRequest.case_id == case_id)
    return list(session.scalars(wanted.order_by(CareRequest.id.desc())))


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
        id=case.id,
        code=case.code,
        state=State(case.state),
        contact=case.contact,
        basis=Basis(case.basis),
        basis_on=case.basis_on,
        basis_note=case.basis_note,
        purpose=case.purpose,
        under_14=case.under_14,
        told_on=case.told_on,
        agency=case.agency,
        agency_ref=case.agency_ref,
        asked_by=case.asked_by,
        approved_by=case.approved_by,
        review_by=case.review_by,
        exited_on=case.exited_on,
        destroy_on=case.destroy_on,
        destroyed=case.destroyed_at is not None,
        call=call,
    )
