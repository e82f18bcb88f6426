"""A store of its own for each test, and 小溪镇 with a duty that takes files."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.database import Base, Database
from tasks.evidence.store import FolderStore
from tasks.evidence.tables import EvidenceRow
from tests.tasks.brook import Brook

#: 每月走访 may bring files.
FILES = (
    "plan.yaml",
    "hand_in: {次数: count}",
    "hand_in: {次数: count, 资料: files?, 照片: files?}",
)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence")


@pytest.fixture
def brook(database: Database) -> Brook:
    """The township on 2 March, with its tasks of March, on both databases."""
    return _loaded(database)


@pytest.fixture
def creek(sqlite_database: Database) -> Brook:
    """The same on SQLite."""
    return _loaded(sqlite_database)


def _loaded(database: Database) -> Brook:
    Base.metadata.create_all(database.engine, tables=[EvidenceRow.__table__])  # type: ignore[list-item]
    made = Brook(database)
    made.load("03-02", FILES, go_live="03-02")
    made.round("03-02")
    return made
