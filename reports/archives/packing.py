"""An archive as a zip: index.html, which opens without a network and prints; the files, in a folder for each
kind; manifest.json, with the SHA-256 of every file and the hand-in that it comes from.

The bytes depend on what lies in the archive and on nothing else: no clock, no order of a directory. Files are
copied a block at a time, and hashed again on the way: what is packed is what was handed in.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reports import zips
from reports.archives import index
from reports.archives.contents import Contents, File, Item
from reports.zips import FileLost, NotPacked
from tasks.evidence.store import Store

INDEX, MANIFEST = "index.html", "manifest.json"
FORM = "huhang-archive-1"


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
    try:
        with zips.whole(to) as package:
            zips.add(package, INDEX, page)
            zips.add(package, MANIFEST, manifest)
            for file in found.files:
                _copy(package, store, file)
    except NotPacked as error:
        raise ArchiveRefused(f"档案：{error}") from error
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


def _copy(package: zipfile.ZipFile, store: Store, file: File) -> None:
    try:
        zips.copy(package, store, file.path, file.sha256, file.size)
    except FileLost as lost:
        raise ArchiveRefused(
            f"佐证 {file.id}“{file.name}”的文件{lost.why}，档案没有写出；请管理员运行 huhang doctor，从备份恢复"
        ) from None
