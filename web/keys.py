"""Tokens for programs and secret addresses of calendars: made, shown once, kept as a hash, revocable."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from runtime import tokens
from web.roles import EVERYBODY, Right, Visitor
from web.tables import ApiToken, CalendarFeed

SEEN_EVERY = timedelta(hours=1)  #: a token's last use is written down no more often


class Scope(StrEnum):
    """What a token may do, at most; what its person may not do, it may not either."""

    READ = "read"  #: see tasks, and what the person oversees
    HAND_IN = "hand-in"  #: hand in, ask for time
    REVIEW = "review"  #: accept, return, answer
    SUPERVISE = "supervise"  #: change what others owe; run a duty; the roster

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Scope.READ: "查看",
    Scope.HAND_IN: "提交",
    Scope.REVIEW: "审核",
    Scope.SUPERVISE: "督办",
}

GRANTED: Mapping[Scope, frozenset[Right]] = {
    Scope.READ: frozenset({Right.SEE, Right.OVERSEE, Right.LEAD}),
    Scope.HAND_IN: frozenset({Right.SEE, Right.HAND_IN}),
    Scope.REVIEW: frozenset({Right.SEE, Right.REVIEW}),
    Scope.SUPERVISE: frozenset({Right.SEE, Right.OVERSEE, Right.SUPERVISE, Right.ASSIGN}),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A good token: for whom, for which posts, with which rights at most."""

    id: int
    jurisdiction: str
    person: str
    posts: frozenset[str]
    rights: frozenset[Right]
    is_stale: bool


def make_token(
    session: Session, who: Visitor, name: str, scopes: Collection[Scope], posts: Collection[str]
) -> str:
    """A token for some of the visitor's own posts; return its secret."""
    secret = tokens.new()
    own = sorted(set(posts) & (who.posts | who.stands_in))
    session.add(
        ApiToken(
            hash=tokens.hashed(secret),
            jurisdiction=who.jurisdiction.id,
            person=who.person,
            name=name,
            scopes=sorted(scopes),
            posts=own,
            made_at=who.now,
            seen_at=None,
            revoked_at=None,
        )
    )
    return secret


def key_of(session: Session, secret: str, now: datetime) -> Key | None:
    """What a secret opens; None for one that is wrong or revoked."""
    wanted = select(ApiToken).where(ApiToken.hash == tokens.hashed(secret))
    row = session.scalars(wanted).one_or_none()
    if row is None or row.revoked_at is not None:
        return None
    rights = EVERYBODY.union(*(GRANTED[Scope(scope)] for scope in row.scopes))
    stale = row.seen_at is None or row.seen_at + SEEN_EVERY <= now
    return Key(row.id, row.jurisdiction, row.person, frozenset(row.posts), rights, stale)


def saw(session: Session, token_id: int, now: datetime) -> None:
    """The token was used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(seen_at=now))


def make_feed(session: Session, who: Visitor, post: str) -> str:
    """A calendar of one post; return the secret of its address."""
    secret = tokens.new()
    session.add(
        CalendarFeed(
            hash=tokens.hashed(secret),
            jurisdiction=who.jurisdiction.id,
            person=who.person,
            post=post,
            made_at=who.now,
            revoked_at=None,
        )
    )
    return secret


def feed_of(session: Session, secret: str) -> CalendarFeed | None:
    """The calendar behind an address; None for one that is wrong or revoked."""
    wanted = select(CalendarFeed).where(
        CalendarFeed.hash == tokens.hashed(secret), CalendarFeed.revoked_at.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def mine(session: Session, who: Visitor) -> tuple[Sequence[ApiToken], Sequence[CalendarFeed]]:
    """What a person has made and not revoked, newest first."""
    kept = select(ApiToken).where(
        ApiToken.jurisdiction == who.jurisdiction.id,
        ApiToken.person == who.person,
        ApiToken.revoked_at.is_(None),
    )
    feeds = select(CalendarFeed).where(
        CalendarFeed.jurisdiction == who.jurisdiction.id,
        CalendarFeed.person == who.person,
        CalendarFeed.revoked_at.is_(None),
    )
    return (
        session.scalars(kept.order_by(ApiToken.id.desc())).all(),
        session.scalars(feeds.order_by(CalendarFeed.id.desc())).all(),
    )


def revoke(
    session: Session, who: Visitor, table: type[ApiToken] | type[CalendarFeed], row_id: int
) -> None:
    """From now on it opens nothing. Another person's is left alone."""
    session.execute(
        update(table)
        .where(
            table.id == row_id,
            table.person == who.person,
            table.jurisdiction == who.jurisdiction.id,
            table.revoked_at.is_(None),
        )
        .values(revoked_at=who.now)
    )
