"""Clients of the Prefect server, and jurisdictions to run flows for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client

from huhang.folders import read_folder, roster_file
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from runtime import clock
from runtime.database import Database
from tasks import plans

PLANS = Path(__file__).parents[2] / "plans"


def described(plan: str, *, demo: bool = False) -> Jurisdiction:
    """The jurisdiction that a plan folder of the repository describes."""
    return load(read_folder(PLANS / plan), roster=roster_file(demo=demo))[0]


@pytest.fixture(scope="session")
def anwen() -> Jurisdiction:
    return described("anwen", demo=True)


@pytest.fixture
def client(prefect_server: str) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that flow runs in this process open: empty, of this test alone."""
    monkeypatch.setenv("HUHANG_DATA", str(tmp_path))
    monkeypatch.setenv(
        "HUHANG_DATABASE_URL", sqlite_database.url.render_as_string(hide_password=False)
    )
    return sqlite_database


def load_plan(database: Database, plan: str, on: date, *, demo: bool = False) -> Jurisdiction:
    """Load a plan folder of the repository as if it were that day, and go live then."""
    texts, roster = read_folder(PLANS / plan), roster_file(demo=demo)
    rules = load(texts, roster=roster)[0]
    with database.write() as session:
        now = clock.as_of(on, rules.zone)
        plans.load_plan(session, texts, roster, go_live=on, now=now, by="测试")
        return plans.current(session, rules.id)
