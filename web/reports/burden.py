"""负担表: minutes and files asked of each unit a month, as the plan estimates and as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from obligations.units import in_order
from reports import burden
from reports.burden import Share
from reports.handed import handed_in
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee

router = APIRouter()

MONTHS = 12


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


@router.get("/reports/burden")
def the_burden(who: MayOversee, house: InHouse) -> Response:
    rules = who.jurisdiction
    first, last = burden.coming_year(who.on)
    since, until = _last_year(who.on)
    loads = burden.estimate(rules, first, last)
    with house.database.read() as session:
        was = handed_in(session, rules, since, until)
    asked = {one.key: one for one in burden.by_unit(rules, loads)}
    took = {one.key: one for one in burden.by_unit(rules, was)}
    months = len({one.month for one in was}) or 1
    duties = burden.by_duty(rules, loads)
    return page(
        "reports/burden.html",
        who,
        rows=[_row(unit, asked, took, months) for unit in in_order(rules, {**asked, **took})],
        total=_total(loads),
        costly=[(one, _percent(one, duties)) for one in duties[: burden.COSTLIEST]],
        hours=burden.hours,
        pairs=[burden.pair_words(one) for one in burden.could_merge(rules, loads)[:3]],
        months=months,
    )


def _last_year(on: date) -> tuple[date, date]:
    """Up to today."""
    first, _ = burden.coming_year(on)
    return first.replace(year=first.year - 1), on


def _row(unit: str, asked: dict[str, Share], took: dict[str, Share], months: int) -> Row:
    nothing = Share(unit, unit, 0, 0, 0)
    coming, was = asked.get(unit, nothing), took.get(unit, nothing)
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
