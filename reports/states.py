"""What state a frozen report is in, and which step leads where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tasks import stepping


class State(StrEnum):
    DRAFT = "draft"  #: frozen; nobody outside the office has seen it
    ANNOUNCED = "announced"  #: 公示中: whom it is about can object
    PUBLISHED = "published"  #: signed by a leader
    DROPPED = "dropped"  #: not to be published; another one is frozen instead

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.DRAFT: "草稿",
    State.ANNOUNCED: "公示中",
    State.PUBLISHED: "已签发",
    State.DROPPED: "已作废",
}


class Step(StrEnum):
    ANNOUNCE = "announce"  #: 公示: from here on there are three working days for objections
    OBJECT = "object"  #: 提出异议
    ANSWER = "answer"  #: 答复异议
    PUBLISH = "publish"  #: 签发: it gets its number
    DROP = "drop"  #: 作废

    @property
    def label(self) -> str:
        return _STEPS[self]


_STEPS = {
    Step.ANNOUNCE: "公示",
    Step.OBJECT: "提出异议",
    Step.ANSWER: "答复异议",
    Step.PUBLISH: "签发",
    Step.DROP: "作废",
}

TABLE: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.ANNOUNCE): State.ANNOUNCED,
    (State.DRAFT, Step.DROP): State.DROPPED,
    (State.ANNOUNCED, Step.OBJECT): State.ANNOUNCED,
    (State.ANNOUNCED, Step.ANSWER): State.ANNOUNCED,
    (State.ANNOUNCED, Step.PUBLISH): State.PUBLISHED,
    (State.ANNOUNCED, Step.DROP): State.DROPPED,
}


def after(state: State, step: Step) -> State:
    """The state that `step` leads to. Raises MoveRefused, naming the steps there are."""
    return stepping.after(TABLE, state, step, thing="报告")
