"""The two databases that are measured: each with a template that is copied for every single measurement."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from huhang.schema import upgrade
from runtime.database import Database
from tests.postgres import PostgresServer, running_server

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Kind:
    """One kind of database. `describe`: version and what it does for durability."""

    name: str
    describe: str
    make: Callable[[], Database]  #: an empty, migrated one
    copy: Callable[[Database], AbstractContextManager[Database]]  #: of one that nobody uses
    settle: Callable[[Database], None]  #: leave nothing of the last measurement for the next to do


@contextmanager
def sqlite() -> Iterator[Kind]:
    """SQLite files in a temporary folder, opened as runtime.database opens them."""
    with tempfile.TemporaryDirectory(prefix="huhang-bench-") as folder:

        def file() -> Path:
            return Path(folder) / f"{next(_numbers)}.sqlite"

        @contextmanager
        def copy(template: Database) -> Iterator[Database]:
            target = file()
            _checkpoint(template)
            shutil.copy(str(template.url.database), target)
            database = Database(f"sqlite:///{target}")
            yield database
            database.dispose()
            target.unlink()

        describe = f"SQLite {sqlite3.sqlite_version}, WAL, synchronous=NORMAL"
        yield Kind("SQLite", describe, lambda: _migrated(f"sqlite:///{file()}"), copy, _checkpoint)


@contextmanager
def postgresql() -> Iterator[Kind]:
    """A PostgreSQL server of our own that commits to disk (fsync and synchronous_commit are on)."""
    with running_server(durable=True) as server:

        @contextmanager
        def copy(template: Database) -> Iterator[Database]:
            template.dispose()
            name = f"bench_{next(_numbers)}"
            database = Database(server.create(name, str(template.url.database)))
            yield database
            database.dispose()
            server.drop(name)

        def make() -> Database:
            return _migrated(server.create(f"bench_{next(_numbers)}"))

        describe = f"PostgreSQL {_version(server)}, fsync and synchronous_commit on"
        yield Kind("PostgreSQL", describe, make, copy, _vacuum)


def _migrated(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


def _version(server: PostgresServer) -> str:
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.info.parameter_status("server_version") or "?"


def _checkpoint(database: Database) -> None:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.commit()
    with sqlite3.connect(str(database.url.database)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()


def _vacuum(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE task, nudge")
        connection.exec_driver_sql("CHECKPOINT")
