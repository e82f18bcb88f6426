"""A real Prefect server for the run, started as `huhang up` starts it, and jurisdictions to run flows for."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.worker import EventsWorker
from prefect.settings import (
    PREFECT_API_AUTH_STRING,
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from huhang import prefect_home
from huhang.folders import read_folder, roster_file
from huhang.processes import Program, Supervisor
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans

PLANS = Path(__file__).parents[2] / "plans"
START_WAIT = 90.0  # seconds until we give up on a server that does not answer


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((prefect_home.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def described(plan: str, *, demo: bool = False) -> Jurisdiction:
    """The jurisdiction that a plan folder of the repository describes."""
    return load(read_folder(PLANS / plan), roster=roster_file(demo=demo))[0]


@pytest.fixture(scope="session")
def anwen() -> Jurisdiction:
    return described("anwen", demo=True)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server; Prefect's clients in this process talk to it."""
    settings, port = Settings(data=tmp_path_factory.mktemp("prefect")), free_port()
    environment = prefect_home.environment(settings, port)
    log = settings.data / "prefect.log"
    with Supervisor() as supervisor:
        supervisor.start(Program("Prefect", "huhang.prefect_server", log, environment))
        url = environment["PREFECT_API_URL"]
        _wait_for(f"{url}/health", log)
        talk: dict[Any, Any] = {
            PREFECT_API_URL: url,
            PREFECT_API_AUTH_STRING: environment["PREFECT_API_AUTH_STRING"],
            PREFECT_HOME: settings.data / "client",
            PREFECT_LOGGING_TO_API_ENABLED: False,
            # Each run would wait about a second for its heartbeat to end.
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        }
        with temporary_settings(talk):
            yield url
            # What is still to be sent would be tried again and again after the server's end.
            EventsWorker.drain_all()


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


def _wait_for(url: str, log: Path) -> None:
    give_up = time.monotonic() + START_WAIT
    while True:
        try:
            httpx.get(url, timeout=2).raise_for_status()
        except httpx.HTTPError as error:
            if time.monotonic() > give_up:
                said = log.read_text(errors="replace")
                raise RuntimeError(f"the Prefect server did not start: {error}\n{said}") from error
            time.sleep(0.2)
        else:
            return
