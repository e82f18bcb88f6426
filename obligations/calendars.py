"""The calendar 日历 of a plan as its folder writes it: rest and work, terms, suspensions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from obligations.sheets import Day, Sheet
from obligations.terms import SchoolCalendar, SchoolYear, Suspension, Term, school_year_id
from obligations.workdays import WorkCalendar, each_day


class Days(Sheet):
    """One day or several days, with the reason that a reader would ask for."""

    from_: Day = Field(alias="from")
    to: Day
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

    def each(self) -> Iterator[date]:
        return each_day(self.from_, self.to)


def _term_id(text: str) -> str:
    if not re.fullmatch(r"T[1-9]", text):
        raise ValueError("学期应写成 T1、T2")
    return text


def _school_year_id(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d", text) or text != school_year_id(int(text[:4])):
        raise ValueError("学年应写成 2026-27，后一年是前一年加一")
    return text


class TermSheet(Days):
    id: Annotated[str, AfterValidator(_term_id)]


class SchoolYearSheet(Sheet):
    id: Annotated[str, AfterValidator(_school_year_id)]
    provisional: bool = False
    terms: tuple[TermSheet, ...] = Field(min_length=1)


class SuspensionSheet(Days):
    reason: str = Field(min_length=1)


class Calendar(Sheet):
    """`published` names a country whose published arrangement is known; `covers` lists the years
    that `rest` and `work` state completely. The key is `rest`, never `off`: YAML reads that as false.
    """

    published: Literal["CN"] | None = None
    covers: tuple[int, ...] = ()
    rest: tuple[Days, ...] = ()
    work: tuple[Days, ...] = ()
    school_years: tuple[SchoolYearSheet, ...] = ()
    suspensions: tuple[SuspensionSheet, ...] = ()

    def workdays(self) -> WorkCalendar:
        return WorkCalendar.of(
            self.published,
            rest=_days_of(self.rest),
            work=_days_of(self.work),
            covers=self.covers,
        )

    def school(self, workdays: WorkCalendar) -> SchoolCalendar:
        stops = tuple(Suspension(s.from_, s.to, s.reason) for s in self.suspensions)
        return SchoolCalendar(tuple(map(_school_year, self.school_years)), workdays, stops)


def _days_of(groups: Iterable[Days]) -> Iterator[date]:
    return (day for group in groups for day in group.each())


def _school_year(sheet: SchoolYearSheet) -> SchoolYear:
    terms = tuple(Term(f"{sheet.id}-{t.id}", t.from_, t.to) for t in sheet.terms)
    return SchoolYear(sheet.id, terms, sheet.provisional)
