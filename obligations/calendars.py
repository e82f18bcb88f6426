"""The calendar 日历 of a plan as its folder writes it: days of rest and work, terms, suspensions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from obligations.roster import Span
from obligations.sheets import Sheet
from obligations.terms import SchoolCalendar, SchoolYear, Suspension, Term
from obligations.workdays import WorkCalendar


class Days(Sheet):
    """One day or several days, with the reason that a reader would ask for."""

    from_: date = Field(alias="from")
    to: date
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"from": value, "to": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _forwards(self) -> Days:
        if self.to < self.from_:
            raise ValueError(f"结束日期 {self.to} 早于开始日期 {self.from_}")
        return self

    def __iter__(self) -> Iterator[date]:  # type: ignore[override]  # the days, not the fields
        return (self.from_ + timedelta(n) for n in range((self.to - self.from_).days + 1))


class TermSheet(Span):
    id: str = Field(pattern=r"^T\d$")
    from_: date = Field(alias="from")
    to: date


class SchoolYearSheet(Sheet):
    id: str = Field(pattern=r"^\d{4}-\d{2}$")
    provisional: bool = False
    terms: tuple[TermSheet, ...] = Field(min_length=1)


class SuspensionSheet(Days):
    reason: str = Field(min_length=1)


class Calendar(Sheet):
    """`published` names a country whose published arrangement is known; `covers` lists the years that
    `rest` and `work` state completely. The key is `rest`, never `off`: YAML reads that as false."""

    published: Literal["CN"] | None = None
    covers: tuple[int, ...] = ()
    rest: tuple[Days, ...] = ()
    work: tuple[Days, ...] = ()
    school_years: tuple[SchoolYearSheet, ...] = ()
    suspensions: tuple[SuspensionSheet, ...] = ()

    def workdays(self) -> WorkCalendar:
        return WorkCalendar.of(
            self.published,
            rest=[day for days in self.rest for day in days],
            work=[day for days in self.work for day in days],
            covers=self.covers,
        )

    def school(self, workdays: WorkCalendar) -> SchoolCalendar:
        years = tuple(
            SchoolYear(
                y.id,
                tuple(Term(f"{y.id}-{t.id}", t.from_, t.to) for t in y.terms),
                y.provisional,
            )
            for y in self.school_years
        )
        stops = tuple(Suspension(s.from_, s.to, s.reason) for s in self.suspensions)
        return SchoolCalendar(years, workdays, stops)
