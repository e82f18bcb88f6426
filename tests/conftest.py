"""What every test can ask for: a migrated database, on SQLite and on a real PostgreSQL, and Prefect.

`database` runs a test on both; `sqlite_database` and `postgres_database` on one. Each test gets a
database of its own, copied from one that was migrated once.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from huhang.schema import upgrade
from runtime.database import Database
from tests.postgres import PostgresServer, running_server
from tests.prefect_server import empty, running_prefect

# No deadline: the machine may be busy, and no test asserts a time.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("house")

_numbers = itertools.count(1)


def pytest_configure() -> None:
    """Forget the developer's own HUHANG_ variables: no test may touch a real installation."""
    for name in [name for name in os.environ if name.startswith("HUHANG_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run. It comes with a wheel, so where it fails, tests fail."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def running_prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server for this run; Prefect's clients in this process talk to it."""
    with running_prefect(tmp_path_factory.mktemp("prefect")) as url:
        yield url


@pytest.fixture(scope="module")
def prefect_server(running_prefect_server: str) -> str:
    """The same, with nothing in it that the tests of another file left."""
    empty()
    return running_prefect_server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated database to copy from."""
    _migrate(postgres_server.create("migrated"))
    return "migrated"


@pytest.fixture
def postgres_database(
    postgres_server: PostgresServer, postgres_template: str
) -> Iterator[Database]:
    """A migrated database on PostgreSQL, this test's own."""
    name = f"test_{next(_numbers)}"
    database = Database(postgres_server.create(name, postgres_template))
    yield database
    database.dispose()
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database to copy from."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated database on SQLite, this test's own."""
    file = tmp_path / "database.sqlite"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The test runs twice: on SQLite and on PostgreSQL."""
    name = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    made = request.getfixturevalue(name)
    assert isinstance(made, Database)
    return made


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.dispose()
