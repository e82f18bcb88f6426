"""The same story on PostgreSQL: no mark in any table outside the ciphertexts, in its log, or in its own files."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from runtime.database import Base, Database
from tests.care.marks import holds, is_marked, marked_files
from tests.care.story import SENTRY, played
from tests.postgres import PostgresServer

CHILDREN = 3  # one for each who calls: a table holds a mark or not, however many there are


def test_postgresql_keeps_no_mark_outside_the_ciphertexts_and_writes_none_into_its_log(
    postgres_server: PostgresServer, postgres_database: Database, tmp_path: Path
) -> None:
    """Its log has every statement with what was sent along, as an administrator may set it on a bad day."""
    url = postgres_server.url(str(postgres_database.url.database))
    _log_everything(url)
    with played(tmp_path, postgres_database, CHILDREN) as story:
        assert [answer.url for answer in story.others if is_marked(answer.content)] == []
        tables = {name: _copied(url, name) for name in Base.metadata.tables}
    assert len(tables["care_case"].splitlines()) == CHILDREN
    assert len(tables["care_field"].splitlines()) > 4 * CHILDREN
    assert holds(tables["assignment"], SENTRY)
    assert [name for name, rows in tables.items() if is_marked(rows)] == []
    log = (postgres_server.folder / "log").read_bytes()
    assert holds(log, SENTRY)
    assert b"INSERT INTO care_field" in log
    assert not is_marked(log)
    assert marked_files(tmp_path) == []


def _log_everything(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(name))


def _copied(url: str, table: str) -> bytes:
    """The rows of a table as a dump writes them, without the one column of ciphertexts."""
    names = [c.name for c in Base.metadata.tables[table].columns if (table, c.name) != SEALED]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    wanted = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), columns)
    with psycopg.connect(url) as connection, connection.cursor().copy(wanted) as rows:
        return b"".join(bytes(part) for part in rows)


SEALED = ("care_field", "sealed")
