"""The edge of a flow run: the settings are read, the database opened and the clock looked at, here only.

A run may happen on any worker: all it is told are plain JSON parameters; where the database is, it
reads from its environment (HUHANG_DATA, HUHANG_DATABASE_URL).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from prefect.context import FlowRunContext

from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans


@dataclass(frozen=True)
class Edge:
    """What one flow run works with."""

    database: Database
    now: datetime
    is_today: bool  #: False: told through the in-app inbox only (DESIGN, "Rules of time")


@contextmanager
def edge(jurisdiction_id: str, as_of: date | None) -> Iterator[Edge]:
    """Open the database for one run, and settle the moment it stands for: now, or `as_of` at 08:30.

    Raises UnknownJurisdictionError when no plan is loaded for the jurisdiction.
    """
    with opened_database() as database:
        with database.read() as session:
            zone = plans.current(session, jurisdiction_id).zone
        is_today = as_of is None or as_of == clock.today(clock.now(), zone)
        yield Edge(database, clock.as_of(as_of, zone) if as_of else clock.now(), is_today)


@contextmanager
def opened_database() -> Iterator[Database]:
    """The installation's database, closed at the end."""
    database = Database(Settings().url)
    try:
        yield database
    finally:
        database.dispose()


def stands_alone() -> bool:
    """Was this run started by itself, not by the day's round?"""
    context = FlowRunContext.get()
    return context is None or context.flow_run is None or not context.flow_run.parent_task_run_id


def run_name(name: str, parameters: dict[str, object], zone: ZoneInfo) -> str:
    """`每月到校指导 · 2026-10-08`: what a run is called, with the day that it stands for."""
    return f"{name} · {parameters.get('as_of') or clock.today(clock.now(), zone)}"
