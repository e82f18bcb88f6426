"""督办台 over 1,000, 100,000 and 1,000,000 tasks: requests per second and p99, beside the same bytes served
from memory by the same server, behind the same headers and the same gzip.

`python -m benchmarks.board [tasks …]` (default: 1000 100000 1000000). The open tasks are the same 1,000
each time; what grows is the history. The board is asked for by a signed-in supervisor on 16 connections: while
nobody changes anything, and drawn anew each time, as after a change.
"""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import district, history
from benchmarks.asking import Heard, ask
from huhang.schema import upgrade
from notifiers.channels.channel import Channels
from runtime.database import Base, Database
from runtime.settings import WebSettings
from tasks.evidence.store import FolderStore
from web import accounts, sessions
from web.app import create_app
from web.security import cookie_name
from web.supervisors import fragments

UNITS = 20
PLACES = 100  # 1,000 open tasks
CONNECTIONS = 16
SECONDS = 5.0  # of each measurement
SIZES = (1_000, 100_000, 1_000_000)
SUPERVISOR = "丁四"  # of district.texts
ON = district.FIRST


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__)
    parser.add_argument("tasks", nargs="*", type=int, default=list(SIZES))
    measure_all(parser.parse_args().tasks)


def measure_all(sizes: Iterable[int]) -> None:
    """Each size in a folder of its own that is gone afterwards."""
    for tasks in sizes:
        with tempfile.TemporaryDirectory(prefix="huhang-bench-") as folder:
            measure(Path(folder), tasks)


def measure(folder: Path, tasks: int) -> None:
    """Fill a database, serve it, ask, print."""
    database, secret = _filled(folder, tasks)
    app = create_app(WebSettings(), database, Channels(), FolderStore(folder / "evidence"))
    # An override of a dependency would have FastAPI take every signature apart at each request.
    app.state.house = replace(app.state.house, clock=lambda: district.morning(ON))
    with _served(app) as port:
        name = cookie_name(WebSettings())
        body = (
            httpx.get(f"http://127.0.0.1:{port}/board", cookies={name: secret})
            .raise_for_status()
            .content
        )
        app.router.routes.insert(0, _from_memory(body))

        def heard(path: str) -> Heard:
            cookie = f"{name}={secret}"
            return ask(port, path, cookie, connections=CONNECTIONS, seconds=SECONDS)

        results = {"from memory": heard("/bytes"), "the board": heard("/board")}
        fragments.KEPT = fragments.Fragments(0)  # it keeps nothing
        results["drawn anew"] = heard("/board")
        fragments.KEPT = fragments.Fragments()
    database.dispose()
    _print(tasks, len(body), results)


def _filled(folder: Path, tasks: int) -> tuple[Database, str]:
    """The database, and the secret of a session of its supervisor."""
    database = Database(f"sqlite:///{folder / 'bench.sqlite'}")
    upgrade(database)
    with database.changing_schema() as connection:
        Base.metadata.create_all(connection)
    rules = history.fill(database, tasks, places=PLACES, units=UNITS)
    now = district.morning(ON)
    with database.write() as session:
        account = accounts.add(session, rules, SUPERVISOR, "correct horse battery", now=now)
        return database, sessions.begin(session, account, now)


def _from_memory(body: bytes) -> Route:
    """The same bytes, with nothing done for them."""

    async def answer(_: Request) -> Response:
        return Response(body, media_type="text/html; charset=utf-8")

    return Route("/bytes", answer)


@contextmanager
def _served(app: FastAPI) -> Iterator[int]:
    """The app in a thread of this process, on a port of its own; whoever asks is another process."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def _print(tasks: int, size: int, results: dict[str, Heard]) -> None:
    limit = results["from memory"].rate
    print(
        f"{tasks:,} tasks, {UNITS} units, {size / 1000:,.0f} kB of page, {CONNECTIONS} connections"
    )
    for name, one in results.items():
        share = f"{one.rate / limit:.2f} of the limit"
        print(f"  {name:12} {one.rate:8,.0f}/s  p99 {one.p99 * 1000:7,.1f} ms  {share}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
