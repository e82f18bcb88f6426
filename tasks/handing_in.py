"""The unit's hand-in 提交 and the reviewer's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from obligations.fields import FieldType, check_values
from runtime.database import table_of
from tasks import clocks, closing, feeding, following, suspending, tallying
from tasks.evidence import records
from tasks.lifecycle import Move, MoveRefused, State
from tasks.moving import Moving, begin, needed
from tasks.occasions import Occasion
from tasks.tables import HandIn, Task

_ADD = insert(table_of(HandIn))
_ACCEPTED = "accepted"  #: an outcome of HandIn


def submit(
    session: Session,
    task_id: int,
    values: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    recorded_for: str = "",
) -> Task:
    """Hand in `values` (field name to text or JSON value). Without a reviewer the task is done at once.

    `recorded_for` (代录): whose word it is, when `by` records what was told by telephone.
    Raises MoveRefused with everything that is wrong with the values.
    """
    move = begin(session, task_id, Move.SUBMIT, by=by, now=now)
    task, said = move.task, feeding.known(session, move.rules, move.task)
    fields = _checked(move, values, said)
    if task.paused_from:
        suspending.resume(session, move.rules, task, move.on, now=now, by=by, reason="已提交")
    move.stop("已提交")
    task.version += 1
    is_done = move.duty.review is None
    handed_in = {
        "task_id": task.id,
        "version": task.version,
        "fields": fields,
        "at": now,
        "by": by,
        "recorded_for": recorded_for,
        "outcome": _ACCEPTED if is_done else "",
    }
    session.execute(_ADD, handed_in)
    task.state, task.submitted_on, task.flag = move.to, move.on, ""
    move.write(version=task.version, fields=sorted(fields), recorded_for=recorded_for)
    if is_done:
        _close(move)
    else:
        task.review_due = move.rules.workdays.add(move.on, move.rules.plan.review_days)
        clocks.start(move.rules, task, move.on)
    session.flush()
    records.claim(session, task.id, records.ids_in(move.duty, fields), task.version)
    feeding.remember(session, task, said, fields)
    if is_done:
        following.open_followers(session, move.current, task, fields, now)
    return task


def withdraw(session: Session, task_id: int, *, by: str, now: datetime) -> Task:
    """Take the hand-in back before it is reviewed: the task is what it was before, and the unit's clock
    runs as if it had not stood still."""
    move = begin(session, task_id, Move.WITHDRAW, by=by, now=now)
    task, handed_in = move.task, move.hand_in()
    move.stop("已撤回")
    handed_in.outcome, handed_in.outcome_by = "withdrawn", by
    task.state = State.RETURNED if _was_returned(move) else move.to
    since, task.review_due, task.submitted_on = task.submitted_on, None, None
    move.write(version=task.version)
    move.restart(since)
    return task


def accept(session: Session, task_id: int, *, by: str, now: datetime, reason: str = "") -> Task:
    """The reviewer accepts: the task is done, and what follows from it is opened."""
    move = begin(session, task_id, Move.ACCEPT, by=by, now=now)
    handed_in = move.hand_in()
    _check_reviewer(move, handed_in)
    move.stop("已审核")
    move.write(version=move.task.version, reason=reason)
    handed_in.outcome, handed_in.outcome_by, handed_in.reason = _ACCEPTED, by, reason
    _close(move)
    following.open_followers(session, move.current, move.task, handed_in.fields, now)
    return move.task


def return_(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """The reviewer gives it back with a reason; the unit has at least `return_days` working days."""
    move = begin(session, task_id, Move.RETURN, by=by, now=now)
    task, handed_in, reason = move.task, move.hand_in(), needed(reason)
    _check_reviewer(move, handed_in)
    move.stop("已退回")
    handed_in.outcome, handed_in.outcome_by, handed_in.reason = "returned", by, reason
    task.state, task.review_due = move.to, None
    task.due = max(task.due, move.rules.workdays.add(move.on, move.rules.plan.return_days))
    seq = move.write(version=task.version, reason=reason, due=task.due)
    move.restart()
    move.tell(Occasion.RETURNED, task.post, seq, reason)
    return task


def _check_reviewer(move: Moving, handed_in: HandIn) -> None:
    """Neither the one who handed it in nor the one who owes it reviews it. Raises MoveRefused."""
    move.not_by_himself(handed_in.recorded_for or handed_in.by)
    move.not_by_himself(move.task.post)


def _checked(move: Moving, values: Mapping[str, Any], said: feeding.Known) -> dict[str, Any]:
    fields, wrong = check_values(move.duty.hand_in, values)
    for name, kind in move.duty.hand_in.items():
        if kind.type is FieldType.UNITS and name in fields:
            fields[name], unknown = _units(move, name, fields[name])
            wrong += unknown
    named, known = records.ids_in(move.duty, fields), feeding.evidence(move.duty, said)
    theirs = [one for one in named if one not in known]
    strange = records.unknown(move.session, move.task.id, theirs)
    wrong += [f"没有佐证 {one}，请先上传到这项任务" for one in strange]
    if not wrong:
        wrong += tallying.wrong(move.session, move.rules, move.duty, move.task, fields)
    if wrong:
        raise MoveRefused("；".join(wrong))
    return fields


def _units(move: Moving, field: str, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The units behind `names`, and a message for each that is none, or that the follow-up which
    `field` names units for is not about: nothing named may be lost silently."""
    roster = move.rules.roster
    known = {unit.name for unit in roster.units} & following.nameable(
        move.current, move.duty, field
    )
    found = {name: roster.resolve(name) or "" for name in names}
    strange = [name for name, unit in found.items() if unit not in known]
    allowed = "、".join(unit.name for unit in roster.units if unit.name in known)
    wrong = [f"“{field}”里的“{name}”不在可填的单位之内（{allowed}）" for name in strange]
    return list(dict.fromkeys(found.values())), wrong


def _close(move: Moving) -> None:
    """Accepted: nobody's move any more."""
    task = move.task
    task.state, task.closed_on, task.next_on = State.DONE, move.on, None
    closing.settle(move.session, task, move.on)


def _was_returned(move: Moving) -> bool:
    """Had the version before this one been returned (or reopened)?"""
    earlier = select(HandIn.outcome).where(
        HandIn.task_id == move.task.id, HandIn.version < move.task.version
    )
    outcomes = move.session.scalars(earlier.order_by(HandIn.version.desc()))
    return next((o for o in outcomes if o != "withdrawn"), "") in ("returned", "reopened")
