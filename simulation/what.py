"""What came out of a rehearsal: figures of the work, of the telling, and of what got stuck. In order, so
that the same seed gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from obligations.ladder import RungKind

#: The rungs in the order of the ladder.
RUNGS = tuple(kind.value for kind in RungKind)


@dataclass(frozen=True, slots=True)
class Month:
    """What falls due in one month at one unit. `minutes`: as the plan estimates the handing in."""

    month: str
    tasks: int
    minutes: int


@dataclass(frozen=True, slots=True)
class UnitLoad:
    unit: str
    tasks: int
    minutes: int
    late: int
    reviews: int  #: hand-ins that its posts had to review
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """`weeks`: messages by week, as `2026-W37`; `most` in the busiest of them."""

    person: str
    messages: int
    most: int
    busiest: str
    weeks: dict[str, int]


@dataclass(frozen=True, slots=True)
class DutyLoad:
    duty: str
    name: str
    tasks: int
    minutes: int
    late: int
    supervised: int


@dataclass(frozen=True, slots=True)
class HeavyDay:
    """Four or more tasks of one post are due on one day."""

    post: str
    day: date
    deadlines: int
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A due date that the holidays moved: `plain` is what it would be from Monday to Friday."""

    duty: str
    name: str
    period: str
    plain: date
    due: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Guessed:
    """Due dates of one duty that rest on a guess."""

    duty: str
    name: str
    dates: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Supervised:
    """A task that reached 督办, the day, the highest rung there was, and why."""

    duty: str
    name: str
    period: str
    subject: str
    post: str
    unit: str
    on: date
    highest: str
    clock: str
    why: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stalled:
    """One absence (or vacancy) for which work waited. `behind`: the duties that could not begin meanwhile."""

    who: str
    posts: tuple[str, ...]
    why: str
    first: date
    last: date
    tasks: int
    reviews: int
    days: int  #: working days that all of it waited, together
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaderMonth:
    """What a leader will see at the end of a month. `late`: open and overdue on its last day."""

    month: str
    opened: int
    done: int
    late: int
    supervise: int
    bulletin: int
    talk: int


@dataclass(frozen=True)
class Outcome:
    """Everything that a rehearsal tells. The first seven come first in JSON, in this order."""

    days: int
    tasks: int
    late: int
    messages: int
    nudges: dict[str, int]
    by_unit: tuple[UnitLoad, ...]
    by_person: tuple[PersonLoad, ...]
    by_duty: tuple[DutyLoad, ...] = ()
    minutes: int = 0
    first: date = date.min
    last: date = date.min
    plan: str = ""
    jurisdiction: str = ""
    people: str = ""
    seed: int = 0
    assumed: tuple[str, ...] = ()  #: what was changed for this run, in words
    states: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)  #: what was told beside the ladder
    returned: int = 0
    extended: int = 0
    absences: int = 0
    heavy_days: tuple[HeavyDay, ...] = ()
    moved: tuple[MovedDate, ...] = ()
    provisional: tuple[Guessed, ...] = ()
    supervised: tuple[Supervised, ...] = ()
    stalled: tuple[Stalled, ...] = ()
    leader: tuple[LeaderMonth, ...] = ()
    refused: tuple[str, ...] = ()  #: moves that the engine refused, with its words
    failed: tuple[str, ...] = ()  #: duties whose round failed: nothing of the kind is expected

    def as_json(self) -> dict[str, Any]:
        """Plain data, its keys in the order of the fields."""
        return {name: plain(getattr(self, name)) for name in self.__dataclass_fields__}


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: days in ISO form, rows as mappings in the order of their fields."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
