"""What happened to a task that somebody should be told of, outside the ladder."""

from __future__ import annotations

from enum import StrEnum

from obligations.ladder import RungKind


class Occasion(StrEnum):
    RETURNED = "returned"  #: 退回补正: the reviewer gave it back
    GRANTED = "granted"  #: 同意延期
    REFUSED = "refused"  #: 不同意延期
    ASKED = "asked"  #: 申请延期: somebody has to answer
    WAIVER_ASKED = "waiver_asked"  #: 申请不适用: somebody has to answer
    WAIVER_REFUSED = "waiver_refused"  #: 不同意不适用: it is still owed
    WAIVED = "waived"  #: 同意不适用: it is owed no more this time
    REASSIGNED = "reassigned"  #: 转交: it is yours now
    PASSED_ON = "passed_on"  #: 已由他人承办: it is yours no more
    REOPENED = "reopened"  #: 重新打开: it is yours again
    CANCELLED = "cancelled"  #: 已撤销: it is owed no more
    MOVED = "moved"  #: 日期调整: a date that was told has moved
    TAKEN_OVER = "taken_over"  #: 接手: whoever answered for the post before does not any more
    ISSUED = "issued"  #: 督办单: somebody signed it
    CANDIDATE = "candidate"  #: 拟通报: you can object before anything is published
    TALK_ASKED = "talk_asked"  #: 约谈: a leader asks for a talk
    OBJECTED = "objected"  #: 提出异议: somebody has to answer
    OBJECTION_ANSWERED = "objection_answered"  #: 异议答复
    EXCHANGED = (
        "exchanged"  #: 信息交换: what you sent another unit was answered, refused, or has lapsed
    )

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def at_once(self) -> bool:
        """Somebody is waiting for it: it does not wait for the day's digest."""
        return self in _AWAITED


_LABELS = {
    Occasion.RETURNED: "退回补正",
    Occasion.GRANTED: "同意延期",
    Occasion.REFUSED: "不同意延期",
    Occasion.ASKED: "申请延期",
    Occasion.WAIVER_ASKED: "申请不适用",
    Occasion.WAIVER_REFUSED: "不同意不适用",
    Occasion.WAIVED: "同意不适用",
    Occasion.REASSIGNED: "转交给您",
    Occasion.PASSED_ON: "已由他人承办",
    Occasion.REOPENED: "重新打开",
    Occasion.CANCELLED: "已撤销",
    Occasion.MOVED: "日期调整",
    Occasion.TAKEN_OVER: "接手",
    Occasion.ISSUED: "督办单",
    Occasion.CANDIDATE: "拟通报",
    Occasion.TALK_ASKED: "约谈",
    Occasion.OBJECTED: "提出异议",
    Occasion.OBJECTION_ANSWERED: "异议答复",
    Occasion.EXCHANGED: "信息交换",
}
_AWAITED = frozenset(
    {
        Occasion.RETURNED,
        Occasion.GRANTED,
        Occasion.REFUSED,
        Occasion.WAIVER_REFUSED,
        Occasion.WAIVED,
        Occasion.REASSIGNED,
        Occasion.REOPENED,
        Occasion.ISSUED,
        Occasion.CANDIDATE,
        Occasion.TALK_ASKED,
        Occasion.OBJECTION_ANSWERED,
    }
)


def kind_label(kind: str) -> str:
    """What a nudge's kind, a rung's or an occasion's, is called."""
    return RungKind(kind).label if kind in list(RungKind) else Occasion(kind).label
