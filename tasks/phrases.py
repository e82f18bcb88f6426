"""What people say when they ask, give back, answer and excuse: phrases to choose from.

Where a duty is sensitive nothing else is taken: what is journalled stays, and words of one's own could tell of
a child.
"""

from __future__ import annotations

from collections.abc import Sequence

from obligations.plan import Obligation
from tasks.lifecycle import MoveRefused

#: Why more time is asked for.
LATER = ("人员外出，暂时办不了", "资料还没有收齐", "等上级或其他单位安排", "停课、放假期间不便办理")
#: Why it does not apply.
NOT_NOW = ("本期没有这类情况", "本期没有这类对象", "不属于本岗位的职责", "本期工作已并入其他活动")
#: Why a hand-in goes back, in words that help: what is missing, and what would do.
RETURNED = (
    "缺少佐证，请补一项，不必是照片",
    "数字前后对不上，请核对",
    "日期不在本期内，请更正",
    "写得太简单，请写明做了什么",
    "对象填错了，请更正",
)
#: What is said to somebody who has asked for something.
ANSWERS = ("情况属实", "请按期办理", "请先办能办的部分")
#: Why a miss is nobody's fault.
EXCUSED = (
    "停课、放假或天气原因",
    "上级临时安排，时间冲突",
    "网络或系统故障",
    "人员变动，交接期间",
    "情况有误，不该这样计",
)
#: Why a supervisor changes what somebody owes.
CHANGED = (*EXCUSED, *NOT_NOW)


def check(duty: Obligation, reason: str, phrases: Sequence[str]) -> None:
    """Raises MoveRefused for words of one's own about a sensitive duty, and names what can be said."""
    if duty.sensitive and reason and reason not in phrases:
        raise MoveRefused("这项职责请从列出的理由里选一个：" + "；".join(phrases))
