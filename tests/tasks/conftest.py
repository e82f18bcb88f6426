"""小溪镇 with its plan loaded on Monday, 2 March 2026: `brook` on both databases, `creek` on SQLite.

Each test gets a database of its own, copied from one in which the plan was loaded once.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.database import Database
from tests.postgres import PostgresServer
from tests.tasks.brook import Brook

_numbers = itertools.count(1)
_TEMPLATE = "brook"


@pytest.fixture(scope="session")
def sqlite_brook(sqlite_template: Path) -> Path:
    """The file to copy from."""
    file = sqlite_template.with_name("brook.sqlite")
    shutil.copy(sqlite_template, file)
    _load(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_brook(postgres_server: PostgresServer, postgres_template: str) -> str:
    """The name of the database to copy from."""
    _load(postgres_server.create(_TEMPLATE, postgres_template))
    return _TEMPLATE


@pytest.fixture
def creek(sqlite_brook: Path, tmp_path: Path) -> Iterator[Brook]:
    file = tmp_path / "brook.sqlite"
    shutil.copy(sqlite_brook, file)
    yield from _opened(f"sqlite:///{file}")


@pytest.fixture
def river(postgres_server: PostgresServer, postgres_brook: str) -> Iterator[Brook]:
    """On PostgreSQL."""
    name = f"brook_{next(_numbers)}"
    yield from _opened(postgres_server.create(name, postgres_brook))
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def brook(request: pytest.FixtureRequest) -> Brook:
    found = request.getfixturevalue({"sqlite": "creek", "postgresql": "river"}[request.param])
    assert isinstance(found, Brook)
    return found


def _load(url: str) -> None:
    database = Database(url)
    Brook(database).load("03-02", go_live="03-02")
    database.dispose()


def _opened(url: str) -> Iterator[Brook]:
    database = Database(url)
    yield Brook(database)
    database.dispose()
