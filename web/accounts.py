"""Accounts: names and passwords. Commands take the session and never commit."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from pwdlib import PasswordHash
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.roster import GroupKind
from web.tables import Account, WebSession

SHORTEST = 10  # characters of a password
LONGEST = 200  # characters; argon2 must not be fed a book


@dataclass(frozen=True, slots=True)
class Devices:
    """Where an account is signed in now."""

    count: int
    seen_at: datetime


class AccountRefused(ValueError):
    """An account that cannot be made or changed so. The message is for the person who asked."""


def add(
    session: Session,
    jurisdiction: Jurisdiction,
    login: str,
    password: str,
    *,
    person: str = "",
    is_admin: bool = False,
    now: datetime,
) -> Account:
    """Make an account. `person` (default: the login) is a name of the roster; an administrator needs
    none. Raises AccountRefused."""
    login, person = login.strip(), (person or ("" if is_admin else login)).strip()
    if not login:
        raise AccountRefused("登录名不能为空")
    if by_login(session, login):
        raise AccountRefused(f"登录名“{login}”已经有了")
    if person and person not in people(jurisdiction):
        raise AccountRefused(f"名册里没有“{person}”这个人，也没有这个单位；请先在名册里登记")
    account = Account(
        jurisdiction=jurisdiction.id,
        login=login,
        person=person,
        is_admin=is_admin,
        password=_checked_hash(password),
        made_at=now,
        disabled_at=None,
    )
    session.add(account)
    session.flush()
    return account


def people(jurisdiction: Jurisdiction) -> frozenset[str]:
    """Everybody an account can be for: who holds a post or stands in, and the units' mailboxes."""
    named = {name for post in jurisdiction.roster.all_posts() for name in post.people}
    return frozenset(named | {unit.name for unit in jurisdiction.roster.units})


def set_password(session: Session, login: str, password: str, *, now: datetime) -> Account:
    """Give another password and end every session of the account. Raises AccountRefused."""
    account = _needed(session, login)
    account.password = _checked_hash(password)
    _end_sessions(session, account, now)
    return account


def disable(session: Session, login: str, *, now: datetime) -> Account:
    """Nobody signs in with it any more, and who is signed in is out. Raises AccountRefused."""
    account = _needed(session, login)
    account.disabled_at = account.disabled_at or now
    _end_sessions(session, account, now)
    return account


def sign_out(session: Session, login: str, *, now: datetime) -> Account:
    """Out on every device, as when a phone is lost; the password stays. Raises AccountRefused."""
    account = _needed(session, login)
    _end_sessions(session, account, now)
    return account


def enable(session: Session, login: str) -> Account:
    """It can be used again. Raises AccountRefused."""
    account = _needed(session, login)
    account.disabled_at = None
    return account


def all_accounts(session: Session, jurisdiction_id: str) -> Sequence[Account]:
    """Every account of a jurisdiction, by login."""
    found = select(Account).where(Account.jurisdiction == jurisdiction_id).order_by(Account.login)
    return session.scalars(found).all()


def devices(session: Session, jurisdiction_id: str, now: datetime) -> Mapping[int, Devices]:
    """By account: on how many devices it is signed in, and when one of them was last seen."""
    good = (
        WebSession.jurisdiction == jurisdiction_id,
        WebSession.account_id.is_not(None),
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > now,
    )
    counted = select(WebSession.account_id, func.count(), func.max(WebSession.seen_at))
    rows = session.execute(counted.where(*good).group_by(WebSession.account_id))
    return {account: Devices(count, seen) for account, count, seen in rows if account is not None}


def by_login(session: Session, login: str) -> Account | None:
    return session.scalars(select(Account).where(Account.login == login.strip())).first()


def check(session: Session, login: str, password: str) -> Account | None:
    """The account that this name and password open. It takes as long whether or not there is one: who
    guesses names learns nothing."""
    account = by_login(session, login[:LONGEST])
    known = account.password if account else _nobodys_hash()
    fits = len(password) <= LONGEST and _hasher().verify(password, known)
    return account if account and fits and account.disabled_at is None else None


def demo(
    session: Session, jurisdiction: Jurisdiction, *, now: datetime, on: date
) -> list[tuple[str, str, str]]:
    """Accounts for the invented people of a demo, where there are none: (login, password, who it is).

    Only for a demo on this machine: the caller makes sure of both and shows the passwords once.
    """
    if all_accounts(session, jurisdiction.id):
        return []
    made = []
    for person, about in _demo_people(jurisdiction, on):
        password = secrets.token_urlsafe(9)
        add(session, jurisdiction, person, password, now=now)
        made.append((person, password, about))
    password = secrets.token_urlsafe(9)
    add(session, jurisdiction, "管理员", password, is_admin=True, now=now)
    return [*made, ("管理员", password, "账号和设置")]


def _demo_people(jurisdiction: Jurisdiction, on: date) -> Iterator[tuple[str, str]]:
    """One person of each kind: (person, post)."""
    roster = jurisdiction.roster
    kinds = {group.kind: group for group in roster.groups.values()}
    firsts = [kinds[k].subjects[0].name for k in (GroupKind.SCHOOL, GroupKind.SEAT) if k in kinds]
    seen: set[str] = set()
    for name in (roster.supervisor, roster.leader, roster.units[0].name, *firsts):
        post = roster.resolve(name)
        told = roster.recipient(post, on) if post else None
        if post and told and told.name not in seen:
            seen.add(told.name)
            yield told.name, post


def _needed(session: Session, login: str) -> Account:
    account = by_login(session, login)
    if account is None:
        raise AccountRefused(f"没有账号“{login}”，见 huhang user list")
    return account


def _end_sessions(session: Session, account: Account, now: datetime) -> None:
    theirs = (WebSession.account_id == account.id, WebSession.revoked_at.is_(None))
    session.execute(update(WebSession).where(*theirs).values(revoked_at=now))


def _checked_hash(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountRefused(f"密码应有 {SHORTEST} 到 {LONGEST} 个字符，读到 {len(password)} 个")
    return _hasher().hash(password)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(LONGEST // 4))
