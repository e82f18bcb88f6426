"""What every command begins with: the task, held until the transaction ends, and the rules it is under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, events, journal, plans
from tasks.lifecycle import Move, MoveRefused, State, after
from tasks.occasions import Occasion
from tasks.tables import HandIn, JournalRow, Task

#: What every move asks, built once: the task, and when it last moved.
_JOURNAL = table_of(JournalRow).c
_LAST_MOVE = select(func.max(_JOURNAL.at)).where(
    _JOURNAL.jurisdiction == Task.jurisdiction, _JOURNAL.task_id == Task.id
)
_TASK = (
    select(Task, _LAST_MOVE.scalar_subquery())
    .where(Task.id == bindparam("which"))
    .execution_options(populate_existing=True)
)
_HAND_IN = select(HandIn).where(
    HandIn.task_id == bindparam("whose"), HandIn.version == bindparam("number")
)


@dataclass(frozen=True, slots=True)
class Moving:
    """One move of one task. `rules`: its own version of the plan with the roster in force."""

    session: Session
    task: Task
    move: Move
    to: State  #: where the table of moves leads
    current: Jurisdiction
    rules: Jurisdiction
    duty: Obligation
    by: str
    now: datetime
    on: date

    def write(self, **data: Any) -> int:
        """Journal the move; return the row's number."""
        return journal.write(
            self.session,
            self.task.jurisdiction,
            now=self.now,
            actor=self.by,
            verb=self.move,
            task_id=self.task.id,
            **data,
        )

    def tell(self, occasion: Occasion, post: str, seq: int, reason: str = "") -> None:
        """Let `post` be told what row `seq` of the journal says."""
        events.tell(self.session, self.task, occasion, post, seq, self.now, self.on, reason)

    def stop(self, reason: str) -> None:
        """End the running clock."""
        clocks.stop(self.session, self.rules, self.task, self.on, self.now, reason)

    def restart(self, since: date | None = None) -> None:
        """Start the unit's clock anew, from `since` (default: today) on."""
        clocks.restart(self.rules, self.task, self.on, since)

    def hand_in(self) -> HandIn:
        """The last version handed in."""
        last = {"whose": self.task.id, "number": self.task.version}
        return self.session.scalars(_HAND_IN, last).one()

    def not_by_himself(self, other: str) -> None:
        """Nobody reviews or excuses himself (principle 4). Raises MoveRefused when `by` is the person
        behind `other`, a person or a post."""
        if self._person(self.by) == self._person(other):
            raise MoveRefused(f"{self.by} 不能对自己的任务{self.move.label}，请由上一级办理")

    def _person(self, name: str) -> str:
        post = self.rules.roster.resolve(name)
        found = self.rules.roster.recipient(post, self.on) if post else None
        return found.name if found else name


def begin(session: Session, task_id: int, move: Move, *, by: str, now: datetime) -> Moving:
    """Hold the task for `move`. Raises MoveRefused when there is no such task or no such move now."""
    jurisdiction = _jurisdiction(session, task_id)
    if jurisdiction is None:
        raise MoveRefused(f"没有任务 {task_id}")
    current = plans.held(session, jurisdiction)
    task, last = session.execute(_TASK, {"which": task_id}).tuples().one()
    rules = plans.rules_for(session, current, task.plan_version)
    on = today(now, rules.zone)
    _check_not_before(last, on, rules)
    return Moving(
        session=session,
        task=task,
        move=move,
        to=after(State(task.state), move),
        current=current,
        rules=rules,
        duty=rules.obligation(task.obligation),
        by=by,
        now=now,
        on=on,
    )


def _jurisdiction(session: Session, task_id: int) -> str | None:
    """Which jurisdiction the task is of, not asked for where the session has just read the task: that
    never changes. None when there is no such task."""
    known = session.identity_map.get(session.identity_key(Task, task_id))
    if known is not None and "jurisdiction" in known.__dict__:
        return str(known.jurisdiction)
    return session.scalar(select(Task.jurisdiction).where(Task.id == task_id))


def _check_not_before(last: datetime | None, on: date, rules: Jurisdiction) -> None:
    """Nothing is rewound: a move stands for no earlier day than the one before it. Raises MoveRefused."""
    if last and on < today(last, rules.zone):
        raise MoveRefused(f"任务在 {today(last, rules.zone)} 已有变动，不能再按更早的 {on} 办理")


def needed(reason: str) -> str:
    """The reason, which must not be empty. Raises MoveRefused."""
    if not reason.strip():
        raise MoveRefused("请写明理由")
    return reason.strip()
