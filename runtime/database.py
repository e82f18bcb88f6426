"""One door to the database, the same for SQLite and PostgreSQL.

`Database(url)` opens nothing until it is used. `read()` is one consistent look that cannot write;
`write()` is one transaction: committed when the block ends, rolled back when it raises. Commands take
the session and never commit; whoever opens the block is the edge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

LOCK_WAIT = 30.0  # seconds that a writer waits for another one on SQLite
#: Connections that stay open, one for each thread that the web app has and some; one more than that is
#: opened for a single question, which costs more than the question.
KEPT = 16
_MODE = "huhang_mode"  # execution option: how a transaction begins on SQLite
_ONLY_READS = "huhang_only_reads"  # key in Connection.info: what query_only is set to


class DatabaseUrlError(ValueError):
    """The database URL cannot be used. The message is for the operator and holds no password."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware UTC out. A naive value raises ValueError.

    PostgreSQL keeps `timestamptz`. SQLite keeps UTC as text of one width with six digits of a second,
    so that its order as text is its order in time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: store aware moments only")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # the signature is given
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables of all rooms. Constraints have names, so that a migration can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime}


def table_of(entity: type[Base]) -> Table:
    """The table itself, for a statement that is built once and asked often: without the ORM it costs a
    fifth. Such a statement does not flush: it sees what has been flushed, and objects that the session has
    read keep what they hold."""
    return cast("Table", entity.__table__)


class Database:
    """An engine and the ways to use it. Make one per process, at the edge; `dispose()` it at the end."""

    sqlite: ClassVar = "sqlite+pysqlite"  #: which of SQLAlchemy's dialects speaks to SQLite

    def __init__(self, url: str) -> None:
        """Take a SQLite or PostgreSQL URL. Raises DatabaseUrlError for any other."""
        self.url = _normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(self.url.set(drivername=self.sqlite))
            if self.is_sqlite
            else _postgres_engine(self.url)
        )
        self._reader = _reading(self.engine)
        self._writer = self.engine.execution_options(**{_MODE: "write"})
        self._changer = self.engine.execution_options(**{_MODE: "schema"})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the data. A statement that writes raises; the end rolls back."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """The same for a question to the tables themselves (`table_of`), without the ORM: half the cost."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction. On SQLite it holds the write lock from its first statement on, so that two
        processes queue up (for at most 30 s) and never deadlock when a reader turns writer."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def changing_schema(self) -> Iterator[Connection]:
        """One exclusive transaction for migrations, committed at the end. Raises sqlite3's
        IntegrityError when a rebuilt SQLite table left a foreign key pointing nowhere."""
        with self._changer.connect() as connection:
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite:
                        _check_foreign_keys(connection)
            finally:
                # The connection was opened for this one change: never hand it on to a session.
                connection.invalidate()

    def write_back(self) -> None:
        """Leave nothing of what was deleted in SQLite's log: write it back and cut it to nothing. It waits
        for nobody; where somebody reads just then, the next time does it. Nothing to do on PostgreSQL."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA busy_timeout = 0")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.invalidate()

    def dispose(self) -> None:
        """Close every connection. The object can be used again and then opens new ones."""
        self.engine.dispose()


def _normalised(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        # The text may hold a password, so it is not repeated, nor is the error that quotes it.
        raise DatabaseUrlError(
            "数据库地址写法不对，应为 sqlite:////路径/文件 或 postgresql://用户@主机/库名"
        ) from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return url.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg")
    raise DatabaseUrlError(f"数据库只支持 sqlite 和 postgresql，读到的是 {url.drivername}")


def _postgres_engine(url: URL) -> Engine:
    # Row values, a name or a number handed in, stay out of error messages and logs.
    return create_engine(url, pool_pre_ping=True, pool_size=KEPT, hide_parameters=True)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": LOCK_WAIT}, pool_size=KEPT, hide_parameters=True
    )
    file = url.database

    @event.listens_for(engine, "do_connect")
    def make_folder(*_: Any) -> None:
        if file and file != ":memory:":
            # Who owes what is nobody else's business on a shared machine.
            Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # The driver would begin transactions at moments of its own; we say BEGIN ourselves.
        connection.isolation_level = None
        # Asking first: setting WAL needs the file for itself, even where it is WAL already.
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is destroyed is overwritten, whatever this build of SQLite does by itself.
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get(_MODE)
        if mode == "schema":
            # A changed table is rebuilt and the old one dropped; that must not cascade. Inside a
            # transaction the pragma does nothing, so it comes before BEGIN.
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        # Any PRAGMA has SQLite prepare all of its statements anew: half the time of a question.
        if connection.info.get(_ONLY_READS) != (mode == "read"):
            driver.execute(f"PRAGMA query_only = {int(mode == 'read')}")
            connection.info[_ONLY_READS] = mode == "read"
        if mode in ("write", "schema"):
            # By SQLAlchemy, so that a lock nobody gives up is told in its words.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            driver.execute("BEGIN")

    return engine


def _reading(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_MODE: "read"})
    # As on SQLite: all statements of one look see the same moment.
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise sqlite3.IntegrityError(f"foreign keys point nowhere: {broken[:5]}")
