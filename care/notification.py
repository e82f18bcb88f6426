"""信息交换: what one unit may tell another, and the life of such a notification. Pure.

A one-time reference and a need, chosen from lists: no field could hold who it is. The sender keeps the key
to the reference on paper of its own; the system never knows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from care.lifecycle import CareRefused
from tasks import stepping

NEEDS = ("谈话教育", "家庭走访", "心理疏导", "结对帮扶", "生活救助", "就学就业帮助")
PURPOSES = ("落实教育帮扶措施", "救助保护", "转介服务")
#: The laws that let one body tell another; the article is written beside it (PIPL 13 (3), 34, 35).
LAWS = (
    "未成年人保护法",
    "预防未成年人犯罪法",
    "家庭教育促进法",
    "社区矫正法",
    "社会救助暂行办法",
)
ANSWERS = ("已落实措施", "已转请其他单位", "不属于本单位职责", "代号核对不上")
#: A notification is open for no longer, in days.
LONGEST = 90

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]{1,7}条(第[一二三四五六七八九十\d]{1,3}款)?")


class State(StrEnum):
    ASKED = "asked"  #: written down; nobody outside the sender and the approver knows of it
    REFUSED = "refused"  #: not approved
    SENT = "sent"  #: approved: the receiver sees it
    RECEIVED = "received"  #: the receiver has confirmed it
    ANSWERED = "answered"  #: the receiver has said what became of it
    EXPIRED = "expired"  #: its day has passed: nobody acts on it any more

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    State.ASKED: "待批准",
    State.REFUSED: "未批准",
    State.SENT: "待签收",
    State.RECEIVED: "已签收",
    State.ANSWERED: "已答复",
    State.EXPIRED: "已到期",
}
#: Something is still to be done about these.
OPEN = frozenset({State.ASKED, State.SENT, State.RECEIVED})


class Step(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    RECEIVE = "receive"
    ANSWER = "answer"
    EXPIRE = "expire"

    @property
    def label(self) -> str:
        return _STEPS[self]


_STEPS = {
    Step.APPROVE: "批准",
    Step.REFUSE: "不批准",
    Step.RECEIVE: "签收",
    Step.ANSWER: "答复",
    Step.EXPIRE: "到期结束",
}
_TABLE: Mapping[tuple[State, Step], State] = {
    (State.ASKED, Step.APPROVE): State.SENT,
    (State.ASKED, Step.REFUSE): State.REFUSED,
    (State.SENT, Step.RECEIVE): State.RECEIVED,
    (State.RECEIVED, Step.ANSWER): State.ANSWERED,
    **{(one, Step.EXPIRE): State.EXPIRED for one in OPEN},
}


def after(state: State, step: Step) -> State:
    """The state that `step` leads to. Raises CareRefused, naming the steps there are."""
    return stepping.after(
        _TABLE,
        state,
        step,
        thing="这件通报",
        unoffered=(Step.EXPIRE,),
        refused=CareRefused,
    )


@dataclass(frozen=True, slots=True)
class Notification:
    """What the sender fills in. `sender`: a unit of the roster, or an agency whom the plan names (公安)."""

    sender: str
    receiver: str
    need: str
    purpose: str
    law: str
    article: str
    expires_on: date


def wrong(asked: Notification, on: date) -> list[str]:
    """What is wrong with it, in words that repeat nothing that was typed."""
    found = [
        f"请选择{name}：{'、'.join(choices)}"
        for name, value, choices in (
            ("需要", asked.need, NEEDS),
            ("目的", asked.purpose, PURPOSES),
            ("依据的法律", asked.law, LAWS),
        )
        if value not in choices
    ]
    if not _ARTICLE.fullmatch(asked.article):
        found.append("法律条款应写成“第七十二条”或“第72条第1款”")
    if not on < asked.expires_on <= on + timedelta(LONGEST):
        found.append(f"有效期应在明天到 {LONGEST} 天以内")
    return found
