"""The timeline of a task: what people did (留痕), what was handed in, what was sent to whom."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time

from notifiers.wording import day_text
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from tasks.lifecycle import Move
from tasks.occasions import kind_label
from tasks.queries import Detail
from tasks.tables import HandIn, JournalRow, Nudge
from web.wording import moment, shown

_DID = {
    **{move.value: move.label for move in Move},
    "open": "开启",
    "move": "日期调整",
    "flag": "标出请核对",
    "ask": "申请延期",
    "deputy": "转给 B 岗",
}
_OUTCOMES = {
    "": "等待告知",
    "sent": "已告知",
    "failed": "没有送达",
    "suppressed": "不必再告知",
    "skipped": "已略过",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    when: str
    who: str
    did: str
    detail: str
    values: tuple[tuple[str, str], ...]
    is_message: bool


def timeline(
    rules: Jurisdiction, duty: Obligation, found: Detail, on: date, *, near: bool
) -> list[Event]:
    """Everything that happened, the newest first. `near`: the reader belongs to the reporting unit."""
    handed_in = {one.version: one for one in found.hand_ins}
    dated: list[tuple[datetime, Event]] = [
        (row.at, _done(rules, duty, row, handed_in, on, near=near)) for row in found.journal
    ]
    dated += [
        (datetime.combine(nudge.on, time(8, 30), rules.zone), _told(nudge, on))
        for nudge in found.nudges
        if nudge.outcome not in ("suppressed", "skipped")
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [event for _, event in dated]


def _done(
    rules: Jurisdiction,
    duty: Obligation,
    row: JournalRow,
    handed_in: dict[int, HandIn],
    on: date,
    *,
    near: bool,
) -> Event:
    data = json.loads(row.data)
    one = handed_in.get(data.get("version", 0)) if row.verb == Move.SUBMIT else None
    hides = duty.sensitive and not near
    values = tuple((k, shown(v, hides_few=hides)) for k, v in one.fields.items()) if one else ()
    return Event(
        when=moment(row.at, rules, on),
        who=row.actor,
        did=_DID.get(row.verb, row.verb),
        detail=_detail(data, on),
        values=values,
        is_message=False,
    )


def _detail(data: dict[str, object], on: date) -> str:
    """What else the row says, in words."""
    parts = []
    if said := data.get("recorded_for"):
        parts.append(f"代 {said} 录入")
    if data.get("until"):
        parts.append(f"申请延到 {_day(data['until'], on)}")
    if data.get("from") and data.get("to"):
        parts.append(f"{_day(data['from'], on)} → {_day(data['to'], on)}")
    if data.get("due"):
        parts.append(f"到期 {_day(data['due'], on)}")
    if reason := data.get("reason"):
        parts.append(str(reason))
    return "；".join(parts)


def _day(text: object, on: date) -> str:
    try:
        return day_text(date.fromisoformat(str(text)), on)
    except ValueError:
        return str(text)


def _told(nudge: Nudge, on: date) -> Event:
    outcome = _OUTCOMES.get(nudge.outcome, nudge.outcome)
    return Event(
        when=day_text(nudge.on, on),
        who="护航",
        did=f"{kind_label(nudge.kind)} → {nudge.post}",
        detail=outcome,
        values=(),
        is_message=True,
    )
