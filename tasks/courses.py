"""How tasks went since a day: what was closed since then and what is open, counted by their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from tasks.lifecycle import OWING, State
from tasks.tables import Task


@dataclass(frozen=True, slots=True)
class Course:
    """So many tasks of one duty with the same dates."""

    duty: str
    state: State
    due: date
    submitted_on: date | None
    closed_on: date | None
    count: int

    def is_late_on(self, day: date) -> bool:
        """Was it due before `day` and at the end of that day not handed in?"""
        return self.due < day and (self._ended is None or self._ended > day)

    @property
    def _ended(self) -> date | None:
        """Since when nobody owes it. A returned one is owed again, whatever was handed in before."""
        if self.state in OWING:
            return None
        return self.submitted_on if self.state in (State.SUBMITTED, State.DONE) else self.closed_on

    @property
    def was_late(self) -> bool:
        return self.submitted_on is not None and self.submitted_on > self.due


def courses(session: Session, rules: Jurisdiction, since: date) -> list[Course]:
    """Of every task that is open or was closed on or after `since`."""
    kinds = (Task.obligation, Task.state, Task.due, Task.submitted_on, Task.closed_on)
    here = (
        Task.jurisdiction == rules.id,
        Task.obligation.in_([duty.id for duty in rules.plan.obligations]),
    )
    # Two reads, so that each has an index of its own: together they would read all of history.
    parts = (
        select(*kinds, func.count()).where(*here, which).group_by(*kinds)
        for which in (Task.closed_on.is_(None), Task.closed_on >= since)
    )
    found = union_all(*parts)
    return [
        Course(duty, State(state), due, submitted, closed, count)
        for duty, state, due, submitted, closed, count in session.execute(found).tuples()
    ]
