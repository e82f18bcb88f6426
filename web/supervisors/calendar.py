"""日历: the year as a heat map of due dates, and a month with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.jurisdiction import Jurisdiction
from tasks import boards
from tasks.boards import Past
from tasks.lights import GRAVITY, Light
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee
from web.roles import Visitor
from web.supervisors import days
from web.supervisors.asked import Asked
from web.supervisors.cells import counts_children
from web.supervisors.columns import column_names, column_of, ordered
from web.supervisors.days import Day, Load, Month
from web.wording import duty_name

router = APIRouter()

#: How many years before and after this one can be looked at.
YEARS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty that is due on a day; `units` says of whom, and how many of each; `became` of a day that
    is over, how they stand now."""

    name: str
    units: str
    became: str
    address: str


@dataclass(frozen=True, slots=True)
class Due:
    """A day of the month with what is due on it."""

    day: Day
    entries: tuple[Entry, ...]


@router.get("/calendar")
def the_year(who: MayOversee, house: InHouse, year: int = 0, unit: str = "") -> Response:
    wanted = _year(who, year or who.on.year)
    with house.database.read() as session:
        found, _ = year_load(session, who, wanted)
    due = days.counts(who.jurisdiction, found, unit)
    return page(
        "calendar.html",
        who,
        year=wanted,
        months=days.months(who.jurisdiction, wanted, due, who.on),
        unit=unit,
        units=[(name, name) for name in column_names(who.jurisdiction)],
        address=_address,
        guess=who.jurisdiction.workdays.is_provisional(date(wanted, 7, 1)),
        terms=_terms(who.jurisdiction, wanted),
        before=_address(wanted - 1, 0, unit) if wanted > who.on.year - YEARS else "",
        after=_address(wanted + 1, 0, unit) if wanted < who.on.year + YEARS else "",
    )


@router.get("/calendar/{year:int}/{month:int}")
def the_month(year: int, month: int, who: MayOversee, house: InHouse, unit: str = "") -> Response:
    wanted = _year(who, year)
    if not 1 <= month <= 12:
        raise NotFound
    with house.database.read() as session:
        found, gone = year_load(session, who, wanted)
    due = days.counts(who.jurisdiction, found, unit)
    shown = days.months(who.jurisdiction, wanted, due, who.on)[month - 1]
    return page(
        "calendar_month.html",
        who,
        year=wanted,
        month=shown,
        due=list(_due(who.jurisdiction, shown, found, gone, unit)),
        unit=unit,
        units=[(name, name) for name in column_names(who.jurisdiction)],
        address=_address,
        back=_address(wanted, 0, unit),
        before=_neighbour(wanted, month - 1, unit),
        after=_neighbour(wanted, month + 1, unit),
    )


def _year(who: Visitor, year: int) -> int:
    if abs(year - who.on.year) > YEARS:
        raise NotFound
    return year


def year_load(session: Session, who: Visitor, year: int) -> tuple[Load, list[Past]]:
    """What is due in the year, and what of it was due before today."""
    rules, on = who.jurisdiction, who.on
    new_year, last = date(year, 1, 1), date(year, 12, 31)
    first = max(on, new_year)
    open_ = boards.dues(session, rules, first, last) if first <= last else []
    gone = boards.past(session, rules, new_year, last, on) if new_year < on else []
    return days.load(rules, year, open_, on, gone), gone


def _due(
    rules: Jurisdiction, month: Month, found: Load, gone: Sequence[Past], unit: str
) -> Iterator[Due]:
    theirs = [one for one in gone if unit in ("", column_of(rules, one.post))]
    for day in month.days:
        entries = tuple(_entries(rules, found, theirs, day.day, unit))
        if entries:
            yield Due(day, entries)


def _entries(
    rules: Jurisdiction, found: Load, gone: Sequence[Past], day: date, unit: str
) -> Iterator[Entry]:
    due = found.get(day, Counter())
    for duty in rules.plan.obligations:
        owing = {col: n for (id_, col), n in due.items() if id_ == duty.id and unit in ("", col)}
        if owing:
            hides = counts_children(rules, duty)
            units = (
                column if hides or owing[column] == 1 else f"{column} {owing[column]}"
                for column in ordered(rules, owing)
            )
            became = _became(days.outcomes(gone, day, duty.id), hides=hides)
            address = Asked(duty=duty.id, unit=unit).address()
            yield Entry(duty_name(duty), "、".join(units), became, address)


def _became(found: Counter[Light], *, hides: bool) -> str:
    """`办结 4、逾期 1`; without numbers where these would tell of children."""
    said = (light for light in GRAVITY if found[light])
    return "、".join(light.word if hides else f"{light.word} {found[light]}" for light in said)


def _terms(rules: Jurisdiction, year: int) -> list[str]:
    """The terms of the year in words."""
    found = rules.school.terms_between(date(year, 1, 1), date(year, 12, 31))
    return [
        f"{term.first.month}月{term.first.day}日至{term.last.month}月{term.last.day}日"
        + ("（暂定）" if rules.school.is_provisional(term.first) else "")
        for term in found
    ]


def _neighbour(year: int, month: int, unit: str) -> str:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return _address(year, month, unit)


def _address(year: int, month: int, unit: str) -> str:
    asked = {"unit": unit} if unit else {}
    if month:
        return _with(f"/calendar/{year}/{month}", asked)
    return _with("/calendar", {"year": str(year), **asked})


def _with(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
