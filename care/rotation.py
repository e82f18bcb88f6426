"""New keys for all cases, while the system runs: so many cases at a time, each batch one transaction.

Until a batch is committed both keys are there, afterwards only the new one: what was sealed with the old
one, in a backup or in somebody's copy, does not open any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import vault
from care.keys import Keyring
from care.tables import CareCase, CareField
from runtime.database import Database

#: Cases in one transaction: short enough that nobody waits for it.
BATCH = 100


def rotate(
    database: Database,
    keyring: Keyring,
    jurisdiction_id: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Give every case of the jurisdiction a new key; return how many fields were sealed anew.

    Raises KeyGone or Tampered at the first field that does not open; batches before it are done, and
    running it again is safe.
    """
    with database.read() as session:
        ids = session.scalars(
            select(CareCase.id).where(
                CareCase.jurisdiction == jurisdiction_id, CareCase.destroyed_at.is_(None)
            )
        ).all()
    done = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with database.write() as session:
            done += _seal_anew(session, keyring, batch)
        keyring.forget_retired(*batch)
        if progress:
            progress(done)
    return done


def _seal_anew(session: Session, keyring: Keyring, batch: Sequence[str]) -> int:
    # Whoever reads or changes one of these waits, so that nobody is left with a ciphertext of the old key.
    held = select(CareCase.id).where(CareCase.id.in_(batch), CareCase.destroyed_at.is_(None))
    kept = session.scalars(held.order_by(CareCase.id).with_for_update()).all()
    fields: dict[str, list[CareField]] = defaultdict(list)
    for field in session.scalars(select(CareField).where(CareField.case_id.in_(kept))):
        fields[field.case_id].append(field)
    old = keyring.of(*kept)
    for case_id, (key_id, key) in keyring.make(*kept).items():
        for field in fields[case_id]:
            place = vault.Place(case_id, field.name)
            text = vault.unseal(old[case_id, field.key_id], field.key_id, place, field.sealed)
            field.sealed, field.key_id = vault.seal(key, key_id, place, text), key_id
    return sum(map(len, fields.values()))
