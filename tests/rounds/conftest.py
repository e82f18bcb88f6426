"""安稳镇 on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huhang.schema import upgrade
from runtime.database import Database
from tests.rounds.town import Town


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Town]:
    """Another one, on SQLite, to compare with."""
    database = Database(f"sqlite:///{tmp_path / 'alone.sqlite'}")
    upgrade(database)
    yield Town(database)
    database.dispose()
