"""The life of a task: which move is allowed in which state, and when it counts as late. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from tasks import stepping

#: A move that cannot be made now, as every life here says it.
MoveRefused = stepping.MoveRefused


class State(StrEnum):
    PENDING = "pending"  #: 待办: the unit's move
    SUBMITTED = "submitted"  #: 待审核: the reviewer's move
    RETURNED = "returned"  #: 退回补正: the unit's move again
    DONE = "done"  #: 办结
    WAIVED = "waived"  #: 不适用 this time
    CANCELLED = "cancelled"  #: 已撤销

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.PENDING: "待办",
    State.SUBMITTED: "待审核",
    State.RETURNED: "退回补正",
    State.DONE: "办结",
    State.WAIVED: "不适用",
    State.CANCELLED: "已撤销",
}

#: The unit's move.
OWING = frozenset({State.PENDING, State.RETURNED})
#: Somebody's move.
OPEN = OWING | {State.SUBMITTED}
#: Nobody's move.
CLOSED = frozenset(State) - OPEN


class Move(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"
    PAUSE = "pause"
    RESUME = "resume"
    REASSIGN = "reassign"
    ASK = "ask"
    GRANT = "grant"
    REFUSE = "refuse"
    ASK_WAIVER = "ask_waiver"
    REFUSE_WAIVER = "refuse_waiver"
    CANCEL = "cancel"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        return _MOVES[self]


#: Only there where somebody has asked, or paused: not offered to who tried something else.
ANSWERS = frozenset({Move.RESUME, Move.GRANT, Move.REFUSE, Move.REFUSE_WAIVER})

_MOVES = {
    Move.SUBMIT: "提交",
    Move.WITHDRAW: "撤回",
    Move.ACCEPT: "审核通过",
    Move.RETURN: "退回",
    Move.WAIVE: "标为不适用",
    Move.PAUSE: "暂缓",
    Move.RESUME: "恢复",
    Move.REASSIGN: "转交",
    Move.ASK: "申请延期",
    Move.GRANT: "同意延期",
    Move.REFUSE: "不同意延期",
    Move.ASK_WAIVER: "申请不适用",
    Move.REFUSE_WAIVER: "不同意不适用",
    Move.CANCEL: "撤销",
    Move.REOPEN: "重新打开",
}


#: From a state by a move to a state. A hand-in without a reviewer goes on to DONE at once; a withdrawn
#: one goes back to what it was (PENDING or RETURNED); `submitted` never loses a hand-in silently.
TABLE: Mapping[tuple[State, Move], State] = {
    (State.PENDING, Move.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Move.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Move.WITHDRAW): State.PENDING,
    (State.SUBMITTED, Move.ACCEPT): State.DONE,
    (State.SUBMITTED, Move.RETURN): State.RETURNED,
    **{(s, Move.WAIVE): State.WAIVED for s in OPEN},
    **{(s, Move.CANCEL): State.CANCELLED for s in OPEN},
    **{(s, Move.PAUSE): s for s in OWING},
    **{(s, Move.RESUME): s for s in OWING},
    **{(s, Move.ASK): s for s in OWING},
    **{(s, Move.GRANT): s for s in OWING},
    **{(s, Move.REFUSE): s for s in OWING},
    **{(s, Move.ASK_WAIVER): s for s in OWING},
    **{(s, Move.REFUSE_WAIVER): s for s in OWING},
    **{(s, Move.REASSIGN): s for s in OPEN},
    (State.DONE, Move.REOPEN): State.RETURNED,
    (State.WAIVED, Move.REOPEN): State.PENDING,
    (State.CANCELLED, Move.REOPEN): State.PENDING,
}


def after(state: State, move: Move) -> State:
    """The state that `move` leads to. Raises MoveRefused, naming the moves there are."""
    return stepping.after(TABLE, state, move, thing="任务", unoffered=ANSWERS)


#: A due date that somebody writes lies no further ahead: a later one is a slip of the pen, 2062 or 9999.
AHEAD = timedelta(days=2 * 366)


def too_far(due: date, since: date) -> str:
    """What is wrong with a due date more than AHEAD after that day; empty where nothing is."""
    return f"到期日 {due} 太远了，最迟 {since + AHEAD}，请核对年份" if due - since > AHEAD else ""


def is_late(state: State, due: date, submitted_on: date | None, on: date) -> bool:
    """Late: not handed in by 24:00 of the due date. While a reviewer holds it, it is late only if it
    was handed in late; a waived or cancelled task never is."""
    if state in OWING:
        return on > due
    if state in (State.SUBMITTED, State.DONE):
        return submitted_on is not None and submitted_on > due
    return False
