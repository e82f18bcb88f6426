"""What pages say of a task: its light, its dates, whom it is about. Days and periods are told in the
words of messages (obligations.wording): a reader meets the same ones everywhere."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from obligations import few
from obligations.fields import FieldKind, FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, RungKind
from obligations.plan import Obligation
from obligations.roster import GroupKind
from obligations.sensitive import hides_subjects, neutral_name
from obligations.wording import day_text, notes, period_text, time_left
from tasks.lifecycle import OWING
from tasks.lights import GRAVITY, Light, light_of
from tasks.occasions import kind_label
from tasks.queries import TaskLine
from tasks.tables import Nudge

__all__ = [
    "GRAVITY",
    "Light",
    "Row",
    "day_text",
    "duty_name",
    "full_day",
    "light_of",
    "line_name",
    "moment",
    "nudge_label",
    "row",
    "shown",
    "subject",
    "value_text",
    "when",
]

HIDDEN = "（不显示）"


@dataclass(frozen=True, slots=True)
class Row:
    """One task in a list."""

    id: int
    name: str
    about: str  #: 对象 · 周期
    when: str  #: 还有 3 个工作日（9月30日）
    whose: str  #: whose move it is, where that is not the reader
    light: Light
    duty: str  #: the obligation's id
    post: str
    period: str
    extended: bool
    flag: str


def row(rules: Jurisdiction, line: TaskLine, on: date, *, near: bool, mine: bool) -> Row:
    """`near`: the reader belongs to the unit that reports it. `mine`: it is the reader's move."""
    duty = rules.obligation(line.obligation)
    return Row(
        id=line.id,
        name=line_name(duty, line),
        about=" · ".join(
            filter(None, (subject(rules, duty, line, near=near), period_text(line.period, on)))
        ),
        when=when(rules, duty, line, on),
        whose="" if mine else line.whose_move,
        light=light_of(line, on),
        duty=line.obligation,
        post=line.post,
        period=line.period,
        extended=line.extended,
        flag=line.flag,
    )


def duty_name(duty: Obligation) -> str:
    """The duty's name as a page may show it."""
    return neutral_name(duty) if duty.sensitive else duty.name


def line_name(duty: Obligation, line: TaskLine) -> str:
    """What a page calls one task: the title of what was assigned, else the duty's name."""
    return line.name if duty.is_assigned else duty_name(duty)


def subject(rules: Jurisdiction, duty: Obligation, line: TaskLine, *, near: bool) -> str:
    """Whom the task is about; nothing for the township as a whole, and no code of a child for others."""
    if rules.kinds(duty) == {GroupKind.JURISDICTION}:
        return ""
    return HIDDEN if hides_subjects(rules, duty) and not near else line.subject


def when(rules: Jurisdiction, duty: Obligation, line: TaskLine, on: date) -> str:
    """What the reader has to know of its dates."""
    if line.closed_on:
        return f"{day_text(line.closed_on, on)}{light_of(line, on).word}"
    if line.state not in OWING and line.submitted_on:
        return f"{day_text(line.submitted_on, on)}提交"
    if line.paused:
        return "暂缓中，期限停走"
    beside = notes(rules, duty, line.due, line.original_due, on)
    return time_left(rules, line.due, on, beside)


def shown(value: object, *, hides_few: bool) -> str:
    """A value that was handed in, for a reader. `hides_few`: a sensitive duty's, seen from outside."""
    match value:
        case bool():
            return "是" if value else "否"
        case int():
            return few.told(value, hides=hides_few)
        case float():
            return f"{value:g}"
        case list():
            return "、".join(map(str, value))
    return str(value)


def value_text(kind: FieldKind | None, value: object, on: date, *, hides_few: bool) -> str:
    """A field that was handed in, for a reader of that day: a date as people write it."""
    if kind and kind.type is FieldType.DATE:
        with suppress(ValueError):
            return day_text(date.fromisoformat(str(value)), on)
    return shown(value, hides_few=hides_few)


def nudge_label(nudge: Nudge) -> str:
    """What an act of chasing is called: `催办`; of the reviewer's clock `审核催办`, and `请审核` at first."""
    label = kind_label(nudge.kind)
    if nudge.clock == Clock.REVIEW and nudge.kind == RungKind.OPENED:
        return "请审核"
    chases = nudge.kind in (RungKind.REMINDER, RungKind.URGE, RungKind.SUPERVISE)
    return f"审核{label}" if nudge.clock == Clock.REVIEW and chases else label


def full_day(day: date) -> str:
    """`2026年9月3日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment(at: datetime, rules: Jurisdiction, on: date) -> str:
    """`9月3日 14:05`, in the plan's zone."""
    local = at.astimezone(rules.zone)
    return f"{day_text(local.date(), on)} {local:%H:%M}"
