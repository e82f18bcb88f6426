"""How a task stands on a day, as one word: the light that listings and the board show.

Said twice, for one task and as SQL for many; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol

from sqlalchemy import ColumnElement, case, literal

from obligations.workdays import WorkCalendar
from tasks.lifecycle import OWING, State
from tasks.queries import SOON
from tasks.tables import Task


class Light(StrEnum):
    """How a task stands. The gravest comes first: of several tasks in one place the first counts."""

    LATE = "late"
    TODAY = "today"
    RETURNED = "returned"
    SOON = "soon"
    OPEN = "open"
    PAUSED = "paused"
    WAITING = "waiting"
    DONE = "done"
    DONE_LATE = "done-late"
    WAIVED = "waived"
    CANCELLED = "cancelled"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    Light.LATE: "逾期",
    Light.TODAY: "今日到期",
    Light.RETURNED: "退回补正",
    Light.SOON: "临期",
    Light.OPEN: "待办",
    Light.PAUSED: "暂缓",
    Light.WAITING: "待审核",
    Light.DONE: "办结",
    Light.DONE_LATE: "逾期办结",
    Light.WAIVED: "不适用",
    Light.CANCELLED: "已撤销",
}
GRAVITY = tuple(Light)


class Standing(Protocol):
    """What a light is read from: a line of a listing."""

    @property
    def state(self) -> State: ...
    @property
    def late(self) -> bool: ...
    @property
    def soon(self) -> bool: ...
    @property
    def paused(self) -> bool: ...
    @property
    def due(self) -> date: ...


def light_of(line: Standing, on: date) -> Light:
    """How the task stands on that day."""
    if line.state is State.DONE:
        return Light.DONE_LATE if line.late else Light.DONE
    if line.state not in OWING:
        return _ELSEWHERE[line.state]
    owing = (
        (Light.PAUSED, line.paused),
        (Light.LATE, line.late),
        (Light.TODAY, line.due == on),
        (Light.RETURNED, line.state is State.RETURNED),
        (Light.SOON, line.soon),
    )
    return next((light for light, holds in owing if holds), Light.OPEN)


_ELSEWHERE = {
    State.SUBMITTED: Light.WAITING,
    State.WAIVED: Light.WAIVED,
    State.CANCELLED: Light.CANCELLED,
}


def light_column(workdays: WorkCalendar, on: date) -> ColumnElement[str]:
    """The light of `task` on that day, as SQL."""
    not_soon = workdays.add(on, SOON + 1)
    done = case(
        (Task.submitted_on > Task.due, literal(Light.DONE_LATE.value)),
        else_=literal(Light.DONE.value),
    )
    return case(
        (Task.state == State.DONE, done),
        (Task.state == State.SUBMITTED, literal(Light.WAITING.value)),
        (Task.state == State.WAIVED, literal(Light.WAIVED.value)),
        (Task.state == State.CANCELLED, literal(Light.CANCELLED.value)),
        (Task.paused_from.is_not(None), literal(Light.PAUSED.value)),
        (Task.due < on, literal(Light.LATE.value)),
        (Task.due == on, literal(Light.TODAY.value)),
        (Task.state == State.RETURNED, literal(Light.RETURNED.value)),
        (Task.due < not_soon, literal(Light.SOON.value)),
        else_=literal(Light.OPEN.value),
    )
