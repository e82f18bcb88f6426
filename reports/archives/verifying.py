"""Is a packed archive still what was packed? Every file is compared with the manifest, and every fault named.

The zip may come from anywhere: nothing is unpacked to disk, and of no entry more is read than the manifest
says that it has.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.archives.packing import FORM, MANIFEST
from reports.zips import BLOCK

_MOST = 64 * 1024**2  # bytes of a manifest; one of 10,000 files has 3 MB
#: What zipfile and its decompressors raise on hostile bytes; NotImplementedError: an unknown method.
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `sha256` is the manifest's own hash: who changed a file could change the manifest
    too, so it is compared with the one that was told when the archive was packed."""

    title: str
    files: int
    sha256: str
    faults: tuple[str, ...]


def verify(file: Path, told: str = "") -> Verified:
    """Compare the zip with its manifest, and that with the hash `told`. Raises OSError for a file that
    cannot be read; everything else is a fault."""
    with file.open("rb") as opened:
        try:
            with zipfile.ZipFile(opened) as package:
                return _verified(package, told)
        except _FAULTS:
            return Verified("", 0, "", ("不是完整的 zip 文件，可能没有传完",))


def _verified(package: zipfile.ZipFile, told: str) -> Verified:
    content = _manifest(package)
    if content is None:
        return Verified("", 0, "", (f"里面没有可用的 {MANIFEST}，不是护航写出的档案",))
    digest = hashlib.sha256(content).hexdigest()
    manifest = _read(content)
    if manifest is None:
        return Verified("", 0, digest, (f"{MANIFEST} 读不懂，被改过",))
    listed = {one["path"]: one for one in manifest["files"]}
    faults = [*_entries(package, listed), *_files(package, listed)]
    if told and told.lower() != digest:
        faults.insert(0, f"清单校验码是 {digest}，与给出的 {told} 不同：整份档案被换过或改过")
    title = f"{manifest['archive']} · {manifest['subject']} · {manifest['period']}"
    return Verified(title, len(listed), digest, tuple(faults))


def _manifest(package: zipfile.ZipFile) -> bytes | None:
    try:
        with package.open(MANIFEST) as entry:
            content = entry.read(_MOST + 1)
    except (KeyError, *_FAULTS):
        return None
    return content if len(content) <= _MOST else None


def _read(content: bytes) -> dict[str, Any] | None:
    """The manifest, when it has the form that we write."""
    try:
        read = json.loads(content)
        sound = read["form"] == FORM and all(
            isinstance(one["path"], str) and isinstance(one["sha256"], str) and one["size"] >= 0
            for one in read["files"]
        )
        sound = sound and {"archive", "subject", "period"} <= read.keys()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return read if sound else None


def _entries(package: zipfile.ZipFile, listed: Mapping[str, Any]) -> Iterator[str]:
    """Entries that the manifest does not know, and names that stand there twice."""
    for name, times in Counter(entry.filename for entry in package.infolist()).items():
        if name not in listed and name != MANIFEST:
            yield f"多出来的文件：{name}"
        if times > 1:
            yield f"同名的文件有 {times} 个：{name}"


def _files(package: zipfile.ZipFile, listed: Mapping[str, Any]) -> Iterator[str]:
    there = set(package.namelist())
    for path, told in listed.items():
        if path not in there:
            yield f"缺少文件：{path}"
        elif not _is_same(package, path, told):
            yield f"文件被改过：{path}"


def _is_same(package: zipfile.ZipFile, path: str, told: Mapping[str, Any]) -> bool:
    digest, left = hashlib.sha256(), int(told["size"])
    try:
        with package.open(path) as entry:
            while block := entry.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    return False
                digest.update(block)
    except _FAULTS:
        return False
    return left == 0 and digest.hexdigest() == told["sha256"]
