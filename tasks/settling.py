"""Open work brought into agreement with a new plan, roster or calendar.

Each change is decided first (so that `plan load` can show it) and applied in the loading transaction:
the open work of somebody who left is the successor's the same minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.cadence import Cadence
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.clock import today
from tasks import clocks, closing, dating, events, journal
from tasks.dating import Dates
from tasks.lifecycle import OWING, State
from tasks.occasions import Occasion
from tasks.tables import Task


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
    dates: Dates | None = None


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
        elif _rhythm(older) != _rhythm(duty):
            marks[f"cadence:{duty.id}"] = on
    return {**(before.since or {}), **marks}


def _rhythm(duty: Obligation) -> object:
    """What makes a cadence another one, however it is written."""
    cadence: Cadence | None = duty.every
    return (cadence and (cadence.every, cadence.in_term, cadence.rule), duty.after)


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
            if name in old and _rhythm(old[name]) != _rhythm(new[name])
        ),
    ]


def decide(
    session: Session,
    before: Jurisdiction,
    after: Jurisdiction,
    rules: Jurisdiction,
    task: Task,
    on: date,
) -> Iterator[Change]:
    """What must change in one open task. `rules`: its own plan version with the new roster."""
    duty = rules.obligation(task.obligation)
    name = f"{duty.name} {task.period} {task.subject}"
    if reason := _gone(after, rules, duty, task, on):
        yield Change(Kind.CANCEL, task, rules, f"撤销 {name}：{reason}")
        return
    post = rules.answering_post(duty, task.subject)
    kept = task.pinned and after.roster.resolve(task.post) == task.post
    if post != task.post and not kept:
        yield Change(Kind.REASSIGN, task, rules, f"转交 {name}：{task.post} → {post}", post=post)
    yield from _moved(session, before, rules, task, on, name)


def _moved(
    session: Session, before: Jurisdiction, rules: Jurisdiction, task: Task, on: date, name: str
) -> Iterator[Change]:
    dates = dating.moved(before.workdays, rules, task, on, told=True)
    untold = dating.moved(before.workdays, rules, task, on, told=False)
    if untold != dates and not events.was_told(session, task):
        dates = untold
    if dates == dating.dates_of(task):
        return
    days = [f"{task.due} → {dates.due}"] if dates.due != task.due else []
    if dates.review_due != task.review_due:
        days.append(f"审核期限 {task.review_due} → {dates.review_due}")
    line = f"日期调整 {name}：{'，'.join(days) or f'原定日期改为 {dates.original_due}'}"
    yield Change(Kind.MOVE, task, rules, line, dates=dates)


def apply(session: Session, change: Change, *, now: datetime, by: str) -> None:
    """Make one decided change, journalled and, where somebody was told otherwise, told."""
    task, rules = change.task, change.rules
    on = today(now, rules.zone)
    told = events.was_told(session, task)
    data: dict[str, object] = {"reason": change.line}
    if change.kind is Kind.CANCEL:
        closing.close(
            session, rules, task, State.CANCELLED, on=on, now=now, by=by, reason="任务已撤销"
        )
    elif change.kind is Kind.REASSIGN:
        data |= {"from": task.post, "to": change.post}
        events.withhold(session, task, task.post, "已转交")
        task.post, task.pinned = change.post, False
    elif change.dates:
        told = told and task.state in OWING and change.dates.due != task.due
        data |= {"from": task.due, "to": change.dates.due}
        _move(session, rules, task, change.dates, on, now)
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


def _move(
    session: Session, rules: Jurisdiction, task: Task, dates: Dates, on: date, now: datetime
) -> None:
    restarts = dates.due != task.due and task.state in OWING
    if restarts:
        clocks.stop(session, rules, task, on, now, "日期调整")
    task.due, task.original_due = dates.due, dates.original_due
    task.review_due = dates.review_due
    if restarts:
        clocks.restart(rules, task, on)
        clocks.announce(session, rules, task, on, now)


_OCCASIONS = {
    Kind.CANCEL: Occasion.CANCELLED,
    Kind.REASSIGN: Occasion.REASSIGNED,
    Kind.MOVE: Occasion.MOVED,
}


def _gone(after: Jurisdiction, rules: Jurisdiction, duty: Obligation, task: Task, on: date) -> str:
    """Why the task is owed no more, or an empty text."""
    if task.obligation not in after.plan.by_id:
        return "新版方案不再有这项职责"
    if rules.is_registered(duty):
        return ""
    subject = next((s for s in rules.subjects(duty) if s.name == task.subject), None)
    if subject is None:
        return f"名册里不再有对象“{task.subject}”"
    if subject.to and subject.to < task.original_due:
        return f"对象“{task.subject}”{'已于' if subject.to < on else '将于'} {subject.to} 结束"
    return ""
