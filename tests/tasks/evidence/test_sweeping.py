"""A crash between storing a file and writing it down: no file is lost, and none stays longer than a day."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runtime import clock
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.store import FolderStore
from tasks.evidence.sweeping import Swept, missing, orphans, sweep
from tests.tasks.brook import Brook, at
from tests.tasks.evidence.files import PDF, left_in, needs_libmagic, photo, take
from tests.tasks.moves import POST

pytestmark = needs_libmagic
HOUR = timedelta(hours=1)
NOTHING = Swept(0, 0, 0, 0)

#: Receives a file and dies, as in a power cut, at the word that is given.
DIES = """
import os, sys
from pathlib import Path
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import receive
from tasks.evidence.store import FolderStore

def blocks():
    yield Path(sys.argv[2]).read_bytes()
    if sys.argv[3] == "arriving":
        os._exit(9)

receive(FolderStore(Path(sys.argv[1])), "a.pdf", blocks(), Limits())
os._exit(9)
"""


def crash(store: FolderStore, when: str) -> None:
    """Another process takes a file in and dies, "arriving" or "stored"."""
    sent = store.folder.parent / "sent.pdf"
    sent.write_bytes(PDF)
    run = subprocess.run([sys.executable, "-c", DIES, store.folder, sent, when], check=False)
    assert run.returncode == 9


def attach(brook: Brook, stored: Stored, on: datetime | None = None) -> int:
    task = brook.task("visit", "东村").id
    with brook.database.write() as session:
        now = on or at("03-03")
        return records.attach(session, task, stored, by=POST, now=now, limits=Limits()).id


@pytest.mark.parametrize("when", ["arriving", "stored"])
def test_what_a_crash_left_is_kept_for_a_day_and_then_swept(
    creek: Brook, store: FolderStore, when: str
) -> None:
    crash(store, when)
    assert len(left_in(store)) == 1
    assert sweep(creek.database, store, clock.now() + 23 * HOUR) == NOTHING
    swept = sweep(creek.database, store, clock.now() + 25 * HOUR)
    assert (swept.orphans, swept.unfinished) == ((1, 0) if when == "stored" else (0, 1))
    assert left_in(store) == []
    assert sweep(creek.database, store, clock.now() + 26 * HOUR) == NOTHING


def test_after_a_crash_the_same_file_can_be_sent_again(creek: Brook, store: FolderStore) -> None:
    crash(store, "stored")
    attach(creek, take(store, "通知.pdf", PDF), clock.now())
    assert sweep(creek.database, store, clock.now() + 48 * HOUR).orphans == 0
    assert missing(creek.database, store) == []


def test_what_a_row_names_is_never_swept_nor_is_its_thumbnail(
    brook: Brook, store: FolderStore
) -> None:
    row = attach(brook, take(store, "照片.jpg", photo()), clock.now())
    assert orphans(brook.database, store, clock.now() + 48 * HOUR) == []
    assert sweep(brook.database, store, clock.now() + 48 * HOUR) == NOTHING
    assert missing(brook.database, store) == []
    with brook.database.write() as session:
        records.detach(session, row, by=POST, now=clock.now())
    assert sweep(brook.database, store, clock.now() + 48 * HOUR).orphans == 2


def test_a_draft_that_nobody_handed_in_goes_after_thirty_days(
    brook: Brook, store: FolderStore
) -> None:
    attach(brook, take(store, "通知.pdf", PDF), clock.now())
    assert not sweep(brook.database, store, clock.now() + timedelta(days=29))
    swept = sweep(brook.database, store, clock.now() + timedelta(days=31))
    assert (swept.drafts, swept.orphans) == (1, 1)
    assert brook.journal(brook.task("visit", "东村"))[-1].verb == "detach"
    assert brook.verify() == []


def test_more_orphans_than_one_question_asks_for_are_all_found(
    creek: Brook, store: FolderStore, tmp_path: Path
) -> None:
    for n in range(1_100):
        path = store.folder / f"{n % 256:02x}" / f"{n % 256:02x}{n:062x}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert sweep(creek.database, store, clock.now() + 25 * HOUR).orphans == 1_100


def test_a_row_without_its_file_is_found(creek: Brook, store: FolderStore) -> None:
    stored = take(store, "照片.jpg", photo())
    row = attach(creek, stored)
    (store.folder / stored.thumb[:2] / stored.thumb).unlink()
    assert [lost.id for lost in missing(creek.database, store)] == [row]


def test_a_store_that_does_not_exist_yet_has_nothing_to_sweep(
    creek: Brook, store: FolderStore
) -> None:
    assert sweep(creek.database, store, clock.now()) == NOTHING
    assert not store.folder.exists()
