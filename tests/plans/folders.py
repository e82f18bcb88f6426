"""The plan folders of the repository, read once for all tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.owed import owed, turns
from obligations.source import Source

HERE = Path(__file__).parent
PLANS = HERE.parents[1] / "plans"
REAL, DEMO = "roster.yaml", "demo.yaml"


@lru_cache
def texts(folder: str) -> Mapping[str, str]:
    """File name to content."""
    return {p.name: p.read_text("utf-8") for p in sorted((PLANS / folder).iterdir())}


@lru_cache
def loaded(folder: str, roster: str = REAL) -> tuple[Jurisdiction, Mapping[str, Source]]:
    return load(texts(folder), roster=roster)


def jurisdiction(folder: str, roster: str = REAL) -> Jurisdiction:
    return loaded(folder, roster)[0]


@lru_cache
def table() -> tuple[Mapping[str, str], ...]:
    """The 57 duties as the office listed them, one row each. What is assigned one by one is none of them."""
    with (HERE / "duties.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def tasks(j: Jurisdiction, obligation_id: str, first: date, last: date) -> int:
    """How many tasks of a duty are due in [first, last]."""
    duty = j.obligation(obligation_id)
    return sum(len(owed(j, duty, turn)) for turn in turns(j, duty, first, last))


def due_dates(j: Jurisdiction, obligation_id: str, first: date, last: date) -> dict[str, date]:
    """Period id to due date."""
    duty = j.obligation(obligation_id)
    return {turn.period.id: turn.due for turn in turns(j, duty, first, last)}
