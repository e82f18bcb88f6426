"""What a notice can be, what state it is in, and which step leads where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from obligations.ladder import RungKind
from tasks import stepping

#: 督办单, 通报候选, 约谈建议.
KINDS = (RungKind.SUPERVISE, RungKind.BULLETIN, RungKind.TALK)
#: Working days in which a unit can object before anything is published about it.
OBJECTION_DAYS = 3

_NAMES = {RungKind.SUPERVISE: "督办单", RungKind.BULLETIN: "通报候选", RungKind.TALK: "约谈建议"}
_NUMBERED = {RungKind.SUPERVISE: "督办", RungKind.BULLETIN: "拟通报", RungKind.TALK: "约谈"}


class State(StrEnum):
    DRAFT = "draft"  #: nobody has signed it
    ISSUED = "issued"  #: signed, numbered and told
    RECEIVED = "received"  #: 签收
    OBJECTED = "objected"  #: somebody has to answer
    ANSWERED = "answered"  #: the objection was not upheld
    PUBLISHED = "published"  #: goes into the bulletin
    DROPPED = "dropped"  #: a person decided against it
    LAPSED = "lapsed"  #: what it was about was done before anybody signed

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.DRAFT: "待签发",
    State.ISSUED: "已签发",
    State.RECEIVED: "已签收",
    State.OBJECTED: "有异议，待答复",
    State.ANSWERED: "异议已答复",
    State.PUBLISHED: "已通报",
    State.DROPPED: "不再办理",
    State.LAPSED: "已办，自动失效",
}


class Step(StrEnum):
    ISSUE = "issue"  #: 签发; of a 通报候选: tell the unit, and let it object
    RECEIVE = "receive"  #: 签收
    OBJECT = "object"  #: 提出异议
    UPHOLD = "uphold"  #: the objection is right
    REJECT = "reject"  #: it is not
    PUBLISH = "publish"  #: 通报
    DROP = "drop"

    @property
    def label(self) -> str:
        return _STEPS[self]


_STEPS = {
    Step.ISSUE: "签发",
    Step.RECEIVE: "签收",
    Step.OBJECT: "提出异议",
    Step.UPHOLD: "采纳异议",
    Step.REJECT: "不采纳异议",
    Step.PUBLISH: "通报",
    Step.DROP: "不再办理",
}

_PAPER: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.ISSUE): State.ISSUED,
    (State.DRAFT, Step.DROP): State.DROPPED,
    (State.ISSUED, Step.RECEIVE): State.RECEIVED,
}
_BULLETIN: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.ISSUE): State.ISSUED,
    **{(s, Step.DROP): State.DROPPED for s in (State.DRAFT, State.ISSUED, State.ANSWERED)},
    (State.ISSUED, Step.OBJECT): State.OBJECTED,
    (State.OBJECTED, Step.UPHOLD): State.DROPPED,
    (State.OBJECTED, Step.REJECT): State.ANSWERED,
    (State.ISSUED, Step.PUBLISH): State.PUBLISHED,
    (State.ANSWERED, Step.PUBLISH): State.PUBLISHED,
}
TABLES = {
    RungKind.SUPERVISE: _PAPER,
    RungKind.TALK: _PAPER,
    RungKind.BULLETIN: _BULLETIN,
}


def after(kind: RungKind, state: State, step: Step) -> State:
    """The state that `step` leads to. Raises MoveRefused, naming the steps there are."""
    return stepping.after(TABLES[kind], state, step, thing=_NAMES[kind])


def name(kind: RungKind) -> str:
    """`督办单`."""
    return _NAMES[kind]


def number_text(kind: RungKind, year: int | None, number: int | None) -> str:
    """`督办〔2026〕3号`; empty for a draft."""
    return f"{_NUMBERED[kind]}〔{year}〕{number}号" if number else ""
