"""What goes over the wire about reports. `items` is always the address of the tasks behind a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from web.api.types import Asked, Sheet

PeriodText = Annotated[str, StringConstraints(max_length=20, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=160, pattern=r"^[^\x00]*$")]


class Place(Sheet):
    """One kind of report, and where it is."""

    name: str
    about: str
    address: str


class Figure(Sheet):
    """How many tasks stand in these ways; of none named, all that count. `items` is null where there are
    none to show, or where the caller may not see them."""

    name: str
    standings: Sequence[str]
    count: int
    items: str | None = Field(description="The address of the tasks behind the figure")


class Line(Sheet):
    """One line of figures: of a unit, a part of the notice, a village, or of all together."""

    key: str
    name: str
    figures: Sequence[Figure]


class Item(Sheet):
    """One task behind a figure. `about` is empty where it is not to be named. `address`: the task itself."""

    task: int
    duty: str
    name: str
    period: str
    about: str
    unit: str
    post: str
    due: date
    original_due: date
    submitted_on: date | None
    closed_on: date | None
    standing: str
    address: str


class Items(Sheet):
    """`count` of all pages; `next` is the cursor of the following one, or null."""

    items: Sequence[Item]
    count: int
    next: str | None


class Late(Sheet):
    """One overdue task and the post whose move it is. `due` in words."""

    task: int
    unit: str
    post: str
    name: str
    about: str
    due: str
    mover: str


class NamedUnit(Sheet):
    """What a unit is named for, after it could object."""

    task: int
    unit: str
    text: str
    objection: str
    answer: str


class Bulletin(Sheet):
    """通报: `elsewhere` counts what is overdue with external posts, `apart` the duties about single children,
    which no figure counts. `document`: the same in Word; empty inside another report."""

    period: str
    title: str
    issuer: str
    opening: str
    sentence: str
    whole: Line
    units: Sequence[Line]
    parts: Sequence[Line]
    late: Sequence[Late]
    elsewhere: int
    named: Sequence[NamedUnit]
    apart: int
    document: str


class Decision(Sheet):
    """One thing that waits for somebody; `answers` is empty where the meeting itself decides."""

    kind: str
    what: str
    why: str
    answers: str
    task: int | None
    notice: int | None


class AssignedLine(Sheet):
    task: int
    title: str
    post: str
    due: date
    standing: str


class Goal(Sheet):
    """One indicator: year to figure, as the caller may read it ("<3" for a small count outside the office).
    `went`: how the last year stands to the one before."""

    id: str
    name: str
    measure: str
    unit: str
    years: Mapping[int, str]
    went: str


class GoalBody(Asked):
    """A figure of a year; it replaces the one that was there, and the journal keeps both."""

    goal: Annotated[str, StringConstraints(max_length=60)]
    year: int = Field(ge=1, le=9999)
    value: Annotated[int | float, Field(ge=0, le=1e9)]
    source: Short = ""


class Meeting(Sheet):
    """联席会议材料, as of `on`. `document` and `minutes`: Word files."""

    on: date
    figures: Bulletin
    late: Sequence[Late]
    elsewhere: int
    decisions: Sequence[Decision]
    assigned: Sequence[AssignedLine]
    goals: Sequence[Goal]
    document: str
    minutes: str


class Information(Sheet):
    """信息报送 of a month: the paragraphs that are sent, and the figures that they are drawn from."""

    title: str
    paragraphs: Sequence[str]
    figures: Bulletin
    document: str


class Assessed(Line):
    """`score`: 0 to 100; null where nothing was to be judged."""

    score: float | None


class Assessment(Sheet):
    """年终考核. In the order of the roster, or by score where the plan ranks. `how`: what is weighed."""

    year: int
    ranked: bool
    how: str
    units: Sequence[Assessed]
    villages: Sequence[Assessed]
    document: str
    sheet: str


class UnitBurden(Sheet):
    """One unit in one month: what the coming year asks, and what the last one took. `items`: its tasks of
    this year."""

    unit: str
    times: float
    minutes: float
    files: float
    was_times: float
    was_minutes: float
    was_files: float
    items: str


class DutyBurden(Sheet):
    """One duty in the coming year. `ledger`: what was handed in for it."""

    duty: str
    name: str
    times: int
    minutes: int
    files: int
    ledger: str


class Burden(Sheet):
    """负担表. `months`: so many months the last year has in it; `pairs`: duties that could be merged."""

    months: int
    units: Sequence[UnitBurden]
    costliest: Sequence[DutyBurden]
    pairs: Sequence[str]


class Deed(Sheet):
    task: int
    day: date
    period: str
    what: str
    about: str


class Chapter(Sheet):
    duty: str
    name: str
    deeds: Sequence[Deed]


class Summary(Sheet):
    """学年梳理总结: the draft of what the holder of a post did in the task's period."""

    post: str
    person: str
    label: str
    opening: str
    chapters: Sequence[Chapter]
    text: str
    document: str
