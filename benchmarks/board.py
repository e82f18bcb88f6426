"""督办台 over 1,000, 100,000 and 1,000,000 tasks: requests per second and p99, beside the same bytes served
from memory by the same server behind the same headers, zipped for each answer and zipped beforehand.

`python -m benchmarks.board [tasks …]` (default: 1000 100000 1000000). The open tasks are the same 1,000
each time; what grows is the history. The board is asked for by a signed-in supervisor on 16 connections: while
nobody changes anything, and drawn anew each time, as after a change.

Shares are of the bytes that were zipped beforehand, as the board's are. The CPU time is the server's own, of all its
threads: it says the same on a busy machine.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from web.kept import Fragments, Kept, Latest
from web.security import cookie_name

UNITS = 20
PLACES = 100  # 1,000 open tasks
CONNECTIONS = 16
SECONDS = 5.0  # of each measurement
SIZES = (1_000, 100_000, 1_000_000)
SUPERVISOR = "丁四"  # of district.texts
ON = district.FIRST
LIMIT = "from memory, zipped beforehand"


@dataclass(frozen=True)
class Result:
    """What was heard, and the server's CPU seconds for each answer."""

    heard: Heard
    cpu: float


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
        app.router.routes[:0] = [
            _from_memory("/bytes", body),
            _from_memory("/zipped", gzip.compress(body, 6, mtime=0), "gzip"),
        ]

        def heard(path: str) -> Result:
            return _heard(port, path, f"{name}={secret}")

        results = {
            "from memory, zipped each time": heard("/bytes"),
            LIMIT: heard("/zipped"),
            "the board": heard("/board"),
        }
        app.state.house = replace(app.state.house, kept=Kept(Fragments(0), Latest(0)))
        results["the board, drawn anew"] = heard("/board")
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


def _from_memory(path: str, body: bytes, encoding: str = "") -> Route:
    """The same bytes, with nothing done for them."""
    headers = {"Content-Encoding": encoding} if encoding else {}

    async def answer(_: Request) -> Response:
        return Response(body, headers=headers, media_type="text/html; charset=utf-8")

    return Route(path, answer)


@contextmanager
def _served(app: FastAPI) -> Iterator[int]:
    """The app in a thread of this process, on a port of its own; whoever asks is another process.

    As `huhang up` does, uvicorn opens the port itself. On a socket that it is handed each answer would wait for
    the client's delayed acknowledgement, 40 ms.
    """
    config = uvicorn.Config(app, "127.0.0.1", 0, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    yield port
    server.should_exit = True
    thread.join()


def _heard(port: int, path: str, cookie: str) -> Result:
    before = time.process_time()
    heard = ask(port, path, cookie, connections=CONNECTIONS, seconds=SECONDS)
    spent = time.process_time() - before
    return Result(heard, spent / (heard.rate * SECONDS))


def _print(tasks: int, size: int, results: dict[str, Result]) -> None:
    limit = results[LIMIT]
    print(
        f"{tasks:,} tasks, {UNITS} units, {size / 1000:,.0f} kB of page, {CONNECTIONS} connections"
    )
    for name, one in results.items():
        print(
            f"  {name:30} {one.heard.rate:8,.0f}/s  p99 {one.heard.p99 * 1000:7,.1f} ms"
            f"  {one.heard.rate / limit.heard.rate:.2f} of the limit"
            f"  CPU {one.cpu * 1000:6.2f} ms, {limit.cpu / one.cpu:.2f}"
        )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
