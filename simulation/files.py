"""The files that people hand in in a rehearsal: small invented texts, kept by the real store of evidence in
a folder that goes when the rehearsal does."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import receive
from tasks.evidence.store import FolderStore
from tasks.tables import Task

NAME = "演练材料.txt"
#: Those of the house, whatever the machine is told: the same seed gives the same bytes everywhere.
_LIMITS = Limits.model_construct()


class Files:
    """A store of one jurisdiction. Its folder is made when the first file is sent."""

    def __init__(self) -> None:
        self._store: FolderStore | None = None

    def send(self, session: Session, task: Task, by: str, now: datetime) -> str:
        """Store one file for a task; return its id as a hand-in names it. Raises EvidenceRefused."""
        records.check_welcome(session, task.id, _LIMITS)
        text = f"{NAME} {task.id}-{task.version + 1}\n".encode()
        stored = receive(self._opened(), NAME, (text,), _LIMITS, len(text))
        return str(records.attach(session, task.id, stored, by=by, now=now, limits=_LIMITS).id)

    @property
    def folder(self) -> Path | None:
        """Where the files lie; None while there are none."""
        return self._store.folder if self._store else None

    def hashes(self) -> frozenset[str]:
        """What the store holds."""
        return (
            frozenset(one.sha256 for one in self._store.entries()) if self._store else frozenset()
        )

    def _opened(self) -> FolderStore:
        if self._store is None:
            folder = Path(tempfile.mkdtemp(prefix="huhang-rehearsal-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._store = FolderStore(folder)
        return self._store
