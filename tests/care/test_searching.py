"""The search for marks finds a planted one in every kind of place; else it would prove nothing."""

from __future__ import annotations

import io
import logging
import sqlite3
import zipfile
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.care.marks import MARKS, Log, is_marked, marked_files

TEXT = "称呼：例记小1，电话 13900000001"


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_found_however_it_is_written(mark: str) -> None:
    text = f"前{mark}后"
    written = [text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    written += [ascii(text).encode(), quote(text).encode(), repr(text.encode()).encode()]
    written += [b64encode(b"x" * n + text.encode()) for n in range(3)]
    assert [data for data in written if not is_marked(data)] == []
    assert not is_marked("前后 1390001".encode())


def test_a_mark_is_found_in_a_file_inside_a_packed_file() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", TEXT)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("台账.xlsx", inner.getvalue())
    assert is_marked(outer.getvalue())


def test_a_mark_is_found_in_a_database_its_wal_and_its_free_pages(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite") as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (words TEXT)")
        db.execute("INSERT INTO t VALUES (?)", (TEXT,))
    assert [path.name for path in marked_files(tmp_path)] == ["db.sqlite-wal"]
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("DROP TABLE t")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    assert [path.name for path in marked_files(tmp_path)] == ["db.sqlite"]


def test_a_mark_is_found_in_a_log_line_and_in_a_traceback() -> None:
    log, logger = Log(), logging.getLogger("tests.care.marks")
    logger.addHandler(log)
    logger.setLevel(logging.DEBUG)
    logger.debug("seen: %r", {"称呼": "例记小1"})
    try:
        int(TEXT)
    except ValueError:
        logger.exception("went wrong")
    logger.removeHandler(log)
    assert len(log.marked()) == 2
