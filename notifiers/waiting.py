"""What waits to be told, and what of it is still worth telling."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from obligations.ladder import Clock, RungKind
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import CLOSED, OWING, State
from tasks.occasions import Occasion
from tasks.tables import Extension, Nudge, Task

ENDED = "任务已结束"
HANDED_IN = "已提交，无需再催"
REVIEWED = "已审核，无需再催"
PAUSED = "任务已暂缓"
ANSWERED = "延期申请已答复"
WAIVER_ANSWERED = "不适用申请已答复"
MOVED = "期限已调整"
HANDED_OVER = "已转交他人"

#: What is told of a task although nobody has to move any more.
_PARTING = frozenset({Occasion.CANCELLED, Occasion.WAIVED})
#: What a person signed or answered is told whatever became of the task.
_SIGNED = frozenset(
    {
        Occasion.ISSUED,
        Occasion.CANDIDATE,
        Occasion.TALK_ASKED,
        Occasion.OBJECTED,
        Occasion.OBJECTION_ANSWERED,
        Occasion.EXCHANGED,
    }
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nudge that nobody has been told of yet, with its task."""

    nudge: Nudge
    task: Task

    @property
    def kind(self) -> RungKind | Occasion:
        return _KINDS[self.nudge.kind]


_KINDS: Mapping[str, RungKind | Occasion] = {
    kind.value: kind for kinds in (RungKind, Occasion) for kind in kinds
}


def waiting(session: Session, jurisdiction_id: str) -> list[Waiting]:
    """Every nudge of the jurisdiction that is in no message yet, the oldest first."""
    found = session.execute(_WAITING, {"where": jurisdiction_id})
    return [Waiting(nudge, task) for nudge, task in found.tuples()]


_WAITING = (
    select(Nudge, Task)
    .join(Task, Task.id == Nudge.task_id)
    .where(
        Nudge.jurisdiction == bindparam("where"),
        # Written out: SQLite uses a partial index only for the very text.
        text("nudge.outcome = ''"),
        Nudge.message_id.is_(None),
    )
    .order_by(Nudge.id)
)


def unanswered(session: Session, found: Collection[Waiting]) -> frozenset[int]:
    """The tasks among them whose extension is asked for and not answered."""
    asked = {w.task.id for w in found if w.kind is Occasion.ASKED}
    if not asked:
        return frozenset()
    still = select(Extension.task_id).where(Extension.task_id.in_(asked), Extension.answer == "")
    return frozenset(session.scalars(still))


def moot(found: Waiting, unanswered: Collection[int]) -> str:
    """Why there is nothing to tell any more, in Chinese; empty where there is."""
    state = State(found.task.state)
    if found.kind in _SIGNED:
        return ""
    if state in CLOSED:
        return "" if found.kind in _PARTING else ENDED
    if found.nudge.clock == Clock.REVIEW:
        return _moot_review(found, state)
    if reason := _moot_event(found, unanswered):
        return reason
    if state not in OWING:
        return HANDED_IN
    return _moot_rung(found) if found.nudge.clock == Clock.HAND_IN else ""


def _moot_event(found: Waiting, unanswered: Collection[int]) -> str:
    task = found.task
    if found.kind is Occasion.ASKED and task.id not in unanswered:
        return ANSWERED
    if found.kind is Occasion.WAIVER_ASKED and not is_waiver_asked(task.flag):
        return WAIVER_ANSWERED
    if found.kind is Occasion.REASSIGNED and found.nudge.post != task.post:
        return HANDED_OVER
    return ""


def _moot_review(found: Waiting, state: State) -> str:
    if state is not State.SUBMITTED or found.nudge.attempt != found.task.version:
        return REVIEWED
    return ""


def _moot_rung(found: Waiting) -> str:
    if found.task.paused_from:
        return PAUSED
    new = found.kind is RungKind.OPENED  # still news, whatever became of its date
    return "" if new or found.nudge.due == found.task.due else MOVED
