"""A term that was played once, for every test that looks at what became of it."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from obligations.jurisdiction import Jurisdiction
from reports import bulletin_paper, drawing
from reports.bulletin import Bulletin
from reports.catalogue import BULLETIN
from reports.drawing import Drawn
from runtime.database import Database
from tasks import plans
from tests.reports import autumn, played
from tests.rounds.town import HERE, Town


@pytest.fixture(scope="session")
def played_term(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a whole school term, 2026-09-01 to 2027-01-22 (see played.py); to copy from.

    It takes a quarter of a minute: of several workers the first plays it for all.
    """
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine
    file = shared / "played.sqlite"
    with (shared / "played.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            part = file.with_suffix(".part")
            shutil.copy(sqlite_template, part)
            _play(part)
            part.replace(file)
    return file


def _play(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    played.play(database)
    database.dispose()


@pytest.fixture
def term(played_term: Path, tmp_path: Path) -> Iterator[Database]:
    """The played term, this test's own copy."""
    file = tmp_path / "term.sqlite"
    shutil.copy(played_term, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def term_read(played_term: Path) -> Iterator[Database]:
    """The played term for tests that change nothing."""
    database = Database(f"sqlite:///{played_term}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def rules(term_read: Database) -> Jurisdiction:
    """The plan in force in it."""
    with term_read.read() as session:
        return plans.current(session, HERE)


@pytest.fixture(scope="session")
def autumn_file(sqlite_template: Path) -> Path:
    """The database file of September and early October (see autumn.py); to copy from."""
    file = sqlite_template.with_name("autumn.sqlite")
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    autumn.play(database)
    database.dispose()
    return file


@pytest.fixture
def town(autumn_file: Path, tmp_path: Path) -> Iterator[Town]:
    """13 October 2026, this test's own copy."""
    file = tmp_path / "autumn.sqlite"
    shutil.copy(autumn_file, file)
    database = Database(f"sqlite:///{file}")
    yield Town(database)
    database.dispose()


@pytest.fixture(scope="session")
def drafted(term_read: Database) -> Drawn[Bulletin]:
    """The bulletin of the fourth quarter, after a whole term was played."""
    with term_read.read() as session:
        return drawing.draft(session, plans.current(session, HERE), BULLETIN, "2026-Q4", played.END)


@pytest.fixture(scope="session")
def document(drafted: Drawn[Bulletin]) -> Any:
    """The same in Word, read back."""
    filled = bulletin_paper.paper(drafted.said, drafted.signed)
    return Document(io.BytesIO(bulletin_paper.render(filled, {})))
