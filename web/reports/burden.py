"""负担表: minutes and files asked of each unit a month, as the plan estimates and as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.units import in_order
from reports import burden
from reports.burden import Load, Share
from reports.handed import handed_in
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()

MONTHS = 12
PAIRS = 3  # that are shown


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: what the coming year asks, and what the last one took, each in a month."""

    unit: str
    times: float
    minutes: float
    files: float
    was_times: float
    was_minutes: float
    was_files: float

    @property
    def address(self) -> str:
        """Where its duties are told one by one."""
        return f"/reports/burden?{urlencode({'unit': self.unit})}#duties"


@dataclass(frozen=True, slots=True)
class Part:
    """One duty of one unit: in the coming year, and in the last one."""

    duty: str
    name: str
    asked: Share
    was: Share


@dataclass(frozen=True, slots=True)
class Burden:
    """The whole table. `total`: hand-ins, minutes, files of the coming year; `costly`: its costliest duties;
    `pairs`: which could be merged, in words; `months`: so many the last year has."""

    rows: list[Row]
    total: tuple[int, int, int]
    costly: list[Share]
    pairs: list[str]
    months: int


@router.get("/reports/burden")
def the_burden(who: MayOversee, house: InHouse, unit: str = "") -> Response:
    """`unit`: whose duties are told one by one."""
    with house.database.read() as session:
        found = weighed(session, who)
        parts = parts_of(session, who, unit[:160]) if unit else []
    return page(
        "reports/burden.html",
        who,
        rows=found.rows,
        total=found.total,
        costly=[(one, _percent(one, found.costly)) for one in found.costly],
        hours=burden.hours,
        pairs=found.pairs,
        months=found.months,
        unit=unit[:160] if parts else "",
        parts=parts,
    )


def parts_of(session: Session, who: Visitor, unit: str) -> list[Part]:
    """What that unit's figures are made of, the costliest duty first; empty for one that has none."""
    rules = who.jurisdiction
    asked = _of(who, unit, burden.estimate(rules, *burden.coming_year(who.on)))
    was = _of(who, unit, handed_in(session, rules, *_last_year(who.on)))
    return [
        Part(
            duty,
            (asked.get(duty) or was[duty]).name,
            asked.get(duty, _nothing(duty)),
            was.get(duty, _nothing(duty)),
        )
        for duty in dict.fromkeys((*asked, *was))
    ]


def _of(who: Visitor, unit: str, loads: Iterable[Load]) -> dict[str, Share]:
    mine = (one for one in loads if one.unit == unit)
    return {one.key: one for one in burden.by_duty(who.jurisdiction, mine)}


def _nothing(key: str) -> Share:
    return Share(key, key, 0, 0, 0)


def weighed(session: Session, who: Visitor) -> Burden:
    """The twelve months to come as the plan estimates them, beside those that were."""
    rules = who.jurisdiction
    loads = burden.estimate(rules, *burden.coming_year(who.on))
    was = handed_in(session, rules, *_last_year(who.on))
    asked = {one.key: one for one in burden.by_unit(rules, loads)}
    took = {one.key: one for one in burden.by_unit(rules, was)}
    months = len({one.month for one in was}) or 1
    return Burden(
        rows=[_row(unit, asked, took, months) for unit in in_order(rules, {**asked, **took})],
        total=_total(loads),
        costly=burden.by_duty(rules, loads)[: burden.COSTLIEST],
        pairs=[burden.pair_words(one) for one in burden.could_merge(rules, loads)[:PAIRS]],
        months=months,
    )


def _last_year(on: date) -> tuple[date, date]:
    """Up to today."""
    first, _ = burden.coming_year(on)
    return first.replace(year=first.year - 1), on


def _row(unit: str, asked: dict[str, Share], took: dict[str, Share], months: int) -> Row:
    coming, was = asked.get(unit, _nothing(unit)), took.get(unit, _nothing(unit))
    return Row(unit, *_monthly(coming, MONTHS), *_monthly(was, months))


def _monthly(share: Share, months: int) -> Iterator[float]:
    return (round(one / months, 1) for one in (share.times, share.minutes, share.files))


def _total(loads: list[burden.Load]) -> tuple[int, int, int]:
    return (
        sum(one.times for one in loads),
        sum(one.minutes for one in loads),
        sum(one.files for one in loads),
    )


def _percent(one: Share, duties: list[Share]) -> float:
    """Of the costliest, for a bar."""
    return round(100 * one.minutes / max(duties[0].minutes, 1), 1)
