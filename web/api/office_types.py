"""What goes over the wire about the office's own things: notices, the calendar, the roster, the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from web.api.types import Asked, Day, Reason, Sheet

Name = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]
FileText = Annotated[str, StringConstraints(max_length=2_000_000, pattern=r"^[^\x00]*$")]
FileName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[\w.-]+$")]


class Evidence(Sheet):
    """One file of a task; `version` of the hand-in that it belongs to, null while it is in none."""

    id: int
    name: str
    kind: str
    bytes: int
    version: int | None


class RecordBody(Asked):
    """代录: `told_by` is who told it, one of those who answer for the task."""

    values: dict[Annotated[str, StringConstraints(max_length=100)], object]
    told_by: Annotated[str, StringConstraints(min_length=1, max_length=160)]


class Deputed(Sheet):
    """转给 B 岗: who does it, and the sign-in link to hand on; it is shown this once."""

    deputy: str
    link: str


class Paper(Sheet):
    """督办单, 通报候选 or 约谈建议. `may`: the steps that the caller can take with it today."""

    id: int
    kind: str
    number: str
    state: str
    post: str
    task: int
    due: date
    until: date | None
    issued_at: datetime | None
    issued_by: str
    reply: str
    objection: str
    answer: str
    reason: str
    may: Sequence[str]


class SaidBody(Asked):
    """A reply, an objection, an answer or a reason, as the step asks for."""

    said: Reason = ""


class DueOn(Sheet):
    """`count` is null where the number would tell of children."""

    duty: str
    unit: str
    count: int | None


class CalendarDay(Sheet):
    day: date
    workday: bool
    provisional: bool
    in_term: bool
    due: Sequence[DueOn]


class NoticePiece(Sheet):
    """Some words of the notice and how the duties that they carry stand; `light` is null where nothing is owed."""

    text: str
    duties: Mapping[str, str | None]


class Term(Sheet):
    id: str
    first: date
    last: date
    provisional: bool


class Days(Sheet):
    """`kind`: as the calendar's file calls it. `place` names the entry when it is to be dropped."""

    kind: str
    place: int
    first: date
    last: date
    reason: str


class Calendar(Sheet):
    terms: Sequence[Term]
    days: Sequence[Days]


class AwayBody(Asked):
    first: Day
    last: Day
    dry_run: bool = False


class VillageBody(Asked):
    name: Annotated[Name, Field(min_length=1)]
    head: Name = ""
    contact: Name = ""
    since: Day
    dry_run: bool = False


class VillageEndBody(Asked):
    name: Name
    last: Day
    dry_run: bool = False


class TermDates(Asked):
    first: Day
    last: Day


class TermsBody(Asked):
    """The two terms of a school year: `2026-27`."""

    year: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    terms: Annotated[Sequence[TermDates], Field(min_length=1, max_length=4)]
    provisional: bool = False
    dry_run: bool = False


class DaysBody(Asked):
    kind: Name
    first: Day
    last: Day
    reason: Reason
    dry_run: bool = False


class DropDaysBody(Asked):
    kind: Name
    place: int = Field(ge=0, le=10_000)
    dry_run: bool = False


class Contact(Sheet):
    """How a post is told; empty where the channels' file decides. `quiet_from`, `quiet_to`: `12:00`."""

    post: str
    address: str
    channel: str
    fallback: str
    quiet_from: str
    quiet_to: str


class ContactBody(Asked):
    """`channel` and `fallback` are tags of the channels' file, or the inbox. Both hours of quiet, or none."""

    address: Name = ""
    channel: Name = ""
    fallback: Name = ""
    quiet_from: Annotated[Name, Field(max_length=5)] = ""
    quiet_to: Annotated[Name, Field(max_length=5)] = ""


class PlanSheet(Sheet):
    """The plan in force, and what somebody should look at in it."""

    title: str
    document: str
    version: int
    effective_from: date
    review_by: date | None
    files: Sequence[str]
    warnings: Sequence[str]


class PlanBody(Asked):
    """The files that change, by name; the others stay as they are. With `dry_run` nothing is changed."""

    files: Annotated[dict[FileName, FileText], Field(min_length=1, max_length=40)]
    dry_run: bool = False


class PlanChecked(Sheet):
    """All faults at once; without any, what it changes for open tasks, and the version in force then."""

    faults: Sequence[str]
    warnings: Sequence[str]
    lines: Sequence[str]
    version: int
