"""延期申请: asked before the deadline, granted or refused by somebody else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks import clocks
from tasks.lifecycle import Move, MoveRefused, too_far
from tasks.moving import Moving, begin, needed
from tasks.occasions import Occasion
from tasks.tables import Extension, Task


def ask_extension(
    session: Session, task_id: int, until: date, *, by: str, now: datetime, reason: str
) -> Task:
    """Ask for time until `until`, on or before the due date. One answer at a time is waited for."""
    move = begin(session, task_id, Move.ASK, by=by, now=now)
    task, reason = move.task, needed(reason)
    if move.on > task.due:
        raise MoveRefused(f"到期日 {task.due} 已过，不能再申请延期；请直接提交或与督办岗联系")
    if until <= task.due:
        raise MoveRefused(f"申请的日期 {until} 应晚于到期日 {task.due}")
    if far := too_far(until, task.due):
        raise MoveRefused(far)
    if task.paused_from:
        raise MoveRefused("任务正在暂缓，恢复后再申请延期")
    if _asked(move):
        raise MoveRefused("已有一个延期申请在等待答复")
    session.add(Extension(task_id=task.id, until=until, reason=reason, asked_at=now, asked_by=by))
    seq = move.write(until=until, reason=reason)
    answers = clocks.supervising_post(move.rules, task.post, move.on)
    move.tell(Occasion.ASKED, answers, seq, reason)
    return task


def grant_extension(
    session: Session, task_id: int, *, by: str, now: datetime, reason: str = ""
) -> Task:
    """Grant what was asked for: the due date moves, and the ladder with it."""
    move = begin(session, task_id, Move.GRANT, by=by, now=now)
    task, asked = move.task, _needed_ask(move)
    move.stop("已延期")
    asked.answer, asked.answered_by, asked.answer_reason = "granted", by, reason
    old, task.due = task.due, max(task.due, asked.until)
    seq = move.write(**{"from": old, "to": task.due, "reason": reason})
    # Where the answer comes after the date that was asked for, the clock has run since then.
    move.restart(task.due)
    move.tell(Occasion.GRANTED, task.post, seq, reason)
    return task


def refuse_extension(
    session: Session, task_id: int, *, by: str, now: datetime, reason: str
) -> Task:
    """Refuse it, with a reason: the due date stays."""
    move = begin(session, task_id, Move.REFUSE, by=by, now=now)
    task, asked, reason = move.task, _needed_ask(move), needed(reason)
    asked.answer, asked.answered_by, asked.answer_reason = "refused", by, reason
    seq = move.write(until=asked.until, reason=reason)
    move.tell(Occasion.REFUSED, task.post, seq, reason)
    return task


def _asked(move: Moving) -> Extension | None:
    waiting = select(Extension).where(Extension.task_id == move.task.id, Extension.answer == "")
    return move.session.scalars(waiting).first()


def _needed_ask(move: Moving) -> Extension:
    asked = _asked(move)
    if asked is None:
        raise MoveRefused("没有等待答复的延期申请")
    move.not_by_himself(asked.asked_by)
    move.not_by_himself(move.task.post)
    return asked
