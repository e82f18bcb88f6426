"""What supervisors change in a task: 不适用, 暂缓, 转交, 撤销, 重新打开. Each has a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tasks import clocks, closing, events, retracting, suspending
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import Move, MoveRefused, State
from tasks.moving import Moving, begin, needed
from tasks.occasions import Occasion
from tasks.tables import Task

#: The post of a call is its contact's, and the register alone says who that is.
_CONTACT = "关爱联系不单件转交：请登记岗在关爱登记里“变更联系人”，没办的联系随之转交"


def waive(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """The duty does not apply this time. `by` approves it and is not the one who owes it."""
    move = begin(session, task_id, Move.WAIVE, by=by, now=now)
    move.not_by_himself(move.task.post)
    reason, asked = needed(reason), is_waiver_asked(move.task.flag)
    seq = _end(move, reason, "不适用")
    if asked:
        move.task.flag = ""
        move.tell(Occasion.WAIVED, move.task.post, seq, reason)
    return move.task


def cancel(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """It was never owed: the task is taken back, and its post told so if it had heard of the task."""
    move = begin(session, task_id, Move.CANCEL, by=by, now=now)
    reason = needed(reason)
    move.not_by_himself(move.task.post)
    told = events.was_told(session, move.task)
    seq = _end(move, reason, "任务已撤销")
    if told:
        move.tell(Occasion.CANCELLED, move.task.post, seq, reason)
    return move.task


def pause(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """The unit's clock stands still from today on."""
    move = begin(session, task_id, Move.PAUSE, by=by, now=now)
    reason = needed(reason)
    move.not_by_himself(move.task.post)
    if move.task.paused_from:
        raise MoveRefused(f"任务自 {move.task.paused_from} 起已经暂缓")
    suspending.pause(session, move.rules, move.task, move.on, now=now, by=by, reason=reason)
    return move.task


def resume(session: Session, task_id: int, *, by: str, now: datetime, reason: str = "") -> Task:
    """The clock runs again; the working days it stood are added to the due date."""
    move = begin(session, task_id, Move.RESUME, by=by, now=now)
    if not move.task.paused_from:
        raise MoveRefused("任务没有暂缓，不用恢复")
    suspending.resume(session, move.rules, move.task, move.on, now=now, by=by, reason=reason)
    return move.task


def reassign(
    session: Session, task_id: int, post: str, *, by: str, now: datetime, reason: str = ""
) -> Task:
    """Another post answers, for this task only; it is the same task, with the same dates."""
    move = begin(session, task_id, Move.REASSIGN, by=by, now=now)
    if move.duty.care:
        raise MoveRefused(_CONTACT)
    task, old = move.task, move.task.post
    new = move.current.roster.resolve(post)
    if new is None:
        raise MoveRefused(f"名册里没有岗位“{post}”")
    if new == old:
        raise MoveRefused(f"任务本来就由“{old}”承办")
    events.withhold(session, task, old, "已转交")
    task.post = new
    task.pinned = new != move.rules.answering_post(move.duty, task.subject)
    clocks.refresh(session, move.rules, task, move.on)
    seq = move.write(**{"from": old, "to": new, "reason": reason})
    move.tell(Occasion.REASSIGNED, new, seq, reason)
    return task


def reopen(session: Session, task_id: int, *, by: str, now: datetime, reason: str) -> Task:
    """A closed task is owed again, by the post that answers for it now. What it had opened is cancelled
    where nobody started it yet."""
    move = begin(session, task_id, Move.REOPEN, by=by, now=now)
    task, reason = move.task, needed(reason)
    if task.obligation not in move.current.plan.by_id:
        raise MoveRefused("现行方案不再有这项职责，不能重新打开")
    if not task.pinned or move.rules.roster.resolve(task.post) is None:
        task.post = move.rules.answering_post(move.duty, task.subject)
        task.pinned = False
    move.not_by_himself(task.post)
    if task.state == State.DONE:
        handed_in = move.hand_in()
        handed_in.outcome, handed_in.outcome_by, handed_in.reason = "reopened", by, reason
        retracting.retract(session, move.current, task, now=now, by=by)
    task.state, task.closed_on, task.review_due = move.to, None, None
    task.submitted_on = None
    task.due = max(task.due, move.rules.workdays.add(move.on, move.rules.plan.return_days))
    seq = move.write(reason=reason, due=task.due, post=task.post)
    move.restart()
    move.tell(Occasion.REOPENED, task.post, seq, reason)
    return task


def _end(move: Moving, reason: str, silenced: str) -> int:
    """Close the task without a result; return the journal row's number."""
    closing.close(
        move.session,
        move.rules,
        move.task,
        move.to,
        on=move.on,
        now=move.now,
        by=move.by,
        reason=silenced,
    )
    return move.write(reason=reason)
