"""The life of a case in the register: which step is allowed in which state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tasks import stepping
from tasks.lifecycle import MoveRefused


class CareRefused(MoveRefused):
    """What the locked room does not do. The words are for the person who asked, and name nobody."""


class State(StrEnum):
    ASKED = "asked"  #: registered, nobody has approved it: nobody calls
    ACTIVE = "active"  #: called every month
    RESTING = "resting"  #: 婉拒: nobody calls until the next review of need
    REFUSED = "refused"  #: not approved
    EXITED = "exited"  #: no longer a case; the identity goes on its day

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.ASKED: "待批准",
    State.ACTIVE: "在册",
    State.RESTING: "暂不联系",
    State.REFUSED: "未批准",
    State.EXITED: "已退出",
}
#: Those that count as 在册.
REGISTERED = frozenset({State.ACTIVE, State.RESTING})
#: Those whose identity may still be read.
READABLE = frozenset({State.ASKED, *REGISTERED})


class Step(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    REVIEW_NEEDED = "review_needed"  #: the need goes on
    REVIEW_REST = "review_rest"  #: the family still does not wish it
    DECLINE = "decline"  #: the family does not wish to be called
    EXIT = "exit"
    CHANGE = "change"  #: another contact, a corrected field

    @property
    def label(self) -> str:
        return _STEPS[self]


_STEPS = {
    Step.APPROVE: "批准",
    Step.REFUSE: "不批准",
    Step.REVIEW_NEEDED: "评估为继续联系",
    Step.REVIEW_REST: "评估为暂不联系",
    Step.DECLINE: "记为婉拒",
    Step.EXIT: "退出",
    Step.CHANGE: "变更",
}

_TABLE: Mapping[tuple[State, Step], State] = {
    (State.ASKED, Step.APPROVE): State.ACTIVE,
    (State.ASKED, Step.REFUSE): State.REFUSED,
    (State.ASKED, Step.CHANGE): State.ASKED,
    (State.ACTIVE, Step.DECLINE): State.RESTING,
    **{(one, Step.REVIEW_NEEDED): State.ACTIVE for one in REGISTERED},
    **{(one, Step.REVIEW_REST): State.RESTING for one in REGISTERED},
    **{(one, Step.EXIT): State.EXITED for one in REGISTERED},
    **{(one, Step.CHANGE): one for one in REGISTERED},
}


def after(state: State, step: Step) -> State:
    """The state that `step` leads to. Raises CareRefused, naming the steps there are."""
    return stepping.after(_TABLE, state, step, thing="这条登记", refused=CareRefused)


class Basis(StrEnum):
    """On what ground the data are kept (PIPL 13; for a child under 14: 31)."""

    CONSENT = "consent"  #: the guardian's, from 14 on also the child's
    STATUTE = "statute"  #: a duty by law

    @property
    def label(self) -> str:
        return "监护人同意" if self is Basis.CONSENT else "法定职责"


#: What a registration is for.
PURPOSES = ("每月关爱联系", "走访慰问", "转介帮扶")
#: What somebody reads an identity for.
READING_PURPOSES = ("电话联系", "上门走访", "核对登记", "交接联系人", "答复本人申请")
EXIT_REASONS = ("监护人刑满回归", "已成年", "迁出本镇", "需求已解决", "监护人撤回同意", "登记有误")
