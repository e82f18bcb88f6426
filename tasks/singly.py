"""A task that a person opens, one by itself: no period brings it and no other task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from tasks import clocks, journal
from tasks.lifecycle import State
from tasks.tables import Task


@dataclass(frozen=True, slots=True)
class Single:
    """What makes it the task it is. `cause` is all that tells two of one month apart."""

    obligation: str
    subject: str
    cause: str
    post: str
    due: date
    pinned: bool = False  #: the roster does not say who answers


def open_one(session: Session, rules: Jurisdiction, single: Single, on: date) -> Task:
    """Open it on that day, its clock running. The next row of the journal is to say so."""
    head = journal.lock(session, rules.id)
    task = Task(
        jurisdiction=rules.id,
        obligation=single.obligation,
        period=f"{on:%Y-%m}",
        subject=single.subject,
        cause=single.cause,
        parent_id=None,
        plan_version=head.version,
        post=single.post,
        pinned=single.pinned,
        state=State.PENDING,
        opens=on,
        due=single.due,
        original_due=single.due,
        opened_on=on,
        batch=head.journal_seq + 1,
        attempt=1,
        clock_from=on,
        version=0,
        flag="",
    )
    clocks.start(rules, task, on)
    session.add(task)
    session.flush()
    return task
