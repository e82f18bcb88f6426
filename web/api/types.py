"""What goes over the wire. Days are ISO dates in the plan's zone, moments have an offset."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

#: PostgreSQL keeps no NUL, and nobody means to write one.
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")
]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")
]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class Sheet(BaseModel):
    """A body that is answered."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """A body that is sent: a key that nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Sheet):
    """What went wrong (RFC 9457). `title` is for people."""

    type: str = "about:blank"
    title: str
    status: int


class Me(Sheet):
    person: str
    jurisdiction: str
    posts: Sequence[str]
    stands_in: Sequence[str]
    rights: Sequence[str]


class Duty(Sheet):
    id: str
    name: str
    clause: str
    cadence: str
    lead: Sequence[str]
    review: str | None
    fields: Mapping[str, str]
    sensitive: bool


class Task(Sheet):
    """`subject` is null where it is not for the caller to know; `light` is how it stands today."""

    id: int
    duty: str
    name: str
    period: str
    subject: str | None
    post: str
    state: str
    light: str
    opens: date
    due: date
    original_due: date
    provisional: bool
    extended: bool
    paused: bool
    whose_move: str
    submitted_on: date | None
    closed_on: date | None


class Tasks(Sheet):
    """`next` is the cursor of the following page, or null."""

    items: Sequence[Task]
    next: str | None


class HandIn(Sheet):
    version: int
    at: datetime
    by: str
    recorded_for: str
    outcome: str
    reason: str
    values: Mapping[str, str]


class Nudge(Sheet):
    kind: str
    post: str
    on: date
    outcome: str


class TaskDetail(Sheet):
    task: Task
    standing: str
    quote: Sequence[str]
    fields: Mapping[str, str]
    excuse: str  #: 免责: why a miss is nobody's fault; empty where nobody has said so
    hand_ins: Sequence[HandIn]
    nudges: Sequence[Nudge]


class HandInBody(Asked):
    """`values`: field name to text, number, list, as the plan's fields ask."""

    values: dict[Annotated[str, StringConstraints(max_length=100)], Any]


class Because(Asked):
    reason: Reason = ""


class ExtensionBody(Asked):
    until: Day
    reason: Reason


class VerdictBody(Asked):
    """`version`: of the hand-in that was seen; another one that came since is not judged unseen."""

    version: int = Field(ge=1, le=2**31)
    reason: Reason = ""


class AnswerBody(Asked):
    """To a request: `granted` or not, with a reason."""

    granted: bool
    reason: Reason = ""


class PostBody(Asked):
    post: Annotated[str, StringConstraints(min_length=1, max_length=160)]
    reason: Reason = ""


_Words = StringConstraints(max_length=200, pattern=r"^[^\x00]*$")


class AssignBody(Asked):
    """交办. `lead` and `support` are units or posts; messages show the title, so that it names no child.
    `source_task`: the meeting or check that it comes out of, instead of a `source` in words."""

    title: Annotated[str, _Words]
    lead: Annotated[str, _Words]
    due: Day
    support: Annotated[list[Annotated[str, _Words]], Field(max_length=40)] = []
    source: Annotated[str, _Words] = ""
    source_task: int | None = Field(default=None, ge=1, le=2**53)


class Attempt(Sheet):
    """One try to tell it. `channel` is empty for the inbox."""

    channel: str
    state: str
    attempts: int
    next_at: datetime
    ended_at: datetime | None
    reason: str


class Cell(Sheet):
    """`items`: the address of the tasks that are counted; null where they are about children, and not listed."""

    duty: str
    post: str
    light: str
    count: str  #: "<3" where the number would tell of children
    due: date
    items: str | None


class Waiting(Sheet):
    task: Task
    due: date
    version: int


class Message(Sheet):
    id: str
    at: datetime
    recipient: str
    kind: str
    subject: str
    body: str
    read_at: datetime | None
    state: str  #: of the last delivery; `inbox` where there is none
    deliveries: Sequence[Attempt]


class Messages(Sheet):
    items: Sequence[Message]
    next: str | None


class Run(Sheet):
    id: str
    duty: str | None
    name: str
    type: str
    state: str
    message: str
    planned: datetime | None
    began: datetime | None
    late: bool


class Ran(Sheet):
    """What a run in this process did."""

    duty: str
    opened: int
    changed: int
    told: int
    queued: int


class Finding(Sheet):
    level: str
    check: str
    says: str
    do: str


class Holding(Sheet):
    post: str
    person: str | None
    deputy: str | None
    told: str | None
    external: bool


class HandOverBody(Asked):
    """`person` empty: the post is vacant from that day on. With `dry_run` nothing is changed."""

    person: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    deputy: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    since: Day
    dry_run: bool = False


class Changed(Sheet):
    """The version in force afterwards, and what it changes in open tasks."""

    version: int
    lines: Sequence[str]


class VersionSheet(Sheet):
    number: int
    loaded_at: datetime
    loaded_by: str
    changed: Sequence[str]


Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


def cursor(*parts: object) -> str:
    """A place in a list, as text that means nothing to others."""
    return base64.urlsafe_b64encode("~".join(map(str, parts)).encode()).decode().rstrip("=")


def place(written: str) -> tuple[str, str] | None:
    """The two parts of a cursor; None where it is empty or no cursor of ours."""
    try:
        padded = written.encode() + b"=" * (-len(written) % 4)
        first, found, second = base64.urlsafe_b64decode(padded).decode().partition("~")
    except (binascii.Error, UnicodeError):
        return None
    return (first, second) if found else None
