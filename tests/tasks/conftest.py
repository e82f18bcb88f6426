"""小溪镇 with its plan loaded on Monday, 2 March 2026: `brook` on both databases, `creek` on SQLite."""

from __future__ import annotations

import pytest

from runtime.database import Database
from tests.tasks.brook import Brook


@pytest.fixture
def brook(database: Database) -> Brook:
    return _loaded(database)


@pytest.fixture
def creek(sqlite_database: Database) -> Brook:
    return _loaded(sqlite_database)


def _loaded(database: Database) -> Brook:
    made = Brook(database)
    made.load("03-02", go_live="03-02")
    return made
