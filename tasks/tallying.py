"""What a unit counted before: the number that this month's count goes on from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.tallying import problems
from tasks.lifecycle import State
from tasks.tables import HandIn, Task


def before(session: Session, task: Task) -> Mapping[str, Any] | None:
    """What was accepted of the same duty and subject for the latest period due before this one."""
    wanted = (
        select(HandIn.fields)
        .join(Task, (Task.id == HandIn.task_id) & (Task.version == HandIn.version))
        .where(
            Task.jurisdiction == task.jurisdiction,
            Task.obligation == task.obligation,
            Task.subject == task.subject,
            Task.state == State.DONE,
            Task.original_due < task.original_due,
        )
        .order_by(Task.original_due.desc(), Task.id.desc())
    )
    return session.scalars(wanted.limit(1)).first()


def ahead(rules: Jurisdiction, duty: Obligation, unit: str) -> tuple[str, ...]:
    """The units that stand before this one: whom they count as well, this one states (and not they)."""
    order = [subject.name for subject in rules.subjects(duty)]
    return tuple(order[: order.index(unit)] if unit in order else order)


def wrong(
    session: Session, rules: Jurisdiction, duty: Obligation, task: Task, values: Mapping[str, Any]
) -> list[str]:
    """What does not add up in a hand-in of a duty that counts on; empty for any other."""
    if duty.tally is None:
        return []
    is_first = not ahead(rules, duty, task.subject)
    return problems(duty.tally, values, before(session, task), is_first=is_first)
