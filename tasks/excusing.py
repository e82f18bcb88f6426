"""The unit asks: it does not apply this time 不适用. The supervisor waives it, or refuses.

The request stands in the task's flag, where a supervisor sees what to look at; a hand-in takes it back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tasks import clocks
from tasks.lifecycle import Move, MoveRefused
from tasks.moving import begin, needed
from tasks.occasions import Occasion
from tasks.tables import Task

_ASKED = "申请不适用："


def ask_waiver(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """Ask the supervising post to waive it. The clock runs on until somebody answers."""
    move = begin(session, task_id, Move.ASK_WAIVER, by=by, now=now)
    task, reason = move.task, needed(reason)
    if is_waiver_asked(task.flag):
        raise MoveRefused("已申请过不适用，正在等待答复")
    task.flag = f"{_ASKED}{reason}（{by}）"
    seq = move.write(reason=reason)
    answers = clocks.supervising_post(move.rules, task.post, move.on)
    move.tell(Occasion.WAIVER_ASKED, answers, seq, reason)
    return task


def refuse_waiver(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """It does apply: the task is owed as before."""
    move = begin(session, task_id, Move.REFUSE_WAIVER, by=by, now=now)
    task, reason = move.task, needed(reason)
    if not is_waiver_asked(task.flag):
        raise MoveRefused("没有等待答复的不适用申请")
    move.not_by_himself(task.post)
    task.flag = ""
    seq = move.write(reason=reason)
    move.tell(Occasion.WAIVER_REFUSED, task.post, seq, reason)
    return task


def is_waiver_asked(flag: str) -> bool:
    """Does a task's flag hold a request that waits for an answer?"""
    return flag.startswith(_ASKED)
