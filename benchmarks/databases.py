"""The two databases that are measured, each a new one in a temporary folder."""

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
    """One kind of database."""

    name: str
    describe: str  #: its version, and what it does so that nothing is lost
    limit: str  #: the fastest way in that its driver has
    make: Callable[[], Database]  #: an empty one with the tables of the house
    copy: Callable[[Database], AbstractContextManager[Database]]  #: of one that nobody is using
    settle: Callable[[Database], None]  #: leave no work of the last measurement for the next one


@contextmanager
def sqlite() -> Iterator[Kind]:
    """SQLite files, opened as runtime.database opens them."""
    with tempfile.TemporaryDirectory(prefix="huhang-bench-") as folder:

        def file() -> Path:
            return Path(folder) / f"{next(_numbers)}.sqlite"

        @contextmanager
        def copy(template: Database) -> Iterator[Database]:
            _checkpoint(template)
            target = file()
            shutil.copy(str(template.url.database), target)
            database = Database(f"sqlite:///{target}")
            yield database
            database.dispose()
            target.unlink()

        yield Kind(
            "SQLite",
            f"SQLite {sqlite3.sqlite_version}, WAL, synchronous=NORMAL",
            "executemany",
            lambda: _migrated(f"sqlite:///{file()}"),
            copy,
            _checkpoint,
        )


@contextmanager
def postgresql(*, durable: bool = True) -> Iterator[Kind]:
    """A PostgreSQL server of our own that commits to disk. It vacuums when we say so, not meanwhile.

    `durable=False` is for a trial of the measurements themselves.
    """
    with running_server(durable=durable) as server:
        version = _prepared(server)

        @contextmanager
        def copy(template: Database) -> Iterator[Database]:
            template.dispose()
            name = f"bench_{next(_numbers)}"
            database = Database(server.create(name, str(template.url.database)))
            yield database
            database.dispose()
            server.drop(name)

        yield Kind(
            "PostgreSQL",
            f"PostgreSQL {version}, fsync and synchronous_commit on, autovacuum off",
            "COPY",
            lambda: _migrated(server.create(f"bench_{next(_numbers)}")),
            copy,
            _vacuum,
        )


def _migrated(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


def _prepared(server: PostgresServer) -> str:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
        return connection.info.parameter_status("server_version") or "?"


def _checkpoint(database: Database) -> None:
    # Through the pool, so that the connection of the house stands before anything is timed.
    pooled = database.engine.raw_connection()
    pooled.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pooled.close()


def _vacuum(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Of a large table with few dead rows VACUUM would leave the dead in the indexes, and they would
        # pile up from one measurement to the next. No ANALYZE: it would leave large tables a cold cache.
        connection.exec_driver_sql("VACUUM (INDEX_CLEANUP ON) task, nudge")
