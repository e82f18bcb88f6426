"""The locked room, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from care.keys import Keyring
from runtime.database import Database
from tests.care.room import Room


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    """Open, and nobody in it yet."""
    made = Room(database, Keyring(tmp_path / "keys" / "care.sqlite"))
    made.load()
    made.open()
    return made


@pytest.fixture
def lite(sqlite_database: Database, tmp_path: Path) -> Room:
    """The same on SQLite alone, for what the database does not matter to."""
    made = Room(sqlite_database, Keyring(tmp_path / "keys" / "care.sqlite"))
    made.load()
    made.open()
    return made
