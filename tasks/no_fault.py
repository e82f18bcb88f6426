"""A miss that is nobody's fault 免责: a supervisor says so, with a reason, and can take it back.

The task stays what it is, late and in sight; it is left out of blame: no 通报, no 约谈, no deduction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal, plans
from tasks.lifecycle import MoveRefused, State, is_late
from tasks.moving import needed
from tasks.tables import Excuse, Task


def excuse(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """Say that the miss is nobody's fault. Raises MoveRefused where nothing was missed, or by the person
    who missed it."""
    one = _begin(session, task_id, by, now)
    if not one.is_late:
        raise MoveRefused("任务没有逾期，不用免责")
    if session.get(Excuse, task_id):
        raise MoveRefused("已经标为免责")
    reason = needed(reason)
    session.add(Excuse(task_id=task_id, reason=reason, at=now, by=by))
    one.write("excuse", reason)
    return one.task


def take_back(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """It was somebody's after all."""
    one = _begin(session, task_id, by, now)
    found = session.get(Excuse, task_id)
    if found is None:
        raise MoveRefused("任务没有标为免责")
    reason = needed(reason)
    session.delete(found)
    one.write("take back excuse", reason)
    return one.task


def excuse_of(session: Session, task_id: int) -> Excuse | None:
    """Why the miss is nobody's fault; None where nobody has said so."""
    return session.get(Excuse, task_id)


def is_excused() -> ColumnElement[bool]:
    """As a condition on `task`."""
    return exists(select(Excuse.task_id).where(Excuse.task_id == Task.id).correlate(Task))


@dataclass(frozen=True, slots=True)
class _Excusing:
    """One task, held until the transaction ends."""

    session: Session
    task: Task
    rules: Jurisdiction
    by: str
    now: datetime
    on: date

    @property
    def is_late(self) -> bool:
        task = self.task
        clock_on = task.paused_from or self.on
        return is_late(State(task.state), task.due, task.submitted_on, clock_on)

    def write(self, verb: str, reason: str) -> None:
        journal.write(
            self.session, self.task.jurisdiction, now=self.now, actor=self.by,
            verb=verb, task_id=self.task.id, reason=reason,
        )  # fmt: skip

    def person(self, name: str) -> str:
        post = self.rules.roster.resolve(name)
        found = self.rules.roster.recipient(post, self.on) if post else None
        return found.name if found else name


def _begin(session: Session, task_id: int, by: str, now: datetime) -> _Excusing:
    jurisdiction = session.scalar(select(Task.jurisdiction).where(Task.id == task_id))
    if jurisdiction is None:
        raise MoveRefused(f"没有任务 {task_id}")
    journal.lock(session, jurisdiction)
    task = session.get_one(Task, task_id, populate_existing=True)
    rules = plans.current(session, jurisdiction)
    one = _Excusing(session, task, rules, by, now, today(now, rules.zone))
    if one.person(by) == one.person(task.post):
        raise MoveRefused(f"{by} 不能给自己的任务免责，请由上一级办理")
    return one
