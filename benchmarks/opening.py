"""Opening 100,000 tasks, beside executemany and COPY of the same rows into the same table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import district, limits
from benchmarks.databases import Kind
from benchmarks.district import DUTY, FIRST
from benchmarks.measuring import Claim, Figure, Line, Sheet
from obligations.jurisdiction import Jurisdiction
from obligations.owed import Owed, Turn, open_turns, owed
from runtime.database import Database
from tasks import opening
from tasks.tables import Task

TASKS = 100_000
DISTRICTS = 100
#: Share of the limit's speed that the house aims at, where one turn has all the tasks.
AIMS = {"SQLite": 0.75, "PostgreSQL": 0.45}
_NOW = district.morning(FIRST)


@dataclass(frozen=True)
class Way:
    """One way to make the same rows, and its times."""

    figure: Figure
    work: Callable[[Database], None]


def measure(
    kind: Kind, repetitions: int, tasks: int = TASKS, districts: int = DISTRICTS
) -> tuple[Sheet, ...]:
    """So many tasks of one turn in one transaction; and as many in several districts, one each."""
    return _one(kind, repetitions, tasks), _many(kind, min(repetitions, 3), tasks, districts)


def _one(kind: Kind, repetitions: int, tasks: int) -> Sheet:
    template = kind.make()
    small = district.load(template, district.texts("d000", places=1_000, units=200))
    large = district.with_places(small, tasks)
    turn, who = _owed(large)

    def turns(database: Database) -> None:
        with database.write() as session:
            duty = large.obligation(DUTY)
            opened = opening.open_turn(session, large, duty, turn, who, _NOW)
        _check(opened, tasks)

    ways = [
        Way(Figure("open_turn: insert, journal", tasks), turns),
        Way(Figure("open_duty: what is owed, insert, journal", tasks), _opens([large], tasks)),
    ]
    return _sheet(kind, template, ways, repetitions, "in one transaction", parts=1)


def _many(kind: Kind, repetitions: int, tasks: int, count: int) -> Sheet:
    template, places = kind.make(), tasks // count
    districts = [
        district.load(template, district.texts(f"d{n:03}", places=places, units=50))
        for n in range(count)
    ]
    ways = [Way(Figure("open_duty", tasks), _opens(districts, tasks))]
    title = f"in {count} districts, a transaction each"
    return _sheet(kind, template, ways, repetitions, title, parts=count)


def _owed(jurisdiction: Jurisdiction) -> tuple[Turn, tuple[Owed, ...]]:
    duty = jurisdiction.obligation(DUTY)
    (turn,) = open_turns(jurisdiction, duty, FIRST, FIRST)
    return turn, owed(jurisdiction, duty, turn)


def _opens(districts: list[Jurisdiction], tasks: int) -> Callable[[Database], None]:
    def work(database: Database) -> None:
        opened = 0
        for each in districts:
            with database.write() as session:
                opened += opening.open_duty(session, each, DUTY, _NOW).opened
        _check(opened, tasks)

    return work


def _inserts(rows: limits.Rows, parts: int) -> Callable[[Database], None]:
    """The limit, in so many transactions of the same size."""
    pieces = limits.split(rows, parts)

    def work(database: Database) -> None:
        with limits.driver(database) as connection:
            for piece in pieces:
                limits.insert(connection, piece)

    return work


def _sheet(
    kind: Kind, template: Database, ways: list[Way], repetitions: int, title: str, parts: int
) -> Sheet:
    with kind.copy(template) as database:
        ways[-1].work(database)
        rows = limits.take(database, Task)
    tasks = ways[-1].figure.items
    limit = Way(Figure(f"{kind.limit}, the same rows", tasks), _inserts(rows, parts))
    for _ in range(repetitions):
        for way in (limit, *ways):
            with kind.copy(template) as database:
                kind.settle(database)
                with way.figure.timed():
                    way.work(database)
    lines = [Line(limit.figure, (None,))]
    for way in ways:
        aim = AIMS[kind.name] if parts == 1 else None
        share = Claim(way.figure.share_of(limit.figure), aim)
        lines.append(Line(way.figure, (share,)))
    return Sheet(f"Opening {tasks:,} tasks {title}: {kind.name}", ("of the limit",), tuple(lines))


def _check(opened: int, tasks: int) -> None:
    if opened != tasks:
        raise RuntimeError(f"opened {opened} of {tasks} tasks")
