"""Which kinds of report there are, and what each of them knows to do. Pure; reports.catalogue fills it in.

Every kind goes the same way: its figures and items are gathered once as JSON (`gather`), and all that is read, on
a page, in Word, in a hand-in, is made from those alone (`compose`). So a draft of today and a report that was
frozen a year ago are drawn by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.periods import Period
from reports.figures import Item
from reports.keeping import Kept
from reports.ledgers import Ledger
from reports.states import State


class ReportKind(StrEnum):
    """What a plan's `draft:` can name, and what can be frozen."""

    BULLETIN = "bulletin"  #: 通报: the only one that goes out, so that it is announced and signed
    MEETING = "meeting"
    INFORMATION = "information"
    ASSESSMENT = "assessment"  #: of one calendar year
    SUMMARY = "summary"  #: of one post
    GOALS = "goals"  #: as they were in one calendar year

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def goes_out(self) -> bool:
        """Is it announced to whom it is about, and signed?"""
        return self is ReportKind.BULLETIN

    @property
    def is_of_a_year(self) -> bool:
        return self in (ReportKind.ASSESSMENT, ReportKind.GOALS)

    @property
    def is_of_a_post(self) -> bool:
        return self is ReportKind.SUMMARY

    def stands(self, state: State) -> str:
        """The state in words: what does not go out is no draft once it is frozen."""
        return state.label if self.goes_out or state is not State.DRAFT else "已冻结"


_LABELS = {
    ReportKind.BULLETIN: "通报",
    ReportKind.MEETING: "联席会议材料",
    ReportKind.INFORMATION: "信息报送",
    ReportKind.ASSESSMENT: "年终考核",
    ReportKind.SUMMARY: "梳理总结",
    ReportKind.GOALS: "三年目标",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about: a span, as of a day; `subject`: the post, where it is of one."""

    span: Period
    on: date
    subject: str = ""


#: What a report says as JSON, and the tasks behind it.
Gathered = tuple[dict[str, Any], list[Item]]


@dataclass(frozen=True, slots=True)
class Said:
    """An objection with its answer; of both only the words."""

    who: str
    text: str
    answer: str  #: "" until it is answered


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a report: all of it text; `objections` with their answers."""

    number: str = ""
    day: str = ""
    signer: str = ""
    on: str = ""
    hash: str = ""
    announced: str = ""
    objections: tuple[Said, ...] = ()
    frozen: str = ""  #: which report it is, with its hash; "" for a draft of today


T = TypeVar("T")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A Word file that can be made of it: its template, what fills it, and what its name begins with."""

    template: str
    values: Callable[[T, Signed], Values]
    name: Callable[[T], str]


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of report; T is what it says. Only `gather` reads the database."""

    id: ReportKind
    gather: Callable[[Session, Jurisdiction, Asked], Gathered]
    compose: Callable[[Kept, Sequence[Kept]], T]
    form: Form[T]
    text: Callable[[T], str]  #: what it says, to be read without a page
    fills: Callable[[T, str], str]  #: the text for the hand-in of a task about that subject
    lines: Callable[[T], Sequence[str]]  #: what it says besides how tasks stand, for the difference
    table: Callable[[T], Ledger] | None = None  #: for Excel and the command line
    more: Mapping[str, Form[T]] = field(default_factory=dict)  #: other Word files, by name

    def forms(self) -> Mapping[str, Form[T]]:
        """Every Word file by name; `document` is the report itself."""
        return {"document": self.form, **self.more}
