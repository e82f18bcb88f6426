"""What the pages of the room say of a case: its light, its next review, its last call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from care.lifecycle import State
from care.queries import Call, CaseLine
from obligations.wording import day_text, period_text
from tasks.lifecycle import State as TaskState

#: How a state looks: see the macro `mark`.
_LOOKS = {
    State.ASKED: "busy",
    State.ACTIVE: "well",
    State.RESTING: "note",
    State.REFUSED: "off",
    State.EXITED: "off",
}
_CALLS = {
    TaskState.PENDING: ("note", "还没有联系"),
    TaskState.RETURNED: ("bad", "退回补正"),
    TaskState.SUBMITTED: ("busy", "已联系，待审核"),
    TaskState.DONE: ("well", "已联系"),
    TaskState.WAIVED: ("off", "不适用"),
    TaskState.CANCELLED: ("off", "已撤销"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One case in a list or at the top of its page."""

    line: CaseLine
    how: str
    state: str
    review: str  #: the next review of need
    review_is_due: bool
    call: str
    call_how: str


def said(line: CaseLine, on: date) -> Said:
    how, call = _call(line.call, on)
    is_due = line.review_by is not None and line.review_by <= on
    return Said(
        line=line,
        how=_LOOKS[line.state],
        state=line.state.label,
        review=day_text(line.review_by, on) if line.review_by else "",
        review_is_due=is_due,
        call=call,
        call_how=how,
    )


def _call(call: Call | None, on: date) -> tuple[str, str]:
    if call is None:
        return "", ""
    how, words = _CALLS[call.state]
    if call.state in (TaskState.PENDING, TaskState.RETURNED) and call.due < on:
        how, words = "bad", f"{words}，已逾期"
    return how, f"{period_text(call.period, on)}{words}"
