"""The identity of a case: sealed on the way in, opened for a purpose, and every opening written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from care import access, checks, vault, zone
from care.checks import IDENTITY
from care.keys import KeyGone, Keyring
from care.lifecycle import READABLE, READING_PURPOSES, CareRefused, State
from care.tables import CareCase, CareField, CareReading, CareReference
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal

READ, NOT_READ = "care_read", "care_read_failed"
#: Why something did not open, as its line says it.
TAMPERED, KEY_GONE = "tampered", "key_gone"
FAILURES = {TAMPERED: "密文被改动或移动过", KEY_GONE: "密钥已更换或销毁"}
#: The field that holds the one line about the call of a task.
_NOTE = "备注"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading brought. Its line is there either way, once the transaction is committed."""

    found: Mapping[str, str] = field(default_factory=dict, repr=False)
    failed: KeyGone | vault.Tampered | None = None

    def opened(self) -> dict[str, str]:
        """The fields. Raises KeyGone or Tampered: to be asked after the commit, so that the line stays."""
        if self.failed:
            raise self.failed
        return dict(self.found)


def note_field(reference: str) -> str:
    """The name of the field of one call's line."""
    return f"{_NOTE}:{reference}"


def found(session: Session, rules: Jurisdiction, code: str) -> CareCase:
    """The case with that code, held until the transaction ends. Raises CareRefused."""
    wanted = select(CareCase).where(CareCase.jurisdiction == rules.id, CareCase.code == code)
    case = session.scalars(wanted.with_for_update()).one_or_none()
    if case is None:
        raise CareRefused(access.NOT_YOURS)
    return case


def store(session: Session, keyring: Keyring, case_id: str, fields: Mapping[str, str]) -> None:
    """Seal the fields with the case's current key; an empty one is taken away. Raises KeyGone."""
    key_id, key = keyring.current(case_id)
    for name, text in fields.items():
        session.execute(
            delete(CareField).where(CareField.case_id == case_id, CareField.name == name)
        )
        if text:
            sealed = vault.seal(key, key_id, vault.Place(case_id, name), text)
            session.add(CareField(case_id=case_id, name=name, key_id=key_id, sealed=sealed))
    session.flush()


def reveal(
    session: Session,
    keyring: Keyring,
    rules: Jurisdiction,
    code: str,
    names: Sequence[str],
    *,
    purpose: str,
    by: str,
    now: datetime,
) -> Reading:
    """Open identity fields (and the lines of earlier calls, by `备注`) for one of READING_PURPOSES.

    The reading is written down before anything is opened, and stays when something does not open: see Reading.
    Raises CareRefused.
    """
    zone.entered(session, rules)
    if purpose not in READING_PURPOSES:
        raise CareRefused(f"请选择查看的目的：{'、'.join(READING_PURPOSES)}")
    if strange := [name for name in names if name not in (*IDENTITY, _NOTE)]:
        raise CareRefused(
            f"没有“{'、'.join(strange)}”这一项，可看：{'、'.join((*IDENTITY, _NOTE))}"
        )
    on = today(now, rules.zone)
    case = found(session, rules, code)
    post = access.reading_post(rules, case, by, on)
    if State(case.state) not in READABLE:
        raise CareRefused(f"这条登记{State(case.state).label}，身份信息不再打开")
    line = _write_down(session, case, names, purpose, by, post, now)
    try:
        return Reading(_opened(session, keyring, case.id, names))
    except (KeyGone, vault.Tampered) as failed:
        line.failed = KEY_GONE if isinstance(failed, KeyGone) else TAMPERED
        why = FAILURES[line.failed]
        journal.write(
            session, rules.id, now=now, actor=by, verb=NOT_READ, reason=why, reading=line.id
        )
        return Reading(failed=failed)


def _write_down(
    session: Session,
    case: CareCase,
    names: Sequence[str],
    purpose: str,
    by: str,
    post: str,
    now: datetime,
) -> CareReading:
    """In the room: which case. In the journal, which leaves the room: who, which fields, what for."""
    fields = "、".join(dict.fromkeys(names))
    reading = CareReading(
        jurisdiction=case.jurisdiction,
        case_id=case.id,
        at=now,
        by=by,
        post=post,
        fields=fields,
        purpose=purpose,
    )
    session.add(reading)
    session.flush()
    journal.write(
        session,
        case.jurisdiction,
        now=now,
        actor=by,
        verb=READ,
        fields=fields,
        purpose=purpose,
        reading=reading.id,
    )
    return reading


def _opened(
    session: Session, keyring: Keyring, case_id: str, names: Sequence[str]
) -> dict[str, str]:
    fields = select(CareField).where(CareField.case_id == case_id).order_by(CareField.name)
    keys = keyring.of(case_id)
    return {
        field.name: vault.unseal(
            keys[case_id, field.key_id],
            field.key_id,
            vault.Place(case_id, field.name),
            field.sealed,
        )
        for field in session.scalars(fields)
        if field.name.partition(":")[0] in names
    }


def destroy(session: Session, keyring: Keyring, case: CareCase) -> None:
    """Crypto-shredding: the key goes, and with it what any backup of the database still holds; so does what
    points at the papers of the case.

    The key goes first: a crash in between leaves ciphertexts that nobody can open, and never a key.
    """
    keyring.destroy(case.id)
    session.execute(delete(CareField).where(CareField.case_id == case.id))
    case.basis_note, case.agency, case.agency_ref = "", "", ""


def note(
    session: Session,
    keyring: Keyring,
    rules: Jurisdiction,
    task_id: int,
    text: str,
    *,
    by: str,
    now: datetime,
) -> None:
    """One line about a call, for the next one. It stays in the room. Raises CareRefused."""
    zone.entered(session, rules)
    from_task = select(CareReference).where(CareReference.task_id == task_id)
    reference = session.scalars(from_task).one_or_none()
    # Held, so that no new key comes between the look at the key and the sealing.
    case = session.get(CareCase, reference.case_id, with_for_update=True) if reference else None
    if reference is None or case is None or case.jurisdiction != rules.id:
        raise CareRefused(access.NOT_YOURS)
    access.reading_post(rules, case, by, today(now, rules.zone))
    if State(case.state) not in READABLE:
        raise CareRefused(f"这条登记{State(case.state).label}，不再记备注")
    if wrong := checks.check_note(text):
        raise CareRefused("；".join(wrong))
    store(session, keyring, case.id, {note_field(reference.reference): text.strip()})
