"""Finding marked words wherever they wandered, in whatever way they were written down."""

from __future__ import annotations

import base64
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

#: What stands in the identity fields and notes of tests.care.room; long enough that chance writes none.
MARKS = ("例记小", "例记奶奶", "例记学费", "例记周末", "13900000")


def ways_to_write(mark: str) -> frozenset[bytes]:
    """The mark as text, in other encodings, escaped, and inside base64."""
    plain = mark.encode()
    found = {plain, mark.encode("utf-16-le"), mark.encode("utf-16-be"), mark.encode("gb18030")}
    escaped = json.dumps(mark)[1:-1]
    texts = {
        escaped,
        escaped.upper().replace("\\U", "\\u"),
        repr(plain)[2:-1],
        quote(mark),
        plain.hex(),
        "".join(f"&#{ord(sign)};" for sign in mark),
        "".join(f"&#x{ord(sign):x};" for sign in mark),
    }
    return frozenset(found | {text.encode() for text in texts} | set(_in_base64(plain)))


def _in_base64(plain: bytes) -> Iterator[bytes]:
    """Wherever it begins within three bytes; the signs that depend on its neighbours are left out."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        usable = coded[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
        yield usable
        yield usable.replace(b"+", b"-").replace(b"/", b"_")


_WAYS = frozenset(way for mark in MARKS for way in ways_to_write(mark))


def is_marked(data: bytes) -> bool:
    """Does a mark stand in it, or in a file packed into it (xlsx, docx, zip)?"""
    return _stands(_WAYS, data)


def holds(data: bytes, word: str) -> bool:
    """Does that word stand in it, found as a mark would be?"""
    return _stands(ways_to_write(word), data)


def _stands(ways: frozenset[bytes], data: bytes) -> bool:
    if any(way in data for way in ways):
        return True
    if data[:2] != b"PK" or not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return any(
            _stands(ways, one.filename.encode()) or _stands(ways, packed.read(one))
            for one in packed.infolist()
        )


def marked_files(folder: Path) -> list[Path]:
    """The files below the folder that hold a mark."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if is_marked(path.read_bytes()) or is_marked(bytes(path))]


class Log(logging.Handler):
    """Everything that anybody logs, as text with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def marked(self) -> list[str]:
        return [line for line in self.lines if is_marked(line.encode("utf-8", "replace"))]
