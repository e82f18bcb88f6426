"""An archive put together by hand, over a store with its files."""

from __future__ import annotations

import hashlib
from datetime import date

from obligations.periods import Every, Period
from reports.archives.contents import Contents, File, Item, Kind, Missing
from tasks.evidence.store import FolderStore
from tasks.lifecycle import State

DAY = date(2026, 10, 8)
TERM = Period("2026-27-T1", Every.TERM, date(2026, 9, 1), date(2027, 2, 21))


def put(store: FolderStore, content: bytes) -> str:
    """Store the bytes; return their hash."""
    digest = hashlib.sha256(content).hexdigest()
    with store.incoming() as folder:
        file = folder / "file"
        file.write_bytes(content)
        store.put(file, digest)
    return digest


def file_of(store: FolderStore, number: int, name: str, content: bytes, folder: str) -> File:
    path = f"{folder}/{number:06d} {name}"
    return File(number, name, path, "pdf", put(store, content), len(content), "")


def item_of(task: int, *files: File, fields: tuple[tuple[str, str], ...] = ()) -> Item:
    return Item(
        task,
        task + 100,
        "lesson",
        "每周一课",
        "2026-W41",
        "东小学",
        "东小学",
        1,
        DAY,
        DAY,
        fields,
        files,
    )


def archive_of(store: FolderStore, content: bytes = b"%PDF one") -> Contents:
    """Two kinds: one with a lesson and its two files, one of which nothing is there."""
    lesson = item_of(
        1,
        file_of(store, 7, "讲稿.pdf", content, "1-备课讲课"),
        file_of(store, 8, "照片.pdf", b"two", "1-备课讲课"),
        fields=(("主题", "<b>防溺水</b>"),),
    )
    late = Missing(2, "每周一课", "2026-W42", "东小学", "东小学", DAY, State.PENDING)
    kinds = Kind("备课讲课", (lesson,), (late,), False), Kind("法制专栏", (), (), False)
    return Contents("archive", "法制教育档案", "小溪镇", "东小学", TERM, kinds, None)
