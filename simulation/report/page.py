"""A rehearsal as one page that needs nothing else: no script, no font, no address outside."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from simulation.rehearse import Rehearsed
from simulation.report import charts
from simulation.report.tables import tables, versus_tables


def render(done: Rehearsed) -> str:
    """The page, as HTML. The same rehearsal gives the same bytes."""
    outcome = done.outcome
    return _template().render(
        outcome=outcome,
        tables=list(tables(outcome)),
        versus=list(versus_tables(done.versus)) if done.versus else [],
        months=charts.months(outcome),
        rungs=charts.rungs(outcome),
        late=charts.late(outcome),
        units=charts.units(outcome),
        people=charts.people(outcome),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("simulation.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
