"""The store: by hash, one copy, nothing under a name before it is whole."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime import clock
from tasks.evidence import store as stores
from tasks.evidence.store import FolderStore

LATER = timedelta(hours=1)


def put(store: FolderStore, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    with store.incoming() as folder:
        file = folder / "file"
        file.write_bytes(content)
        store.put(file, digest)
    return digest


def put_at(store: FolderStore, digest: str) -> datetime:
    return next(one.put_at for one in store.entries() if one.sha256 == digest)


def test_what_was_put_can_be_opened(store: FolderStore) -> None:
    digest = put(store, b"one")
    with store.open(digest) as opened:
        assert opened.read() == b"one"


def test_the_same_content_is_kept_once(store: FolderStore) -> None:
    assert put(store, b"one") == put(store, b"one")
    assert [one.size for one in store.entries()] == [3]


def test_what_is_not_there_is_not_found(store: FolderStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.open("0" * 64)
    assert not store.delete("0" * 64, clock.now())


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_nothing_but_a_hash_is_looked_up(store: FolderStore, name: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        store.open(name)


def test_what_was_put_since_is_not_deleted(store: FolderStore) -> None:
    digest = put(store, b"one")
    when = put_at(store, digest)
    assert not store.delete(digest, when)
    assert store.delete(digest, when + LATER)
    assert list(store.entries()) == []


def test_putting_again_what_is_about_to_be_swept_saves_it(store: FolderStore) -> None:
    digest = put(store, b"one")
    make_old(store, digest)
    limit = put_at(store, digest) + LATER
    put(store, b"one")
    assert not store.delete(digest, limit)


def test_what_is_put_while_a_sweeper_is_about_to_delete_it_is_not_lost(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweeper has looked, and not yet removed, when somebody sends the same file again."""
    digest = put(store, b"one")
    limit = put_at(store, digest) + LATER
    uploads, looked = threading.Thread(target=put, args=(store, b"one")), stores.changed_at

    def look_and_linger(path: Path) -> datetime:
        seen = looked(path)
        uploads.start()
        uploads.join(0.5)  # long enough to come in between, if it can
        return seen

    monkeypatch.setattr(stores, "changed_at", look_and_linger)
    assert store.delete(digest, limit)
    uploads.join()
    with store.open(digest) as opened:
        assert opened.read() == b"one"


def test_a_folder_that_never_ended_is_cleared_when_it_is_old(store: FolderStore) -> None:
    with store.incoming() as folder:
        (folder / "half").write_bytes(b"half")
        began = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        assert store.clear_incoming(began) == 0
    left = store.folder / "incoming" / "left"
    left.mkdir()
    (left / "half").write_bytes(b"half")
    assert store.clear_incoming(began + LATER) == 1
    assert not left.exists()


def test_an_upload_that_ends_while_a_sweeper_looks_does_not_stop_it(store: FolderStore) -> None:
    """A name that is listed and cannot be looked at any more."""
    with store.incoming():
        pass
    (store.folder / "incoming" / "ended").symlink_to("nowhere")
    assert store.clear_incoming(clock.now() + LATER) == 0


def test_nobody_else_on_the_machine_can_look_into_the_store(store: FolderStore) -> None:
    put(store, b"one")
    assert oct(store.folder.stat().st_mode & 0o777) == "0o700"


def make_old(store: FolderStore, digest: str, hours: float = 25) -> None:
    path: Path = store.folder / digest[:2] / digest
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))
