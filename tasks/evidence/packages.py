"""Is a docx, pptx or xlsx whole, and what would it unpack to? They are zips; nothing is unpacked to disk.

What a zip says of itself is checked first. Then every part is unpacked to nowhere: a bomb lies about its
size, and a part that was cut off or changed looks whole from outside.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tasks.evidence.limits import MB, Limits
from tasks.evidence.refusals import EvidenceRefused

_BLOCK = 1 << 20  # bytes
_SMALL = (
    10 * MB
)  # what everything may unpack to, whatever the ratio: empty sheets shrink to nothing
_END = b"PK\x05\x06"  # the last record of a zip, 22 bytes when it carries no comment
_LARGE = b"PK\x06\x07"  # before it, 20 bytes, only in a zip above 4 GB (APPNOTE 4.3.15)
_ENTRY = 1024  # bytes that the list may take for a part; zipfile reads the whole list into memory
_BOMB = "解开后太大，像是压缩炸弹"
_BROKEN = "不完整或已损坏，可能没有传完"
#: What zipfile and its decompressors raise on hostile bytes; NotImplementedError: an unknown method.
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)


def checking(main: str) -> Callable[[Path, Limits], None]:
    """The check of a package whose main part is called `main`."""

    def check(file: Path, limits: Limits) -> None:
        with file.open("rb") as opened:
            _check(opened, main, limits)

    return check


def _check(opened: BinaryIO, main: str, limits: Limits) -> None:
    size = _check_ends(opened, limits)
    try:
        with zipfile.ZipFile(opened) as package:
            most = min(limits.max_unpacked, max(_SMALL, size * limits.max_ratio))
            _check_list(package, main, size, most, limits)
            _unpack_to_nowhere(package)
    except EvidenceRefused:
        raise
    except _FAULTS as error:
        raise EvidenceRefused(_BROKEN) from error


def _check_ends(opened: BinaryIO, limits: Limits) -> int:
    """The file's size, in bytes. Raises EvidenceRefused when something lies before or behind the zip,
    or when its list is longer than any that we would read."""
    if opened.read(4) != b"PK\x03\x04":
        raise EvidenceRefused("开头不是 Office 文件")
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 42))
    tail = opened.read()
    if tail[-22:-18] != _END:
        raise EvidenceRefused(_BROKEN)
    length = int.from_bytes(tail[-10:-6], "little")
    if tail.startswith(_LARGE) or length > limits.max_entries * _ENTRY:
        raise EvidenceRefused(_BOMB)
    return size


def _check_list(package: zipfile.ZipFile, main: str, size: int, most: int, limits: Limits) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if len(parts) > limits.max_entries or sum(part.file_size for part in parts) > most:
        raise EvidenceRefused(_BOMB)
    # Parts that lie on top of each other: the same bytes unpacked again and again.
    if sum(part.compress_size for part in parts) > size:
        raise EvidenceRefused(_BOMB)
    if not {"[Content_Types].xml", main} <= names or min(p.header_offset for p in parts):
        raise EvidenceRefused("不是完整的 Office 文件")
    if any(part.flag_bits & 1 for part in parts):
        raise EvidenceRefused("加了密码，请去掉密码再传")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise EvidenceRefused("带有宏，请另存为不带宏的文件")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise EvidenceRefused("里面有指向别处的路径")


def _unpack_to_nowhere(package: zipfile.ZipFile) -> None:
    """zipfile reads no part further than its stated size, and then compares the checksum: one that lied
    is broken, and all that did not lie were counted before."""
    for part in package.infolist():
        with package.open(part) as content:
            while content.read(_BLOCK):
                pass
