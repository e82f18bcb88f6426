"""A real Prefect server for tests, started as `huhang up` starts it.

One a process, for all files: Prefect's clients keep one connection for events in a process, and a
second server would never hear of the task runs.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from prefect.client.orchestration import get_client
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
from huhang.processes import Program, Supervisor
from runtime.settings import Settings

START_WAIT = 90.0  # seconds until we give up on a server that does not answer


@contextmanager
def running_prefect(data: Path) -> Iterator[str]:
    """The address of a running server with its files in `data`; Prefect's clients in this process talk to it."""
    settings, port = Settings(data=data), free_port()
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


def empty() -> None:
    """Delete every flow, and with it its deployments and runs."""
    with get_client(sync_client=True) as client:
        while flows := client.read_flows():
            for flow in flows:
                client.delete_flow(flow.id)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((prefect_home.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


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
