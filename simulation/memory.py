"""The database of a rehearsal: in memory, a whole day in one transaction, and a process that can die."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session

from runtime.database import Database
from simulation.mishaps import Killed
from tasks.tables import JurisdictionRow

URL = "sqlite://"


class Saying(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect, which says a savepoint as it is: the other compiles it anew for every block of a
    day, which costs more than most of the blocks do."""

    supports_statement_cache = True

    def do_savepoint(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"SAVEPOINT {name}")

    def do_release_savepoint(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"RELEASE SAVEPOINT {name}")

    def do_rollback_to_savepoint(self, connection: Connection, name: str) -> None:
        connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {name}")


registry.register("sqlite.saying", __name__, Saying.__name__)


class MemoryDatabase(Database):
    """As any other, but that its blocks can be gathered in one transaction, and that it can die."""

    sqlite = "sqlite+saying"

    def __init__(self) -> None:
        super().__init__(URL)
        self.dies_in: int | None = None  #: transactions until the process dies; None: it lives
        self._gathered: Session | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """All blocks inside are one transaction: each still ends or fails by itself (a savepoint), but
        begins without asking anew what the day has already found out."""
        with super().write() as session:
            self._gathered = session
            try:
                yield
            finally:
                self._gathered = None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, or a part of the one that gathers them. Raises Killed where it dies."""
        if self._gathered is not None:
            with self._gathered.begin_nested():
                yield self._gathered
            _forget(self._gathered)
            return
        with super().write() as session:
            yield session
            self._die(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One look; in a gathered transaction it sees what has been written so far."""
        if self._gathered is not None:
            yield self._gathered
            _forget(self._gathered)
            return
        with super().read() as session:
            yield session

    def _die(self, session: Session) -> None:
        if self.dies_in is None:
            return
        self.dies_in -= 1
        if self.dies_in < 0:
            self.dies_in = None
            session.flush()
            raise Killed


def _forget(session: Session) -> None:
    """The next block reads its rows anew, as in a session of its own; only the head of a jurisdiction
    is known to be as it was left."""
    session.flush()
    for row in list(session.identity_map.values()):
        if not isinstance(row, JurisdictionRow):
            session.expunge(row)
