"""An archive as a zip: index.html, which opens without a network and prints; the files, in a folder for each
kind; manifest.json, with the SHA-256 of every file and the hand-in that it comes from.

The bytes depend on what lies in the archive and on nothing else: no clock, no order of a directory. Files are
copied a block at a time, and hashed again on the way: what is packed is what was handed in.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reports.archives import index
from reports.archives.contents import Contents, File, Item
from tasks.evidence.store import Store

INDEX, MANIFEST = "index.html", "manifest.json"
FORM = "huhang-archive-1"
BLOCK = 1 << 20  # bytes
_LARGE = 1 << 31  # bytes; above them an entry needs 64 bits (APPNOTE 4.3.14)
#: No room: the disk, the quota of the user, the largest file that the system allows.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BORN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell


class ArchiveRefused(Exception):
    """The archive cannot be packed now. Nothing was written. The message is for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed; `sha256` is the hash of the manifest, to be kept apart from the zip."""

    items: int
    files: int
    sha256: str


def pack(found: Contents, store: Store, to: Path) -> Packed:
    """Write the archive to the file `to`, which stands there whole or not at all. Raises ArchiveRefused."""
    page = index.render(found).encode()
    manifest = _manifest(found, page)
    with _whole(to) as opened, zipfile.ZipFile(opened, "w") as package:
        _write(package, INDEX, page)
        _write(package, MANIFEST, manifest)
        for file in found.files:
            _copy(package, store, file)
    return Packed(len(found.items), len(found.files), hashlib.sha256(manifest).hexdigest())


def manifest_hash(found: Contents) -> str:
    """The hash of the manifest that `pack` would write, without reading a file."""
    page = index.render(found).encode()
    return hashlib.sha256(_manifest(found, page)).hexdigest()


def file_name(found: Contents) -> str:
    """What to call the zip: `学校法制教育档案-杨地湾学校-2026-27-T1.zip`."""
    return f"{found.name}-{found.subject}-{found.period.id}.zip".replace("/", "_")


def _manifest(found: Contents, page: bytes) -> bytes:
    told = {
        "form": FORM,
        "archive": found.name,
        "place": found.place,
        "subject": found.subject,
        "period": found.period.id,
        "kinds": {kind.name: [item.task for item in kind.items] for kind in found.kinds},
        "items": [_told(item) for item in found.items],
        "files": [
            {"path": INDEX, "sha256": hashlib.sha256(page).hexdigest(), "size": len(page)},
            *_files(found),
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()


def _told(item: Item) -> dict[str, Any]:
    told = asdict(item)
    del told["files"]
    return {**told, "fields": dict(item.fields)}


def _files(found: Contents) -> Iterator[dict[str, Any]]:
    """Every file, with the tasks and hand-ins whose proof it is."""
    places: dict[str, list[Item]] = {}
    for item in found.placed:
        for file in item.files:
            places.setdefault(file.path, []).append(item)
    for file in found.files:
        proves = {item.task: item for item in places[file.path]}.values()
        yield {
            "path": file.path,
            "sha256": file.sha256,
            "size": file.size,
            "evidence": file.id,
            "tasks": [item.task for item in proves],
            "hand_ins": [item.hand_in for item in proves],
        }


def _write(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    # Not compressed: the bytes would depend on the version of zlib.
    package.writestr(_entry(name), content)


def _copy(package: zipfile.ZipFile, store: Store, file: File) -> None:
    try:
        source = store.open(file.sha256)
    except FileNotFoundError:
        raise _lost(file, "已经不在了") from None
    with source, package.open(_entry(file.path), "w", force_zip64=file.size > _LARGE) as to:
        if _copied(source, to.write) != file.sha256:
            raise _lost(file, "和交来时不一样了")


def _copied(source: BinaryIO, write: Callable[[bytes], Any]) -> str:
    """Copy; return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    while block := source.read(BLOCK):
        digest.update(block)
        write(block)
    return digest.hexdigest()


def _lost(file: File, why: str) -> ArchiveRefused:
    return ArchiveRefused(
        f"佐证 {file.id}“{file.name}”的文件{why}，档案没有写出；请管理员运行 huhang doctor，从备份恢复"
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _BORN)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16  # as Unix writes it, on any system
    return entry


@contextmanager
def _whole(to: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete; otherwise nothing is left."""
    handle, name = tempfile.mkstemp(dir=to.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as made:
            yield made
            made.flush()
            os.fsync(made.fileno())
        part.replace(to)
    except OSError as error:
        if error.errno in _FULL:
            raise ArchiveRefused("磁盘空间不足，档案没有写出，请告诉管理员") from error
        raise
    finally:
        part.unlink(missing_ok=True)
