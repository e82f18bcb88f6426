"""一键复制: a reminder as plain text for a chat, in the neutral words of messages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from obligations.jurisdiction import Jurisdiction
from obligations.wording import period_text, subjects_text, time_left
from tasks.lifecycle import OWING
from tasks.queries import TaskLine
from web.wording import line_name


def reminder(rules: Jurisdiction, lines: Iterable[TaskLine], on: date) -> str:
    """What still has to be handed in, one paragraph for each post, one line for each duty, period and
    due date. Empty where nothing has."""
    owing = [
        x for x in lines if x.state in OWING and not x.paused and x.obligation in rules.plan.by_id
    ]
    owing.sort(key=lambda x: (x.post, x.due, x.obligation, x.period, x.id))
    said = []
    for post, theirs in groupby(owing, key=lambda x: x.post):
        said.append(f"【{post}】")
        for _, same in groupby(theirs, key=lambda x: (x.due, x.obligation, x.period, x.name)):
            said.append(_line(rules, list(same), on))
    return "\n".join(said)


def _line(rules: Jurisdiction, same: Sequence[TaskLine], on: date) -> str:
    first = same[0]
    duty = rules.obligation(first.obligation)
    period = period_text(first.period, on)
    subjects = subjects_text(rules, duty, [line.subject for line in same])
    own = subjects == first.post
    what = f"{line_name(duty, first)}{f'（{period}）' if period else ''}"
    whom = f" {subjects}" if subjects and not own else ""
    return f"{what}{whom}：{time_left(rules, first.due, on)}"
