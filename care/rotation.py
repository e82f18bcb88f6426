"""New keys for all cases, while the system runs: so many cases at a time, each batch one transaction.

Until a batch is committed both keys are there, afterwards only the new one: what was sealed with the old
one, in a backup or in somebody's copy, does not open any more. A field that does not open stays as it is, and
so do the old keys of its case: with them it opens again once it is put back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import vault
from care.identity import FAILURES, KEY_GONE, TAMPERED
from care.keys import KeyGone, Keyring
from care.tables import CareCase, CareField
from runtime.database import Database

#: Cases in one transaction: short enough that nobody waits for it.
BATCH = 100


@dataclass(frozen=True, slots=True)
class Unread:
    """A field that did not open."""

    code: str
    field: str  #: of a line about a call without its reference: no code stands beside one
    why: str


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many fields were sealed anew, and how many did not open."""

    sealed: int
    unread: int


@dataclass(frozen=True, slots=True)
class _Batch:
    sealed: int
    unread: Sequence[Unread]
    spent: Sequence[str]  #: ids of the keys with which nothing of their cases is sealed any more


def rotate(
    database: Database,
    keyring: Keyring,
    jurisdiction_id: str,
    tell: Callable[[Unread], None] | None = None,
) -> Rotated:
    """Give every case of the jurisdiction a new key. `tell` hears of each field that does not open; the others
    are sealed anew all the same. Running it again is safe."""
    sealed, unread, last = 0, 0, ""
    while True:
        with database.write() as session:
            codes = _held(session, jurisdiction_id, last)
            if not codes:
                return Rotated(sealed, unread)
            batch = _seal_anew(session, keyring, codes)
        keyring.forget(*batch.spent)
        if tell:
            for one in batch.unread:
                tell(one)
        sealed, unread, last = sealed + batch.sealed, unread + len(batch.unread), max(codes)


def _held(session: Session, jurisdiction_id: str, last: str) -> dict[str, str]:
    """The next cases after the id `last`, with their codes. Whoever reads or changes one of these waits, so that
    nobody is left with a ciphertext of the old key."""
    following = (
        select(CareCase.id, CareCase.code)
        .where(
            CareCase.jurisdiction == jurisdiction_id,
            CareCase.destroyed_at.is_(None),
            CareCase.id > last,
        )
        .order_by(CareCase.id)
        .limit(BATCH)
        .with_for_update()
    )
    return dict(session.execute(following).tuples().all())


def _seal_anew(session: Session, keyring: Keyring, codes: Mapping[str, str]) -> _Batch:
    old = keyring.of(*codes)
    texts: dict[str, list[tuple[CareField, str]]] = {}
    unread: dict[str, list[Unread]] = {}
    for field in session.scalars(select(CareField).where(CareField.case_id.in_(codes))):
        place = vault.Place(field.case_id, field.name)
        try:
            key = old[field.case_id, field.key_id]
            text = vault.unseal(key, field.key_id, place, field.sealed)
        except (KeyGone, vault.Tampered) as failed:
            why = FAILURES[KEY_GONE if isinstance(failed, KeyGone) else TAMPERED]
            shown = Unread(codes[field.case_id], field.name.partition(":")[0], why)
            unread.setdefault(field.case_id, []).append(shown)
        else:
            texts.setdefault(field.case_id, []).append((field, text))
    # A case of which nothing opens gets no key: that it has lost its own is still to be seen.
    for case_id, (key_id, key) in keyring.make(*texts).items():
        for field, text in texts[case_id]:
            place = vault.Place(case_id, field.name)
            field.sealed, field.key_id = vault.seal(key, key_id, place, text), key_id
    return _Batch(
        sealed=sum(map(len, texts.values())),
        unread=[one for several in unread.values() for one in several],
        spent=[key_id for case_id, key_id in old if case_id in texts and case_id not in unread],
    )
