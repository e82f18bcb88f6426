"""What goes over the wire about frozen reports and the steps with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from web.api.report_types import Bulletin, PeriodText, Short
from web.api.types import Asked, Reason, Sheet


class FrozenLine(Sheet):
    """A frozen report in a list; `number` is empty until it is signed."""

    id: int
    period: str
    label: str
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
    """A report as it was frozen. `intact`: it still has the hash of that moment. `changes` is null for whoever
    may not see the tasks behind the figures. `until`: the last day for an objection."""

    line: FrozenLine
    hash: str
    intact: bool
    until: date | None
    signed_at: datetime | None
    signed_by: str
    reason: str
    bulletin: Bulletin
    objections: Sequence[Objection]
    changes: Sequence[Change] | None


class FreezeBody(Asked):
    """Which quarter, or other period, is to be kept as it stands now."""

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
