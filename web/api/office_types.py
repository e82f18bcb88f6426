"""What goes over the wire about the office's own things: notices, the calendar, the roster, the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from web.api.types import Asked, Day, HandInBody, Reason, Sheet, Task

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


class HandInOf(HandInBody):
    """The same, of one task among several."""

    task: int = Field(ge=1, le=2**53)


class TogetherBody(Asked):
    """A month of lessons: each hand-in with its task, all tasks of one duty and each of them once."""

    hand_ins: Annotated[list[HandInOf], Field(min_length=1, max_length=40)]


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


class Papers(Sheet):
    """`next` is the cursor of the following page, or null."""

    items: Sequence[Paper]
    next: str | None


class Undone(Sheet):
    """What one post has not done: the tasks that are late, those still to come, and the words that urge it."""

    post: str
    late: Sequence[int]
    open: Sequence[int]
    title: str


class Assignable(Sheet):
    """What a meeting has decided and nobody was given; of a check, what is not done, and who was urged already."""

    decided: Sequence[str]
    undone: Sequence[Undone]
    urged: Sequence[str]


class Request(Sheet):
    """What a unit asks for: more time (`until`), or 不适用. `answers`: the post that answers; `mine`: it is
    one of the caller's. Of a sensitive duty the answer is one of `phrases`."""

    task: Task
    kind: str
    until: date | None
    reason: str
    by: str
    answers: str
    mine: bool
    phrases: Sequence[str]


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
