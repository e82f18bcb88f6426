"""The timeline of a task: what people did (留痕), what was handed in, what was sent to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from obligations.fields import FieldType
from obligations.wording import day_text
from tasks.lifecycle import Move
from tasks.tables import HandIn, JournalRow, Nudge
from web.units.boxes import Piece
from web.units.opening import Opened
from web.wording import HIDDEN, moment, nudge_label, value_text

_DID = {
    **{move.value: move.label for move in Move},
    "open": "开启",
    "move": "日期调整",
    "flag": "标出请核对",
    "ask": "申请延期",
    "deputy": "转给 B 岗",
    "assign": "交办",
    "told": "外部通报",
    "excuse": "标为免责",
    "take back excuse": "取消免责",
}
#: Every upload has a row of its own; what was handed in is told with the hand-in.
_UNTOLD = frozenset({"attach", "detach"})
_OUTCOMES = {
    "": "等待告知",
    "sent": "已告知",
    "failed": "没有送达",
    "suppressed": "不必再告知",
    "skipped": "已略过",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One field as it was handed in: a text, or files."""

    name: str
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    when: str
    who: str  #: whoever did it; of a message, what became of it
    did: str
    detail: str
    values: tuple[Value, ...]
    is_message: bool


def timeline(opened: Opened, on: date) -> list[Event]:
    """Everything that happened, the newest first."""
    found = opened.found
    handed_in = {one.version: one for one in found.hand_ins}
    dated: list[tuple[datetime, Event]] = [
        (row.at, _done(opened, row, handed_in, on))
        for row in found.journal
        if row.verb not in _UNTOLD
    ]
    dated += [(nudges[0].made_at, _told(opened, nudges, on)) for nudges in _together(found.nudges)]
    dated.sort(key=lambda pair: pair[0])  # of one moment, in the order of what was written
    return [event for _, event in reversed(dated)]


def _done(opened: Opened, row: JournalRow, handed_in: Mapping[int, HandIn], on: date) -> Event:
    data = json.loads(row.data)
    one = handed_in.get(data.get("version", 0)) if row.verb == Move.SUBMIT else None
    return Event(
        when=moment(row.at, opened.rules, on),
        who=row.actor,
        did=_DID.get(row.verb, row.verb),
        detail=_detail(data, on) if opened.knows_subject else _without_subject(opened, data, on),
        values=tuple(_values(opened, one, on)) if one else (),
        is_message=False,
    )


def _values(opened: Opened, one: HandIn, on: date) -> Iterator[Value]:
    hides_few = opened.duty.sensitive and not opened.near
    kinds = opened.duty.hand_in
    for name, value in one.fields.items():
        if name in kinds and kinds[name].type is FieldType.FILES:
            pieces = (opened.pieces.get(str(one)) for one in value)
            yield Value(name, "", tuple(piece for piece in pieces if piece))
        else:
            yield Value(name, value_text(kinds.get(name), value, on, hides_few=hides_few), ())


def _without_subject(opened: Opened, data: dict[str, object], on: date) -> str:
    """A new roster's change tells whom the task is about."""
    return _detail(data, on).replace(opened.found.line.subject, HIDDEN)


def _detail(data: dict[str, object], on: date) -> str:
    """What else the row says, in words."""
    parts = []
    if said := data.get("recorded_for"):
        parts.append(f"代 {said} 录入")
    if source := data.get("source"):
        task = str(source).partition("@")
        parts.append(f"取自任务 {task[0]}" if task[1] else f"来源 {source}")
    if data.get("until"):
        parts.append(f"申请延到 {_day(data['until'], on)}")
    if data.get("to") and not data.get("from"):
        parts.append(str(data["to"]))
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


def _together(nudges: Iterable[Nudge]) -> Iterable[list[Nudge]]:
    """Those of one moment that say the same and came to the same end; what was not told is left out."""
    found: dict[tuple[datetime, str, str, str], list[Nudge]] = {}
    for nudge in nudges:
        if nudge.outcome not in ("suppressed", "skipped"):
            found.setdefault((nudge.made_at, nudge.clock, nudge.kind, nudge.outcome), []).append(
                nudge
            )
    return found.values()


def _told(opened: Opened, nudges: Sequence[Nudge], on: date) -> Event:
    first = nudges[0]
    posts = "、".join(dict.fromkeys(nudge.post for nudge in nudges))
    return Event(
        when=moment(first.made_at, opened.rules, on),
        who=_OUTCOMES.get(first.outcome, first.outcome),
        did=f"{nudge_label(first)} → {posts}",
        detail="",
        values=(),
        is_message=True,
    )
