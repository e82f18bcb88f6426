"""An upload from its first byte to its row, in the order that loses nothing: ask, store, write down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runtime.database import Database
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import receive
from tasks.evidence.store import Store
from tasks.evidence.tables import EvidenceRow


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as its sender announces it: what he calls it, its content, its bytes when he said."""

    name: str
    blocks: Iterable[bytes]
    size: int | None = None


def upload(
    database: Database,
    store: Store,
    limits: Limits,
    task_id: int,
    sent: Sent,
    *,
    by: str,
    now: datetime,
) -> EvidenceRow:
    """Keep a file for a task, as a draft that a hand-in can name. No transaction is open while it streams.

    Raises EvidenceRefused.
    """
    with database.read() as session:
        records.check_welcome(session, task_id, limits)
    stored = receive(store, sent.name, sent.blocks, limits, sent.size)
    with database.write() as session:
        return records.attach(session, task_id, stored, by=by, now=now, limits=limits)
