"""New keys for the whole care register while people read in it, beside AES-GCM alone on the same texts."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert

from benchmarks.databases import Kind
from benchmarks.measuring import Claim, Figure, Line, Sheet
from care import identity, rotation, vault
from care.keys import Keyring
from care.lifecycle import Basis, State
from care.tables import CareCase, CareField
from runtime.database import Database
from tests.care.room import CLOUD, KEEPER, START, Room
from tests.care.room import identity as child
from tests.rounds.town import HERE, morning

ROWS = 10_000
_FIELDS = len(child(0))


def measure(kind: Kind, repetitions: int, rows: int = ROWS) -> tuple[Sheet, ...]:
    """So many sealed fields, four a case, each with a new key; alone, and with somebody who reads meanwhile."""
    alone = Figure("new keys, nobody reads", rows)
    amid = Figure("new keys, somebody reads all the time", rows)
    limit = Figure("AES-GCM alone: open and seal", rows)
    with tempfile.TemporaryDirectory(prefix="huhang-bench-") as folder:
        room = Room(kind.make(), Keyring(Path(folder) / "keys.sqlite"))
        codes = fill(room, rows // _FIELDS)
        for _ in range(repetitions):
            kind.settle(room.database)
            with limit.timed():
                _alone(rows)
            with alone.timed():
                _rotate(room.database, room.keyring, rows)
            with _reading(room, codes) as readings, amid.timed():
                _rotate(room.database, room.keyring, rows)
            if not readings:
                raise RuntimeError("nobody read while the keys were changed")
    lines = (
        Line(limit, (Claim(1.0),)),
        Line(alone, (Claim(alone.share_of(limit)),)),
        Line(amid, (Claim(amid.share_of(limit)),)),
    )
    return (Sheet(f"Rotation of {rows:,} fields: {kind.name}", ("of AES-GCM",), lines),)


def fill(room: Room, cases: int) -> list[str]:
    """Load the plan, open the room and put so many active cases into it; their codes."""
    room.load()
    room.open()
    ids = [secrets.token_hex(16) for _ in range(cases)]
    keys = room.keyring.make(*ids)
    with room.database.write() as session:
        session.execute(insert(CareCase), [_case(n, one) for n, one in enumerate(ids)])
        session.execute(insert(CareField), list(_sealed(ids, keys)))
    return [f"关爱-{n:04d}" for n in range(cases)]


def _case(n: int, case_id: str) -> dict[str, object]:
    return {
        "id": case_id,
        "jurisdiction": HERE,
        "code": f"关爱-{n:04d}",
        "contact": CLOUD,
        "state": State.ACTIVE.value,
        "basis": Basis.CONSENT.value,
        "basis_on": date(2026, 8, 20),
        "basis_note": f"同意书 {n} 号",
        "purpose": "每月关爱联系",
        "under_14": True,
        "told_on": date(2026, 8, 20),
        "asked_at": morning(START),
        "asked_by": KEEPER,
    }


def _sealed(ids: Sequence[str], keys: dict[str, tuple[str, bytes]]) -> Iterator[dict[str, object]]:
    for n, case_id in enumerate(ids):
        key_id, key = keys[case_id]
        for name, text in child(n).items():
            sealed = vault.seal(key, key_id, vault.Place(case_id, name), text)
            yield {"case_id": case_id, "name": name, "key_id": key_id, "sealed": sealed}


def _rotate(database: Database, keyring: Keyring, rows: int) -> None:
    done = rotation.rotate(database, keyring, HERE).sealed
    if done != rows:
        raise RuntimeError(f"sealed {done} of {rows} fields anew")


def _alone(rows: int) -> None:
    """What no rotation can do without: one opening and one sealing of each field, with a key of its own."""
    key, nonce, text = secrets.token_bytes(32), secrets.token_bytes(12), b"x" * 32
    sealed = AESGCM(key).encrypt(nonce, text, b"place")
    for _ in range(rows):
        AESGCM(key).encrypt(
            secrets.token_bytes(12), AESGCM(key).decrypt(nonce, sealed, b"place"), b"place"
        )


@contextmanager
def _reading(room: Room, codes: Sequence[str]) -> Iterator[list[str]]:
    """Somebody opens one case after another until the block ends; what was opened. Raises whatever went wrong."""
    ended, opened, wrong = threading.Event(), list[str](), list[BaseException]()

    def read() -> None:
        try:
            while not ended.is_set():
                code = secrets.choice(codes)
                look = {"purpose": "电话联系", "by": KEEPER}
                room.do(identity.reveal, START, code, ("称呼",), keyring=True, **look).opened()
                opened.append(code)
        except BaseException as error:  # noqa: BLE001  # raised again below
            wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    yield opened
    ended.set()
    reader.join()
    if wrong:
        raise wrong[0]
