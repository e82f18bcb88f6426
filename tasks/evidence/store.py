"""Where the bytes of evidence lie: by their SHA-256, one copy of each. A folder here; an object store could be another.

    <folder>/ab/abcdef…      a file, complete and on the disk before it bears its name
    <folder>/incoming/…      what is still arriving
    <folder>/lock            held by whoever puts (shared) or deletes (alone)

A name is made of the content only, so nothing that a person typed can become a path.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored file: when it was last put (UTC) and its size in bytes."""

    sha256: str
    put_at: datetime
    size: int


class Store(Protocol):
    """What the house needs of a store."""

    def incoming(self) -> AbstractContextManager[Path]:
        """A folder to write to. It goes at the end, with all that is in it and was not put."""

    def put(self, file: Path, sha256: str) -> None:
        """Take the file, whose content has that hash. On return it is safe, and `file` is gone.

        Putting what is there already renews its `put_at`.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The content, from its beginning. Raises FileNotFoundError."""

    def delete(self, sha256: str, put_before: datetime) -> bool:
        """Remove what was last put before that moment; False when it was put since, or is not there."""

    def entries(self) -> Iterator[Entry]:
        """Everything that is stored, in no order."""

    def clear_incoming(self, before: datetime) -> int:
        """Remove what began to arrive before that moment and never ended; return how much it was."""


class FolderStore:
    """A folder on this machine. It is made when the first file arrives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, data: Path) -> FolderStore:
        """The store of the installation that keeps its things in the folder `data`."""
        return cls(data / "evidence")

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """See Store. On the same file system as the store, so that a rename is enough."""
        self._make_folder()
        parent = self.folder / "incoming"
        parent.mkdir(mode=0o700, exist_ok=True)
        room = Path(tempfile.mkdtemp(dir=parent))
        try:
            yield room
        finally:
            shutil.rmtree(room)

    def put(self, file: Path, sha256: str) -> None:
        """See Store. The content reaches the disk before its name does."""
        target = self._path(sha256)
        _make_durable(file)
        with self._locked(fcntl.LOCK_SH):
            if target.exists():
                os.utime(target)
                file.unlink()
                return
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _make_durable(self.folder)
            file.rename(target)
            _make_durable(target.parent)

    def open(self, sha256: str) -> BinaryIO:
        """See Store."""
        return self._path(sha256).open("rb")

    def delete(self, sha256: str, put_before: datetime) -> bool:
        """See Store. Nobody puts while it looks and removes, so no renewed file can be lost."""
        path = self._path(sha256)
        with self._locked(fcntl.LOCK_EX):
            if not path.exists() or changed_at(path) >= put_before:
                return False
            path.unlink()
            return True

    def entries(self) -> Iterator[Entry]:
        """See Store."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            try:
                found = path.stat()
            except FileNotFoundError:  # deleted meanwhile
                continue
            yield Entry(path.name, datetime.fromtimestamp(found.st_mtime, UTC), found.st_size)

    def clear_incoming(self, before: datetime) -> int:
        """See Store."""
        old = [p for p in self.folder.glob("incoming/*") if _is_older(p, before)]
        for room in old:
            shutil.rmtree(room, ignore_errors=True)  # its owner may just be removing it as well
        return len(old)

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256 in small hexadecimal letters")
        return self.folder / sha256[:2] / sha256

    def _make_folder(self) -> None:
        """Photos of a school are nobody else's on this machine."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self._make_folder()
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, how)  # ends with the file
            yield


def changed_at(path: Path) -> datetime:
    """When a file was last put, or a folder last written to (UTC)."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return changed_at(path) < moment
    except FileNotFoundError:  # an upload that ends while we look takes its folder with it
        return False


def _make_durable(path: Path) -> None:
    """Wait until the disk has it: a file's content, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
