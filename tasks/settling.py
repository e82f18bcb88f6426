"""Open work brought into agreement with a new plan, roster or calendar.

Each change is decided first (so that `plan load` can show it) and applied in the loading transaction:
the open work of somebody who left is the successor's the same minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import Turn, turns
from obligations.plan import Obligation
from tasks import clocks, events, journal
from tasks.lifecycle import State
from tasks.occasions import Occasion
from tasks.tables import Nudge, Task

#: A due date may lie this far from the one it moves to, in days.
_NEAR = 40


class Kind(StrEnum):
    REASSIGN = "reassign"
    CANCEL = "cancel"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a new version changes in one open task."""

    kind: Kind
    task: Task
    rules: Jurisdiction
    line: str
    post: str = ""
    due: date | None = None


def open_tasks(session: Session, jurisdiction: str) -> Iterator[Task]:
    """Every task that is somebody's move, in order of id."""
    found = select(Task).where(Task.jurisdiction == jurisdiction, Task.closed_on.is_(None))
    return iter(session.scalars(found.order_by(Task.id)).all())


def beginnings(before: Jurisdiction | None, after: Jurisdiction, on: date) -> Mapping[str, date]:
    """From when what is new in `after` counts: duties, changed cadences and subjects without a date."""
    if before is None:
        return {}
    known = before.subject_by_name
    marks = {f"subject:{name}": on for name in after.subject_by_name if name not in known}
    for duty in after.plan.obligations:
        older = before.plan.by_id.get(duty.id)
        if older is None:
            marks[f"duty:{duty.id}"] = on
        elif older.every != duty.every:
            marks[f"cadence:{duty.id}"] = on
    return {**(before.since or {}), **marks}


def differences(before: Jurisdiction, after: Jurisdiction) -> list[str]:
    """What is new or gone between two versions, in Chinese lines."""
    old, new = before.plan.by_id, after.plan.by_id
    return [
        *(f"新职责：{new[name].name}" for name in new if name not in old),
        *(f"不再有的职责：{old[name].name}" for name in old if name not in new),
        *(
            f"周期改变：{new[name].name}，由 {old[name].cadence} 改为 {new[name].cadence}，"
            "从下一个完整周期起"
            for name in new
            if name in old and old[name].cadence != new[name].cadence
        ),
    ]


def decide(
    session: Session, after: Jurisdiction, rules: Jurisdiction, task: Task, on: date
) -> Iterator[Change]:
    """What must change in one open task. `rules`: its own plan version with the new roster."""
    name = f"{rules.obligation(task.obligation).name} {task.period} {task.subject}"
    if reason := _gone(after, task):
        yield Change(Kind.CANCEL, task, rules, f"撤销 {name}：{reason}")
        return
    duty = rules.obligation(task.obligation)
    post = rules.answering_post(duty, task.subject)
    kept = task.pinned and after.roster.resolve(task.post) == task.post
    if post != task.post and not kept:
        yield Change(Kind.REASSIGN, task, rules, f"转交 {name}：{task.post} → {post}", post=post)
    due = _new_due(session, rules, duty, task, on)
    if due:
        yield Change(Kind.MOVE, task, rules, f"日期调整 {name}：{task.due} → {due}", due=due)


def apply(session: Session, change: Change, *, now: datetime, by: str) -> None:
    """Make one decided change, journalled and, where somebody was told otherwise, told."""
    task, rules = change.task, change.rules
    on = now.astimezone(rules.zone).date()
    told = _was_told(session, task)
    data: dict[str, object] = {"reason": change.line}
    if change.kind is Kind.CANCEL:
        clocks.stop(session, rules, task, on, now, "任务已撤销")
        task.state, task.closed_on = State.CANCELLED, on
    elif change.kind is Kind.REASSIGN:
        data |= {"from": task.post, "to": change.post}
        events.withhold(session, task, task.post, "已转交")
        task.post, task.pinned = change.post, False
        clocks.refresh(rules, task, on)
    else:
        data |= {"from": task.due, "to": change.due}
        clocks.stop(session, rules, task, on, now, "日期调整")
        task.due = task.original_due = change.due or task.due
        clocks.restart(rules, task, on)
    seq = journal.write(
        session,
        task.jurisdiction,
        now=now,
        actor=by,
        verb=change.kind,
        task_id=task.id,
        **data,
    )
    if told or change.kind is Kind.REASSIGN:
        events.tell(session, task, _OCCASIONS[change.kind], task.post, seq, now, on)


_OCCASIONS = {
    Kind.CANCEL: Occasion.CANCELLED,
    Kind.REASSIGN: Occasion.REASSIGNED,
    Kind.MOVE: Occasion.MOVED,
}


def _gone(after: Jurisdiction, task: Task) -> str:
    """Why the task is owed no more, or an empty text."""
    if task.obligation not in after.plan.by_id:
        return "新版方案不再有这项职责"
    subject = after.subject_by_name.get(task.subject)
    if subject is None:
        return f"名册里不再有对象“{task.subject}”"
    if subject.to and subject.to < task.original_due:
        return f"对象“{task.subject}”已于 {subject.to} 结束"
    return ""


def _new_due(
    session: Session, rules: Jurisdiction, duty: Obligation, task: Task, on: date
) -> date | None:
    """Where the calendar now puts a due date that has not come yet; None where it stays.

    A date that was moved for this task alone (extended, returned) stays. A date that somebody was told
    never moves earlier.
    """
    if task.due < on or task.due != task.original_due or task.state != State.PENDING:
        return None
    turn = _turn(rules, duty, task)
    if turn is None or turn.due == task.due:
        return None
    return None if turn.due < task.due and _was_told(session, task) else turn.due


def _turn(rules: Jurisdiction, duty: Obligation, task: Task) -> Turn | None:
    around = timedelta(_NEAR)
    nearby = turns(rules, duty, task.original_due - around, task.original_due + around)
    return next((t for t in nearby if t.period.id == task.period), None)


def _was_told(session: Session, task: Task) -> bool:
    told = exists().where(
        Nudge.task_id == task.id, (Nudge.outcome == "sent") | Nudge.message_id.is_not(None)
    )
    return bool(session.scalar(select(told)))
