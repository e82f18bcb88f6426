"""What a terminal says of tasks, nudges and the journal, in Chinese."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from obligations.periods import label
from tasks.lifecycle import Move
from tasks.notices.kinds import Step
from tasks.queries import TaskLine
from tasks.tables import JournalRow

_VERBS = {
    **{move.value: move.label for move in Move},
    "load": "载入方案",
    "open": "开启",
    "move": "日期调整",
    "flag": "标出请核对",
    "telephone": "电话告知",
    "contacts": "更新联系方式",
    "draft notices": "拟出文书",
    **{f"notice {step.value}": f"文书{step.label}" for step in Step},
}
_OUTCOMES = {
    "": "等待告知",
    "sent": "已告知",
    "failed": "没有送达",
    "suppressed": "不必再告知",
    "skipped": "已略过",
    "waiting": "等待告知",
    "ahead": "还没到",
    "accepted": "审核通过",
    "returned": "退回",
    "withdrawn": "撤回",
    "reopened": "重新打开",
}
#: What a reader of the journal's table has no use for: it is there for the proof.
_PROOF = frozenset({"digest", "obligation"})


def title(line: TaskLine) -> str:
    """`每月到校指导（2026年9月，杨地湾学校·法制副校长）`."""
    return f"{line.name}（{label(line.period)}，{line.subject}）"


def status(line: TaskLine) -> str:
    """`待办（逾期）`: the state, and what follows from the dates."""
    derived = {
        "暂缓": line.paused,
        "逾期": line.late,
        "临期": line.soon,
        "已延期": line.extended,
    }
    words = [word for word, holds in derived.items() if holds]
    return line.state.label + (f"（{'、'.join(words)}）" if words else "")


def outcome(word: str) -> str:
    """What became of a nudge or a hand-in."""
    return _OUTCOMES.get(word, word)


def did(row: JournalRow) -> str:
    """What a row of the journal says was done."""
    return _VERBS.get(row.verb, row.verb)


def about(row: JournalRow) -> str:
    """`count 12；due 2026-09-30`: what else the row holds, without what is there for the proof."""
    data = json.loads(row.data)
    return "；".join(f"{key} {data[key]}" for key in data if key not in _PROOF and data[key] != "")


def local(at: datetime, zone: ZoneInfo) -> str:
    """`2026-09-01 08:30`, in the plan's zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
