"""What a kind of people does with work: chances between 0 and 1, and working days as [least, most].

Whoever does not act unasked is moved by what he is told: each message about the task may move him, a
督办 more than a reminder. So the ladder of a plan matters in a rehearsal as it does in life.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from obligations.ladder import RungKind
from obligations.roster import Span
from obligations.sheets import Sheet

Chance = Annotated[float, Field(ge=0, le=1)]


def _pair(value: Any) -> Any:
    """`[0, 2]`; a single number stands for itself twice."""
    return value if isinstance(value, list | tuple) else (value, value)


Days = Annotated[tuple[int, int], BeforeValidator(_pair)]
Shares = Annotated[tuple[float, float], BeforeValidator(_pair)]


class Moved(Sheet):
    """How likely one message of each kind moves somebody who would not act by himself."""

    opened: Chance = 0.0
    reminder: Chance = 0.0
    urge: Chance = 0.0
    supervise: Chance = 0.0
    telephone: Chance = 0.0
    other: Chance = 0.0  #: returned, taken over, an answered request

    def by(self, kind: str) -> float:
        """The chance for the kind of a nudge."""
        told = kind in list(RungKind) and kind not in (RungKind.BULLETIN, RungKind.TALK)
        return float(getattr(self, kind)) if told else self.other


class HandingIn(Sheet):
    """The unit's side."""

    unasked: Chance  #: hands in without being reminded
    at: Shares = (
        0.2,
        0.9,
    )  #: how far from the opening (0) to the due date (1); more than 1 is late
    moved: Moved = Moved()
    within: Days = (0, 2)  #: days from being moved to handing in
    files: Chance = 0.0  #: sends evidence where the duty takes some and does not insist


class Reviewing(Sheet):
    """The reviewer's side."""

    unasked: Chance
    days: Days = (0, 2)  #: from the hand-in to the answer
    returned: Chance = 0.0  #: the quality was not good enough
    moved: Moved = Moved()
    within: Days = (0, 1)


class Asking(Sheet):
    """More time: who asks for it, for how long, and who gets it."""

    asked: Chance = 0.0
    days: Days = (3, 5)  #: beyond the due date
    granted: Chance = 1.0
    answered: Days = (0, 2)


class Waiving(Sheet):
    """不适用: who says so, who is believed, and after how many working days."""

    asked: Chance = 0.0
    granted: Chance = 1.0
    answered: Days = (0, 2)


class Absent(Sheet):
    """How often somebody is away, and for how long. Announced: it stands in the roster, and the deputy
    is told meanwhile."""

    times: Days = (0, 0)  #: a year
    days: Days = (5, 10)  #: working days at a stretch
    announced: Chance = 1.0


class Trip(Span):
    """One absence that the file states itself. Not announced: nobody wrote it into the roster."""

    announced: bool = False

    @model_validator(mode="after")
    def _bounded(self) -> Trip:
        if self.from_ is None or self.to is None:
            raise ValueError("请写明 from 和 to")
        return self

    @property
    def days(self) -> tuple[date, date]:
        return self.from_ or date.min, self.to or date.max


class Behaviour(Sheet):
    """Everything about one kind of people. `spread`: how much one person differs from the next."""

    hand_in: HandingIn
    review: Reviewing
    extension: Asking = Asking()
    waiver: Waiving = Waiving()
    absent: Absent = Absent()
    spread: Chance = 0.0


class People(Behaviour):
    """A file of people. `some` says how a certain person, post or unit behaves instead; `trips` when
    somebody is away."""

    says: str = ""
    some: Mapping[str, Behaviour] = {}
    trips: Mapping[
        str,
        Annotated[tuple[Trip, ...], BeforeValidator(lambda v: v if isinstance(v, list) else [v])],
    ] = {}

    def of(self, *names: str) -> Behaviour:
        """How the first of `names` that the file knows behaves: a person, then a post, then a unit."""
        return next((self.some[name] for name in names if name in self.some), self)
