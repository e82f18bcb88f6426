"""How the command line speaks: tables for people, JSON for programs, one line for what went wrong."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 10_000  # columns: what is not a terminal gets every line whole


class Refused(Exception):  # it is an answer, not a mishap
    """A command that ends with one clear line. `code` 1: not possible now; 2: asked wrongly."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(line: str) -> None:
    """A line for the reader, on stdout."""
    typer.echo(line)


def complain(line: str) -> None:
    """A line about what went wrong, on stderr."""
    typer.echo(line, err=True)


def show_json(data: Any) -> None:
    """`data` as JSON and nothing else: dates in ISO form, Chinese as it is."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=_plain))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """Rows under their headings, aligned though Chinese is two columns wide; `empty` when there are none."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    if not table.row_count:
        say(empty)
        return
    is_terminal = sys.stdout.isatty()
    console = Console(
        width=None if is_terminal else WIDE, highlight=False, soft_wrap=not is_terminal
    )
    with console.capture() as written:
        console.print(table)
    for line in written.get().splitlines():
        say(line.rstrip())


def can_ask() -> bool:
    """Is somebody there to answer a question?"""
    return sys.stdin.isatty() and not os.environ.get("CI")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, list | tuple):
        return "、".join(map(_cell, value))
    return str(_plain(value))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case set() | frozenset():
            return sorted(value)
    return str(value)
