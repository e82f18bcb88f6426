"""What a crash, a lost connection or a draft that nobody handed in has left in the store.

Between the storing of a file and the writing of its row the machine can stop. The file is then nobody's;
a day later it is swept. A row without its file should never be: `missing` looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select

from runtime.database import Database
from tasks.evidence import records
from tasks.evidence.store import Entry, Store
from tasks.evidence.tables import EvidenceRow

ORPHAN = timedelta(days=1)  # the longest time that a file nobody knows is kept
DRAFT = timedelta(days=30)  # the longest time that a draft waits to be handed in
_BATCH = 500  # hashes asked for at once


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed: files nobody knew, with their bytes; uploads that never ended; old drafts."""

    orphans: int
    size: int  #: bytes
    unfinished: int
    drafts: int

    def __bool__(self) -> bool:
        return bool(self.orphans or self.unfinished or self.drafts)


def sweep(database: Database, store: Store, now: datetime) -> Swept:
    """Remove what is nobody's. `now` is the clock of the machine, by which files are dated."""
    with database.write() as session:
        drafts = records.drop_drafts(session, now - DRAFT, now)
    unfinished = store.clear_incoming(now - ORPHAN)
    gone = [one for one in orphans(database, store, now) if store.delete(one.sha256, now - ORPHAN)]
    return Swept(len(gone), sum(one.size for one in gone), unfinished, drafts)


def orphans(database: Database, store: Store, now: datetime) -> list[Entry]:
    """The files older than a day that no row names."""
    found = []
    for batch in _batches(one for one in store.entries() if one.put_at < now - ORPHAN):
        with database.read() as session:
            known = records.known(session, [one.sha256 for one in batch])
        found += [one for one in batch if one.sha256 not in known]
    return found


def missing(database: Database, store: Store) -> list[EvidenceRow]:
    """The evidence whose file, or whose thumbnail, the store does not have. Should be empty."""
    # Rows first: what is stored meanwhile is then a file too many and not one too few.
    with database.read() as session:
        rows = session.scalars(select(EvidenceRow).order_by(EvidenceRow.id)).all()
    there = {one.sha256 for one in store.entries()}
    return [row for row in rows if not {row.sha256, row.thumb or row.sha256} <= there]


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        yield batch
