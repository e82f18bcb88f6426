"""Zips that are made on the disk and never in memory: whole or not at all, a block at a time."""

from __future__ import annotations

import errno
import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime import files
from tasks.evidence.store import Store

BLOCK = 1 << 20  # bytes
_LARGE = 1 << 31  # bytes; above them an entry needs 64 bits (APPNOTE 4.3.14)
_BORN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell


#: No room: the disk, the quota of the user, the largest file that the system allows.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NotPacked(Exception):
    """The zip cannot be made now, and nothing was written. The message is for whoever asked for it."""


class FileLost(NotPacked):
    """A file is not in the store any more, or not the one that was handed in: `why`."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}”的文件{why}")
        self.why = why


@contextmanager
def whole(to: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that gets its name when it is complete; otherwise nothing is left. Raises NotPacked."""
    try:
        with files.whole(to, mode=0o600) as made, zipfile.ZipFile(made, "w") as package:
            yield package
    except OSError as error:
        if error.errno in _FULL:
            raise NotPacked("磁盘空间不足，没有写出，请告诉管理员") from error
        raise


def add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A small file, not compressed: the bytes do not depend on the version of zlib."""
    package.writestr(_entry(name), content)


def copy(package: zipfile.ZipFile, store: Store, name: str, sha256: str, size: int) -> None:
    """A file of the store, hashed again on the way. Raises FileLost."""
    try:
        source = store.open(sha256)
    except FileNotFoundError:
        raise FileLost(name, "已经不在了") from None
    digest = hashlib.sha256()
    with source, package.open(_entry(name), "w", force_zip64=size > _LARGE) as to:
        while block := source.read(BLOCK):
            digest.update(block)
            to.write(block)
    if digest.hexdigest() != sha256:
        raise FileLost(name, "和交来时不一样了")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _BORN)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16  # as Unix writes it, on any system
    return entry
