"""三年目标: a figure a year for each indicator, written down by the office, with a chart of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from reports import goals
from reports.catalogue import GOALS
from reports.drawing import Drawn
from reports.goals import FEW, Course, Table
from tasks.lifecycle import MoveRefused
from web import charts
from web.acting import once
from web.charts import Column
from web.errors import NotFound
from web.forms import Sent, text
from web.house import House, InHouse
from web.pages import page
from web.reports import drawn
from web.rights import MayOversee, MaySupervise
from web.roles import Right, Visitor

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: its figures as this reader may see them, and a chart of those there are."""

    id: str
    name: str
    measure: str
    unit: str
    cells: tuple[tuple[int, str], ...]
    went: str
    columns: tuple[Column, ...]


@router.get("/reports/goals")
def the_goals(who: MayOversee, house: InHouse, said: str = "") -> Response:
    return _show(who, house, said=said)


@router.post("/reports/goals")
def set_figure(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    try:
        with house.database.write() as session:
            if once(session, form, who):
                goals.set_figure(
                    session,
                    who.jurisdiction.id,
                    text(form, "goal", 60),
                    _year(form),
                    text(form, "value", 20),
                    by=who.person,
                    now=who.now,
                    source=text(form, "source", 160),
                )
    except MoveRefused as refused:
        return _show(who, house, wrong=str(refused), status=422)
    return RedirectResponse("/reports/goals?said=goal", status_code=303)


def _year(form: FormData) -> int:
    year = text(form, "year", 4)
    return int(year) if year.isascii() and year.isdigit() else 0


def _show(
    who: Visitor, house: House, *, said: str = "", wrong: str = "", status: int = 200
) -> Response:
    with house.database.read() as session:
        found = table_of(session, who)
        freezing = drawn.freezing(session, who, GOALS.id, str(found.said.year))
    return page(
        "reports/goals.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        near=who.may(Right.SUPERVISE),
        freezing=freezing,
        **view(who, found),
    )


@router.get("/reports/goals/document")
def the_document(who: MayOversee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = table_of(session, who)
    return drawn.file(who.jurisdiction, found, "document", who)


def table_of(session: Session, who: Visitor) -> Drawn[Table]:
    """The goals up to this year. Raises NotFound where the plan has none."""
    if not who.jurisdiction.plan.goals:
        raise NotFound
    return drawn.drafted(session, who, GOALS, str(who.on.year))


def view(who: Visitor, found: Drawn[Table], *, opens: bool = True) -> dict[str, Any]:
    """What the pages of today's goals and of frozen ones both say."""
    years, near = found.said.years, who.may(Right.SUPERVISE)
    rows = [_row(one, years, near=near) for one in found.said.courses]
    return {"signed": found.signed, "opens": opens, "years": years, "rows": rows}


def _row(one: Course, years: Sequence[int], *, near: bool) -> Row:
    goal = one.goal
    return Row(
        goal.id,
        goal.name,
        goal.measure,
        "%" if goal.kind == "percent" else goal.unit,
        tuple((year, one.shown(year, near=near)) for year in years),
        one.went(),
        _chart(one, years),
    )


def _chart(one: Course, years: Sequence[int]) -> tuple[Column, ...]:
    """Bars that a whole room may see: a count too small to be told is as high as any other such."""
    bars = []
    for year in years:
        if (shown := one.shown(year, near=False)) and year in one.figures:
            value = FEW - 1 if shown == goals.LESS else round(one.figures[year])
            bars.append((str(year), shown, value))
    drawn = charts.columns([(label, (("ahead", value),)) for label, _, value in bars])
    return tuple(
        Column(each.label, shown, each.middle, each.top, each.blocks)
        for each, (_, shown, _) in zip(drawn, bars, strict=True)
    )
