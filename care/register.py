"""Registering, reviewing, changing and ending a case 关爱对象.

Whoever keeps the register asks, somebody else approves. The journal says that it happened and to how many,
never to whom.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from care import access, checks, identity, zone
from care.keys import Keyring
from care.lifecycle import EXIT_REASONS, PURPOSES, Basis, CareRefused, State, Step, after
from care.tables import CareCase
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody fills in to register a case. `identity`: see checks.IDENTITY."""

    contact: str
    basis: Basis
    basis_on: date
    basis_note: str
    purpose: str
    under_14: bool
    told_on: date  #: when the guardian got the notice on what is kept and why (PIPL 17, 30)
    identity: Mapping[str, str] = field(repr=False)  #: no traceback and no log may show it
    agency: str = ""
    agency_ref: str = ""


def register(
    session: Session,
    keyring: Keyring,
    rules: Jurisdiction,
    asked: Application,
    *,
    by: str,
    now: datetime,
) -> CareCase:
    """Write a case down; nobody calls before somebody else has approved it.

    Raises CareRefused with everything that is wrong, in words that repeat nothing of the identity.
    """
    room = zone.entered(session, rules)
    on = today(now, rules.zone)
    access.check_keeper(rules, by, on)
    fields, wrong = checks.check_identity(asked.identity)
    wrong += _wrong(rules, asked, on)
    if wrong:
        raise CareRefused("；".join(wrong))
    room.last_code += 1
    case = CareCase(
        id=secrets.token_hex(16),
        jurisdiction=rules.id,
        code=f"关爱-{room.last_code:04d}",
        contact=rules.post(asked.contact),
        state=State.ASKED,
        basis=asked.basis,
        basis_on=asked.basis_on,
        basis_note=asked.basis_note.strip(),
        purpose=asked.purpose,
        under_14=asked.under_14,
        told_on=asked.told_on,
        agency=asked.agency.strip(),
        agency_ref=asked.agency_ref.strip(),
        asked_at=now,
        asked_by=by,
    )
    session.add(case)
    session.flush()
    keyring.make(case.id)
    identity.store(session, keyring, case.id, fields)
    _write(session, case, "register", by, now)
    return case


def _wrong(rules: Jurisdiction, asked: Application, on: date) -> list[str]:
    found = checks.check_pointer(asked.agency, asked.agency_ref)
    if rules.roster.resolve(asked.contact) is None:
        found.append(f"名册里没有岗位“{asked.contact}”")
    if asked.purpose not in PURPOSES:
        found.append(f"请选择登记的目的：{'、'.join(PURPOSES)}")
    if not asked.basis_note.strip():
        found.append("请写明依据：同意书编号，或法律条款")
    found += [f"依据{problem}" for problem in checks.text_problems(asked.basis_note, 200)]
    if asked.under_14 and asked.basis is not Basis.CONSENT:
        found.append("不满十四周岁的，要有监护人同意（个人信息保护法第三十一条）")
    for name, day in (("依据的日期", asked.basis_on), ("告知监护人的日期", asked.told_on)):
        if day > on:
            found.append(f"{name} {day} 还没有到")
    return found


def approve(session: Session, rules: Jurisdiction, code: str, *, by: str, now: datetime) -> None:
    """From now on the contact calls."""
    case = _to_decide(session, rules, code, Step.APPROVE, by, now)
    on = today(now, rules.zone)
    case.approved_at, case.approved_by, case.active_from = now, by, on
    case.review_by = on + timedelta(access.rules_of(rules).review_days)


def refuse(
    session: Session, keyring: Keyring, rules: Jurisdiction, code: str, *, by: str, now: datetime
) -> None:
    """Not approved: the identity goes at once."""
    case = _to_decide(session, rules, code, Step.REFUSE, by, now)
    case.exited_on, case.destroyed_at = today(now, rules.zone), now
    identity.destroy(session, keyring, case)


def _to_decide(
    session: Session, rules: Jurisdiction, code: str, step: Step, by: str, now: datetime
) -> CareCase:
    zone.entered(session, rules)
    case = identity.found(session, rules, code)
    access.check_approver(rules, by, today(now, rules.zone), case.asked_by)
    case.state = after(State(case.state), step)
    _write(session, case, step, by, now)
    return case


def review(
    session: Session, rules: Jurisdiction, code: str, *, needed: bool, by: str, now: datetime
) -> CareCase:
    """The quarterly look at whether the call is still needed and wished for."""
    step = Step.REVIEW_NEEDED if needed else Step.REVIEW_REST
    case = _kept(session, rules, code, step, by, now)
    on = today(now, rules.zone)
    if needed and case.active_from is None:
        case.active_from = on
    if not needed:
        case.active_from = None
    case.misses, case.review_by = 0, on + timedelta(access.rules_of(rules).review_days)
    return case


def correct(
    session: Session,
    keyring: Keyring,
    rules: Jurisdiction,
    code: str,
    fields: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Put other identity fields in place of those there are (PIPL 46)."""
    clean, wrong = checks.check_identity(fields)
    if wrong:
        raise CareRefused("；".join(wrong))
    case = _kept(session, rules, code, Step.CHANGE, by, now)
    identity.store(session, keyring, case.id, dict.fromkeys(checks.IDENTITY, "") | clean)


def leave(
    session: Session, rules: Jurisdiction, code: str, *, reason: str, by: str, now: datetime
) -> CareCase:
    """退出: nobody calls any more; the identity is destroyed after the plan's `keep_days`."""
    if reason not in EXIT_REASONS:
        raise CareRefused(f"请选择退出的原因：{'、'.join(EXIT_REASONS)}")
    case = _kept(session, rules, code, Step.EXIT, by, now)
    on = today(now, rules.zone)
    case.exited_on, case.exit_reason, case.active_from, case.review_by = on, reason, None, None
    case.destroy_on = on + timedelta(access.rules_of(rules).keep_days)
    return case


def _kept(
    session: Session, rules: Jurisdiction, code: str, step: Step, by: str, now: datetime
) -> CareCase:
    """The case, for a step of whoever keeps the register."""
    zone.entered(session, rules)
    access.check_keeper(rules, by, today(now, rules.zone))
    case = identity.found(session, rules, code)
    case.state = after(State(case.state), step)
    _write(session, case, step, by, now)
    return case


def _write(session: Session, case: CareCase, step: str, by: str, now: datetime) -> None:
    journal.write(session, case.jurisdiction, now=now, actor=by, verb=f"care_{step}")
