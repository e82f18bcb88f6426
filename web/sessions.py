"""Who is signed in: sessions of the devices people use. They can be revoked at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, update
from sqlalchemy.orm import Session

from runtime import tokens
from runtime.database import table_of
from web.tables import Account, FormUse, WebSession

IDLE = timedelta(days=14)  #: a device that nobody used for so long is signed out
LONGEST = timedelta(days=90)  #: then a password is asked for again
BY_LINK = timedelta(hours=12)  #: how long a sign-in link's session lasts
SEEN_EVERY = timedelta(hours=1)  #: a session's last use is written down no more often


@dataclass(frozen=True, slots=True)
class Held:
    """A session that is good now."""

    hash: str
    csrf: str
    account_id: int | None
    jurisdiction: str
    person: str
    is_admin: bool
    tasks: frozenset[int] | None
    seen_at: datetime = field(compare=False)

    def is_stale(self, now: datetime) -> bool:
        """Should its last use be written down?"""
        return self.seen_at + SEEN_EVERY <= now


def begin(session: Session, account: Account, now: datetime) -> str:
    """Sign a device in with a password; return the secret for its cookie."""
    return _begin(session, account.jurisdiction, account.person, now, LONGEST, account.id, None)


def begin_by_link(
    session: Session, jurisdiction: str, person: str, tasks: Sequence[int], now: datetime
) -> str:
    """Sign a device in by a link, for these tasks only; return the secret for its cookie."""
    return _begin(session, jurisdiction, person, now, BY_LINK, None, list(tasks))


def _begin(
    session: Session,
    jurisdiction: str,
    person: str,
    now: datetime,
    lasts: timedelta,
    account_id: int | None,
    tasks: list[int] | None,
) -> str:
    secret = tokens.new()
    session.add(
        WebSession(
            hash=tokens.hashed(secret),
            csrf=tokens.new(),
            account_id=account_id,
            jurisdiction=jurisdiction,
            person=person,
            tasks=tasks,
            made_at=now,
            seen_at=now,
            expires_at=now + lasts,
            revoked_at=None,
        )
    )
    return secret


def held(row: Row[Any], now: datetime) -> Held | None:
    """The session of a row with `COLUMNS`; None when it is revoked, expired, idle for too long, or its account
    is disabled."""
    if row.revoked_at is not None or row.disabled_at is not None:
        return None
    if row.expires_at <= now or row.seen_at + IDLE <= now:
        return None
    return Held(
        hash=row.hash,
        csrf=row.csrf,
        account_id=row.account_id,
        jurisdiction=row.jurisdiction,
        person=row.person,
        is_admin=bool(row.is_admin),
        tasks=None if row.tasks is None else frozenset(row.tasks),
        seen_at=row.seen_at,
    )


#: What `held` reads, of the session and its account.
SESSION, ACCOUNT = table_of(WebSession), table_of(Account)
COLUMNS = (
    SESSION.c.hash,
    SESSION.c.csrf,
    SESSION.c.account_id,
    SESSION.c.jurisdiction,
    SESSION.c.person,
    SESSION.c.tasks,
    SESSION.c.seen_at,
    SESSION.c.expires_at,
    SESSION.c.revoked_at,
    ACCOUNT.c.disabled_at,
    ACCOUNT.c.is_admin,
)


def saw(session: Session, hash_: str, now: datetime) -> None:
    """The session was used."""
    session.execute(update(WebSession).where(WebSession.hash == hash_).values(seen_at=now))


def tidy(session: Session, now: datetime) -> None:
    """Forget what nobody can use any more: sessions that expired a month ago, forms a week old."""
    month, week = now - timedelta(days=30), now - timedelta(days=7)
    session.execute(delete(WebSession).where(WebSession.expires_at < month))
    session.execute(delete(FormUse).where(FormUse.at < week))


def end(session: Session, hash_: str, now: datetime) -> None:
    """Sign one device out."""
    mine = (WebSession.hash == hash_, WebSession.revoked_at.is_(None))
    session.execute(update(WebSession).where(*mine).values(revoked_at=now))


def end_others(session: Session, account_id: int, but: str, now: datetime) -> None:
    """Sign every other device of an account out."""
    others = (
        WebSession.account_id == account_id,
        WebSession.hash != but,
        WebSession.revoked_at.is_(None),
    )
    session.execute(update(WebSession).where(*others).values(revoked_at=now))
