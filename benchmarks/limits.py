"""The limits: what the driver does alone, with the same rows, the same tables and the same indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import psycopg
from sqlalchemy import Table

from benchmarks.district import DUTY
from runtime.database import Base, Database

Driver = sqlite3.Connection | psycopg.Connection[Any]
_CHUNK = 1 << 20  # bytes of a COPY that are sent at once


@dataclass(frozen=True)
class Rows:
    """Rows of one table as the driver takes them, without their ids: those are given out again."""

    table: str
    columns: str
    values: list[tuple[Any, ...]] | bytes  #: for executemany, or the text of a COPY


@contextmanager
def driver(database: Database) -> Iterator[Driver]:
    """The driver's own connection, with the settings the house gives it."""
    pooled = database.engine.raw_connection()
    try:
        yield cast("Driver", pooled.driver_connection)
    finally:
        pooled.close()


def take(database: Database, entity: type[Base], after: int = 0) -> Rows:
    """The rows of a table whose id is greater than `after`, in order."""
    table = cast("Table", entity.__table__)
    columns = ", ".join(f'"{each.name}"' for each in table.columns if each.name != "id")
    chosen = f"SELECT {columns} FROM {table.name} WHERE id > {int(after)} ORDER BY id"
    with driver(database) as connection:
        if isinstance(connection, sqlite3.Connection):
            return Rows(table.name, columns, connection.execute(chosen).fetchall())
        with connection.cursor().copy(f"COPY ({chosen}) TO STDOUT".encode()) as copy:
            text = b"".join(bytes(block) for block in copy)
        connection.rollback()
        return Rows(table.name, columns, text)


def insert(connection: Driver, rows: Rows) -> None:
    """executemany on SQLite, COPY of a text that is ready on PostgreSQL. Commits."""
    _begin(connection)
    _write(connection, rows)
    connection.commit()


def move_on(connection: Driver, jurisdiction: str, on: date, next_on: date, rows: Rows) -> int:
    """What a chase cannot do without: UPDATE … RETURNING the tasks that are due by `on`, insert the
    nudges. Commits; returns how many tasks there were."""
    mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
    statement = (
        f"UPDATE task SET next_on = {mark} WHERE jurisdiction = {mark} AND obligation = {mark} "
        f"AND next_on IS NOT NULL AND next_on <= {mark} RETURNING id"
    )
    days = (next_on, on) if mark == "%s" else (next_on.isoformat(), on.isoformat())
    _begin(connection)
    cursor = cast("Any", connection).execute(statement, (days[0], jurisdiction, DUTY, days[1]))
    moved = len(cursor.fetchall())
    _write(connection, rows)
    connection.commit()
    return moved


def _begin(connection: Driver) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN IMMEDIATE")


def _write(connection: Driver, rows: Rows) -> None:
    if isinstance(connection, sqlite3.Connection):
        values = cast("list[tuple[Any, ...]]", rows.values)
        marks = ", ".join("?" * len(values[0]))
        connection.executemany(
            f"INSERT INTO {rows.table} ({rows.columns}) VALUES ({marks})", values
        )
        return
    text = cast("bytes", rows.values)
    with connection.cursor().copy(
        f"COPY {rows.table} ({rows.columns}) FROM STDIN".encode()
    ) as copy:
        for n in range(0, len(text), _CHUNK):
            copy.write(text[n : n + _CHUNK])


def split(rows: Rows, parts: int) -> list[Rows]:
    """The same rows in so many parts of the same size."""
    lines = rows.values if isinstance(rows.values, list) else rows.values.splitlines(keepends=True)
    size = len(lines) // parts
    pieces = [lines[n : n + size] for n in range(0, len(lines), size)]
    return [Rows(rows.table, rows.columns, _joined(piece)) for piece in pieces]


def _joined(piece: list[Any]) -> list[tuple[Any, ...]] | bytes:
    return b"".join(piece) if isinstance(piece[0], bytes) else piece
