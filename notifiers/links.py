"""Links in messages: the plain address of the pages, or one that signs its reader in.

A sign-in link stands only in what one person reads (a mail to one address), never in a group. It is used
once, for the tasks of its message; what is stored is a hash. The pages consume it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from notifiers import inbox
from notifiers.channels.channel import Channel
from notifiers.tables import Message, SignInLink
from runtime import tokens
from runtime.database import Database
from tasks.occasions import Occasion
from tasks.tables import Nudge

LASTS = timedelta(days=4)  #: over a weekend; the next reminder brings another one
PATH = "/k/"
TASKS = "/tasks"


@dataclass(frozen=True, slots=True)
class Found:
    """A link that there is, used or not."""

    jurisdiction: str
    person: str
    tasks: tuple[int, ...]
    is_good: bool  #: neither used nor expired
    session: str | None  #: the hash of the session that it opened


def link(database: Database, address: str, message_id: str, channel: Channel, now: datetime) -> str:
    """The link at the end of a message that goes out by this channel; empty without an address."""
    if not address:
        return ""
    if not channel.is_personal:
        return address + TASKS
    with database.write() as session:
        message = session.get_one(Message, message_id)
        mine = select(Nudge.task_id).where(
            Nudge.jurisdiction == message.jurisdiction,
            Nudge.message_id == message_id,
            Nudge.kind != Occasion.EXCHANGED,  # its reader has no part in that task
        )
        tasks = session.scalars(mine.distinct().order_by(Nudge.task_id)).all()
        if not tasks:
            return address + TASKS
        where, person = message.jurisdiction, message.recipient
        return address + make(session, where, person, tasks, now, message_id)


def make(
    session: Session,
    jurisdiction: str,
    person: str,
    tasks: Iterable[int],
    now: datetime,
    message_id: str | None = None,
) -> str:
    """A new sign-in link, as a path: `/k/<secret>`. `message_id`: of the message that it ends."""
    secret = tokens.new()
    session.add(
        SignInLink(
            hash=tokens.hashed(secret),
            jurisdiction=jurisdiction,
            person=person,
            tasks=list(tasks),
            made_at=now,
            expires_at=now + LASTS,
            used_at=None,
            session=None,
            message_id=message_id,
        )
    )
    return PATH + secret


def find(session: Session, secret: str, now: datetime) -> Found | None:
    """The link of that secret; None where there never was one."""
    row = session.get(SignInLink, tokens.hashed(secret))
    if row is None:
        return None
    is_good = row.used_at is None and now < row.expires_at
    return Found(row.jurisdiction, row.person, tuple(row.tasks), is_good, row.session)


def use(session: Session, secret: str, opened: str, now: datetime) -> bool:
    """Use it up for the session of hash `opened`: who comes in by it has read its message. False where it
    is used or expired: of two that tap at once, one comes in."""
    this = SignInLink.hash == tokens.hashed(secret)
    good = this & SignInLink.used_at.is_(None) & (SignInLink.expires_at > now)
    used = session.execute(update(SignInLink).where(good).values(used_at=now, session=opened))
    if not isinstance(used, CursorResult) or used.rowcount != 1:
        return False
    if told := session.scalar(select(SignInLink.message_id).where(this)):
        inbox.mark_read(session, told, now)
    return True


def with_link(body: str, link: str) -> str:
    """The text of a message with its link in the last line."""
    return f"{body}\n\n办理：{link}" if link else body
