"""The keys of the locked room, in a file of their own outside the database.

Every case has a key of its own, so that one identity can be destroyed alone: when its key goes, what is
left of it in the database and in every backup of the database is noise. Keys are backed up apart from the
database, or not at all.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

#: Bytes of a key: AES-256.
KEY_BYTES = 32
_WAIT = 30.0  # seconds that one writer waits for another

_TABLE = """
CREATE TABLE IF NOT EXISTS case_key (
    case_id TEXT NOT NULL, key_id TEXT NOT NULL PRIMARY KEY, secret BLOB NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0
) STRICT
"""
_INDEX = "CREATE INDEX IF NOT EXISTS case_key_of_case ON case_key (case_id)"


class KeyGone(LookupError):
    """The key is not there: destroyed, rotated away, or another installation's."""


class Keys(dict[tuple[str, str], bytes]):
    """Keys by case and key id. To ask for one that is not there raises KeyGone."""

    def __missing__(self, place: tuple[str, str]) -> bytes:
        raise KeyGone("密钥已经更换或销毁，不能再打开")


class Keyring:
    """The keys of all cases. Safe to use from several processes and threads."""

    def __init__(self, file: Path) -> None:
        """`file` is made, for its owner alone, when the first key is."""
        self.file = file

    def make(self, *case_ids: str) -> dict[str, tuple[str, bytes]]:
        """A new key for each case, from now on its current one: case id to (key id, key)."""
        made = {
            case_id: (f"k-{secrets.token_hex(8)}", secrets.token_bytes(KEY_BYTES))
            for case_id in case_ids
        }
        with self._open() as db:
            db.executemany(
                "UPDATE case_key SET retired = 1 WHERE case_id = ?", [(one,) for one in made]
            )
            db.executemany(
                "INSERT INTO case_key (case_id, key_id, secret) VALUES (?, ?, ?)",
                [(case_id, *key) for case_id, key in made.items()],
            )
        return made

    def current(self, case_id: str) -> tuple[str, bytes]:
        """The key to seal with. Raises KeyGone."""
        with self._open() as db:
            row = db.execute(
                "SELECT key_id, secret FROM case_key WHERE case_id = ? AND retired = 0", (case_id,)
            ).fetchone()
        if row is None:
            raise KeyGone("这条登记的密钥已经销毁，身份信息不能再打开")
        return str(row[0]), bytes(row[1])

    def get(self, case_id: str, key_id: str) -> bytes:
        """The key that something was sealed with. Raises KeyGone."""
        return self.of(case_id)[case_id, key_id]

    def of(self, *case_ids: str) -> Keys:
        """Every key of these cases, the current ones and the retired."""
        wanted, found = "SELECT key_id, secret FROM case_key WHERE case_id = ?", Keys()
        with self._open() as db:
            for case_id in case_ids:
                for key_id, secret in db.execute(wanted, (case_id,)):
                    found[case_id, str(key_id)] = bytes(secret)
        return found

    def forget(self, *key_ids: str) -> None:
        """Destroy these keys, unless one is its case's current one."""
        with self._open() as db:
            db.executemany(
                "DELETE FROM case_key WHERE key_id = ? AND retired = 1",
                [(one,) for one in key_ids],
            )

    def destroy(self, case_id: str) -> None:
        """Crypto-shredding: after this nobody opens the case's identity again."""
        with self._open() as db:
            db.execute("DELETE FROM case_key WHERE case_id = ?", (case_id,))

    def cases(self) -> frozenset[str]:
        """The cases that have a key."""
        with self._open() as db:
            return frozenset(str(row[0]) for row in db.execute("SELECT case_id FROM case_key"))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file, durable when it ends."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.file.exists():
            self.file.touch(mode=0o600)
        with closing(sqlite3.connect(self.file, timeout=_WAIT, isolation_level=None)) as db:
            # A deleted key is overwritten, and no second file keeps a copy of it.
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("BEGIN IMMEDIATE")
            try:
                db.execute(_TABLE)
                db.execute(_INDEX)
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
