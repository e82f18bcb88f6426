"""What goes over the wire about frozen reports and the steps with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from web.api.report_types import (
    Assessment,
    Bulletin,
    Goal,
    Information,
    Meeting,
    PeriodText,
    Short,
    Summary,
)
from web.api.types import Asked, Reason, Sheet

#: Which file of a frozen report.
FormName = Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z]*$")]


class FrozenLine(Sheet):
    """A frozen report in a list; `number` is empty until it is signed, `post` where it is of none."""

    id: int
    kind: str
    name: str
    period: str
    post: str
    state: str
    number: str
    frozen_at: datetime
    frozen_by: str
    address: str


class Objection(Sheet):
    """`upheld` is null until it is answered."""

    id: int
    post: str
    text: str
    upheld: bool | None
    answer: str


class Change(Sheet):
    """A task that stands otherwise than in the report; null: it was, or is, not in the period."""

    task: int
    name: str
    about: str
    unit: str
    before: str | None
    after: str | None


class Frozen(Sheet):
    """A report as it was frozen; `said` has the shape of the draft of its kind. `intact`: it still has the hash
    of that moment. `until`: the last day for an objection. `tasks`: those whose duty asks for it. `changes`, and
    the lines that it would not say any more (`gone`) or say besides (`come`), are null like `tasks` for whoever
    may not see what is behind the figures."""

    line: FrozenLine
    tasks: Sequence[int] | None
    hash: str
    intact: bool
    until: date | None
    signed_at: datetime | None
    signed_by: str
    reason: str
    said: Bulletin | Meeting | Information | Assessment | Summary | Sequence[Goal]
    objections: Sequence[Objection]
    changes: Sequence[Change] | None
    gone: Sequence[str] | None
    come: Sequence[str] | None


class FreezeBody(Asked):
    """Which quarter, month or year is to be kept as it stands now."""

    period: PeriodText


class ObjectBody(Asked):
    """`post`: one of the caller's own. No word about a child."""

    post: Short
    reason: Reason


class UpholdBody(Asked):
    """`objection`: its number. Upheld, the report cannot be published."""

    objection: int = Field(ge=1, le=2**53)
    upheld: bool
    reason: Reason
