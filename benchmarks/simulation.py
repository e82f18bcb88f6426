"""A rehearsal of the township, alone and as one of 21: simulated days in a second, beside a bare loop that only
inserts the rows it leaves behind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measuring import Claim, Figure, Line, Sheet
from huhang.folders import read_folder
from runtime.database import Base
from simulation import stage
from simulation.people.reading import known
from simulation.run import Played, play
from simulation.scene import Scene, prepare

PLAN = Path(__file__).parents[1] / "plans" / "anwen"
FIRST = date(2026, 9, 1)
#: Days that are measured: a month of one township, a week of a district, from the busiest time of the year on.
ONE, MANY = 31, 7
DISTRICT = 21  # jurisdictions
YEAR = 365  # days
#: A year should take no longer than so many seconds.
AIMS = {1: 1.0, DISTRICT: 20.0}

_Rows = Mapping[str, list[tuple[object, ...]]]


def measure(repetitions: int, days: Mapping[int, int] | None = None) -> tuple[Sheet, ...]:
    """`days`: how many to measure, by the number of jurisdictions."""
    lines: list[Line] = []
    for jurisdictions, span in (days or {1: ONE, DISTRICT: MANY}).items():
        lines += _lines(jurisdictions, span, repetitions)
    return (Sheet("simulated days", ("times the bare loop", "s a year"), tuple(lines)),)


def _lines(jurisdictions: int, days: int, repetitions: int) -> Iterator[Line]:
    scenes = [_scene(number, days) for number in range(jurisdictions)]
    called = f"{jurisdictions} × {days} days"
    ours, bare = Figure(f"played, {called}", days), Figure(f"bare, {called}", days)
    for _ in range(repetitions):
        with ours.timed():
            played = play(*scenes)
        rows = _left_behind(played)
        target = _empty()
        with bare.timed():
            _insert(target, rows)
        target.close()
        played.database.dispose()
    year = Claim(ours.median / days * YEAR, AIMS.get(jurisdictions), at_most=True)
    yield Line(ours, (Claim(ours.median / bare.median), year))
    yield Line(bare, (None, None))


def _scene(number: int, days: int) -> Scene:
    texts = dict(read_folder(PLAN))
    texts["demo.yaml"] = re.sub(
        r"^jurisdiction: .*$",
        f"jurisdiction: town-{number:02}",
        texts["demo.yaml"],
        flags=re.MULTILINE,
    )
    last = FIRST + timedelta(days=days - 1)
    return prepare(texts, first=FIRST, last=last, people=known("typical"), seed=number)


def _left_behind(played: Played) -> _Rows:
    """Every row of every table, in an order in which they can be inserted."""
    pooled = played.database.engine.raw_connection()
    connection = pooled.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("a rehearsal runs in SQLite's memory")
    found = {
        table.name: connection.execute(f'SELECT * FROM "{table.name}"').fetchall()
        for table in Base.metadata.sorted_tables
    }
    pooled.close()
    return found


def _empty() -> sqlite3.Connection:
    """The same tables and indexes, in a memory of its own."""
    database = stage.open_database()
    pooled = database.engine.raw_connection()
    connection = pooled.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("a rehearsal runs in SQLite's memory")
    made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    statements = [sql for (sql,) in connection.execute(made)]
    pooled.close()
    database.dispose()
    copy = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements:
        copy.execute(statement)
    return copy


def _insert(connection: sqlite3.Connection, rows: _Rows) -> None:
    connection.execute("BEGIN")
    for table, values in rows.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            statement = f'INSERT INTO "{table}" VALUES ({marks})'
            for row in values:
                connection.execute(statement, row)
    connection.execute("COMMIT")
