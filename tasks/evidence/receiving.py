"""The way in: a file streams into the store's incoming folder, is examined there, and is put under its hash.

No memory is taken for the file: one block at a time. What is too long is refused at the byte that makes it
so. Whatever goes wrong, the incoming folder goes, and nothing is left behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tasks.evidence import kinds, names, photos
from tasks.evidence.kinds import Family
from tasks.evidence.limits import Limits
from tasks.evidence.refusals import EvidenceRefused, refusing_when_full
from tasks.evidence.store import Store

BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that the store has. `thumb` is the hash of a photo's thumbnail, "" for other kinds."""

    sha256: str
    name: str  #: as it is shown
    kind: str  #: an extension that kinds.KINDS has, by content
    size: int  #: bytes, as it is kept
    thumb: str = ""


class Arriving:
    """One upload while it lasts: `write` its blocks as they come, `finish` it once."""

    def __init__(self, store: Store, limits: Limits, name: str, folder: Path) -> None:
        self._store, self._limits, self._folder = store, limits, folder
        self.name, self.kind = names.shown(name), kinds.kind_of(names.shown(name))
        self._file = folder / "upload"
        self._to = self._file.open("xb", buffering=0)
        self._hash = hashlib.sha256()
        self.size = 0  # bytes so far

    def write(self, block: bytes) -> None:
        """Raises EvidenceRefused when it becomes too long."""
        self.size += len(block)
        check_size(self.name, self.size, self._limits)
        self._hash.update(block)
        view = memoryview(block)
        while view:
            view = view[self._to.write(view) :]

    def finish(self, size: int | None = None) -> Stored:
        """Examine and keep it. `size`: the bytes that the sender announced. Raises EvidenceRefused."""
        self.close()
        if size not in (None, self.size):
            raise EvidenceRefused(f"“{self.name}”没有传完，请再传一次")
        if not self.size:
            raise EvidenceRefused(f"“{self.name}”是空文件，没有收下")
        kinds.check(self._file, self.name, self.kind, self._limits)
        return self._keep_photo() if self.kind.family is Family.PHOTO else self._keep()

    def close(self) -> None:
        """No more blocks."""
        self._to.close()

    def _keep(self) -> Stored:
        digest = self._hash.hexdigest()
        self._store.put(self._file, digest)
        return Stored(digest, self.name, self.kind.extension, self.size)

    def _keep_photo(self) -> Stored:
        made = photos.rebuild(self._file, self._folder, self.name, self._limits)
        size, name = made.photo.stat().st_size, names.with_extension(self.name, made.extension)
        thumb, photo = self._put(made.thumb), self._put(made.photo)
        return Stored(photo, name, made.extension, size, thumb)

    def _put(self, file: Path) -> str:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        self._store.put(file, digest)
        return digest


@contextmanager
def arriving(store: Store, name: str, limits: Limits) -> Iterator[Arriving]:
    """An upload called `name`. What was not finished when the block ends is gone without a trace.

    Raises EvidenceRefused for a kind of file that is not taken, before a byte is read, and when the
    disk is full.
    """
    kinds.check_ready()
    with refusing_when_full(), store.incoming() as folder:
        upload = Arriving(store, limits, name, folder)
        try:
            yield upload
        finally:
            upload.close()


def receive(
    store: Store, name: str, blocks: Iterable[bytes], limits: Limits, size: int | None = None
) -> Stored:
    """Take a whole upload in. `size`: the bytes that the sender announced, when he did.

    Raises EvidenceRefused; an error of `blocks` itself (a lost connection) goes through.
    """
    check_size(names.shown(name), size or 0, limits)
    with arriving(store, name, limits) as upload:
        for block in blocks:
            upload.write(block)
        return upload.finish(size)


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """An open file in blocks, from where it stands."""
    while block := file.read(BLOCK):
        yield block


def check_size(name: str, size: int, limits: Limits) -> None:
    """Raises EvidenceRefused when so many bytes are too many."""
    if size > limits.max_bytes:
        most = limits.max_bytes / 1024**2
        raise EvidenceRefused(f"“{name}”太大，一个文件最多 {most:g} MB，没有收下")
