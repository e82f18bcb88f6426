"""The ladder 催督阶梯: from a due date to the dated moments of reminding and climbing.

Offsets are working days from the due date. What each rung means is in DESIGN "Moments": 提醒, 催办,
督办, and two entries for a person's queue that are sent to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import field_validator, model_validator

from obligations.periods import Every
from obligations.sheets import Sheet
from obligations.workdays import WorkCalendar


class Clock(StrEnum):
    HAND_IN = "hand_in"  #: the unit's time runs
    REVIEW = "review"  #: the unit has handed in; the reviewer's time runs


class RungKind(StrEnum):
    OPENED = "opened"  #: 新开: there is something new
    REMINDER = "reminder"  #: 提醒: it will soon be due
    URGE = "urge"  #: 催办: it is late
    SUPERVISE = "supervise"  #: 督办: it is late still; told at once
    BULLETIN = "bulletin"  #: 通报候选: an entry in the supervisor's queue
    TALK = "talk"  #: 约谈建议: an entry in the leader's queue
    TELEPHONE = "telephone"  #: 请电话联系: the office calls an external post

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def at_once(self) -> bool:
        """Does not wait for the day's digest."""
        return self is RungKind.SUPERVISE

    @property
    def queued(self) -> bool:
        """An entry for a person to decide on; sent to nobody."""
        return self in (RungKind.BULLETIN, RungKind.TALK)

    @property
    def escalates(self) -> bool:
        return self not in (RungKind.OPENED, RungKind.REMINDER)


_LABELS = {
    RungKind.OPENED: "新开",
    RungKind.REMINDER: "提醒",
    RungKind.URGE: "催办",
    RungKind.SUPERVISE: "督办",
    RungKind.BULLETIN: "通报候选",
    RungKind.TALK: "约谈建议",
    RungKind.TELEPHONE: "请电话联系",
}


class Role(StrEnum):
    """Whom a rung addresses, seen from the task."""

    POST = "post"  #: the post whose move it is
    UNIT_HEAD = "unit head"
    SUPERVISOR = "supervisor"
    DEPUTY_LEADER = "deputy leader"
    LEADER = "leader"


#: The fewest days that a period of each length has, shortest first.
_DAYS = {
    Every.WEEK: 7,
    Every.MONTH: 28,
    Every.QUARTER: 90,
    Every.TERM: 90,
    Every.HALF_YEAR: 181,
    Every.YEAR: 365,
    Every.SCHOOL_YEAR: 365,
}


class Rung(Sheet):
    """One rung. `at` is None for the opening itself; `to` holds roles or names of posts."""

    at: int | None = None
    kind: RungKind
    to: tuple[str, ...]
    periods: Every | None = None  #: only where a period is at least this long

    @field_validator("at", mode="before")
    @classmethod
    def _read_at(cls, value: object) -> object:
        return None if value == "open" else value

    @field_validator("to", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("periods")
    @classmethod
    def _has_length(cls, value: Every | None) -> Every | None:
        if value is not None and value not in _DAYS:
            raise ValueError(f"应为 {'、'.join(_DAYS)} 之一")
        return value

    @model_validator(mode="after")
    def _addressed(self) -> Rung:
        if not self.to:
            raise ValueError("这一级没有发给任何岗位，请写 to: [post]")
        if (self.at is None) != (self.kind is RungKind.OPENED):
            raise ValueError("只有 opened 用 at: open，其他各级写工作日数，如 at: -3、at: +1")
        return self

    @property
    def id(self) -> str:
        """`open`, `T-3`, `T+10`."""
        return "open" if self.at is None else f"T{self.at:+d}"


Ladder = tuple[Rung, ...]

DEFAULT: Ladder = (
    Rung(kind=RungKind.OPENED, to=("post",)),
    Rung(at=-7, kind=RungKind.REMINDER, to=("post",), periods=Every.QUARTER),
    Rung(at=-3, kind=RungKind.REMINDER, to=("post",)),
    Rung(at=-1, kind=RungKind.REMINDER, to=("post",)),
    Rung(at=1, kind=RungKind.URGE, to=("post", "unit head")),
    Rung(at=3, kind=RungKind.SUPERVISE, to=("post", "unit head", "supervisor")),
    Rung(at=5, kind=RungKind.BULLETIN, to=("supervisor",)),
    Rung(at=10, kind=RungKind.TALK, to=("leader",)),
)


def for_external(ladder: Ladder) -> Ladder:
    """For a post that is reminded, never 督办'd: then the office is asked to telephone.

    That falls where the first rung beyond the reminders would have been.
    """
    kept = tuple(r for r in ladder if not r.kind.escalates)
    first = min((r.at for r in ladder if r.at is not None and r.kind.escalates), default=None)
    if first is None:
        return kept
    return (*kept, Rung(at=first, kind=RungKind.TELEPHONE, to=(Role.SUPERVISOR,)))


@dataclass(frozen=True, slots=True)
class Moment:
    """A rung and the day it falls on."""

    on: date
    rung: Rung


def moments(
    ladder: Ladder,
    workdays: WorkCalendar,
    *,
    every: Every | None,
    start: date,
    due: date,
    opening: bool = True,
) -> tuple[Moment, ...]:
    """The dated moments of one clock that starts on `start` and ends on `due`, in order.

    What falls on the start or before it is left out: an offset longer than the period says nothing.
    `opening` is False where a clock goes on (extended, resumed): nothing is new then.
    `every` is None for a task opened after another.
    """
    return tuple(sorted(_moments(ladder, workdays, every, start, due, opening), key=lambda m: m.on))


def _moments(
    ladder: Ladder,
    workdays: WorkCalendar,
    every: Every | None,
    start: date,
    due: date,
    opening: bool,
) -> Iterator[Moment]:
    for rung in ladder:
        if rung.at is None:
            if opening:
                yield Moment(start, rung)
        elif _long_enough(every, start, due, rung.periods):
            on = workdays.add(due, rung.at)
            if on > start:
                yield Moment(on, rung)


def _long_enough(every: Every | None, start: date, due: date, least: Every | None) -> bool:
    """Is the clock's period at least as long as one of `least`?

    Where the cadence has no length of its own (a rule, a single time, a follow-up), the days count.
    """
    if least is None:
        return True
    length = _DAYS.get(every) if every else None
    return ((due - start).days + 1 if length is None else length) >= _DAYS[least]
