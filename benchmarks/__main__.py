"""`python -m benchmarks [opening] [round] …`: measure, print, write nothing. Without a word: all of it."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from importlib.metadata import version

from rich.console import Console
from rich.table import Table

from benchmarks import (
    assessment,
    board,
    care,
    channels,
    chasing,
    delivering,
    evidence,
    opening,
    simulation,
)
from benchmarks.databases import Kind, postgresql, sqlite
from benchmarks.measuring import Sheet

#: What can be measured on each database, and how often each time.
MEASURES: dict[str, tuple[Callable[[Kind, int], tuple[Sheet, ...]], int]] = {
    "opening": (opening.measure, 5),
    "round": (chasing.measure, 11),
    "delivery": (delivering.measure, 5),
    "assessment": (assessment.measure, 5),
    "care": (care.measure, 3),
}
#: What needs no database.
ALONE: dict[str, tuple[Callable[[int], tuple[Sheet, ...]], int]] = {
    "channels": (channels.measure, 15),
    "simulation": (simulation.measure, 1),
}
#: The board of tasks: it serves and prints by itself, in requests per second.
BOARD = "board"
#: Uploads: they print by themselves too, beside `cp` and `sha256sum`.
EVIDENCE = "evidence"


def main() -> None:
    """Measure what the command line names, where it needs one on both databases."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [*MEASURES, *ALONE, BOARD, EVIDENCE]
    parser.add_argument("what", nargs="*", choices=[*names, []], metavar="|".join(names))
    chosen = parser.parse_args().what or names
    console = Console(width=130)
    console.print(_machine())
    for name in (name for name in chosen if name in ALONE):
        measure_alone, repetitions = ALONE[name]
        for sheet in measure_alone(repetitions):
            console.print(_table(sheet))
    if on_databases := [name for name in chosen if name in MEASURES]:
        _measure_on_databases(console, on_databases)
    if BOARD in chosen:
        board.measure_all(board.SIZES)
    if EVIDENCE in chosen:
        evidence.main()


def _measure_on_databases(console: Console, names: list[str]) -> None:
    for opened in (sqlite, postgresql):
        with opened() as kind:
            console.print(f"\n{kind.describe}")
            for name in names:
                measure, repetitions = MEASURES[name]
                for sheet in measure(kind, repetitions):
                    console.print(_table(sheet))


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("sqlalchemy", "psycopg"))
    return (
        f"{os.cpu_count()} cores, {platform.machine()} {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def _table(sheet: Sheet) -> Table:
    table = Table(title=sheet.title, title_justify="left", expand=True)
    table.add_column("", ratio=1, no_wrap=True)
    for heading in ("median", "least–most", "a second", *sheet.headings):
        table.add_column(heading, justify="right")
    for line in sheet.lines:
        times = line.figure.seconds
        table.add_row(
            line.figure.name,
            f"{line.figure.median * 1000:,.1f} ms",
            f"{min(times) * 1000:,.1f}–{max(times) * 1000:,.1f}",
            f"{line.figure.items / line.figure.median:,.0f}",
            *("" if claim is None else str(claim) for claim in line.claims),
        )
    return table


if __name__ == "__main__":
    main()
