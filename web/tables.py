"""The tables of the pages: who may sign in, who is signed in, and which forms were already sent.

A session's secret is stored as its SHA-256 only: who reads the table cannot use it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime
from tasks.tables import Key

_Hash = String(64)
_Name = String(160)


class Account(Base):
    """A name and password to sign in with. Which posts its person holds is the roster's to say."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    login: Mapped[str] = mapped_column(_Name, unique=True)
    person: Mapped[str] = mapped_column(_Name)  #: as the roster writes it; a unit for its mailbox
    is_admin: Mapped[bool]
    password: Mapped[str] = mapped_column(String(200))  #: argon2id, with its salt
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebSession(Base):
    """One device that is signed in, until it is revoked or has expired."""

    __tablename__ = "web_session"

    hash: Mapped[str] = mapped_column(_Hash, primary_key=True)
    csrf: Mapped[str] = mapped_column(String(43))  #: goes into every form of this session
    account_id: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"), index=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    person: Mapped[str] = mapped_column(_Name)
    tasks: Mapped[list[int] | None] = mapped_column(JSON)  #: by a link: these tasks and no others
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FormUse(Base):
    """A form that has been sent. Sent again, by a double tap, it changes nothing."""

    __tablename__ = "form_use"

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiToken(Base):
    """What a program shows to /api/v1: it acts for one person, for some of his posts, within scopes."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    hash: Mapped[str] = mapped_column(_Hash, unique=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    person: Mapped[str] = mapped_column(_Name, index=True)
    name: Mapped[str] = mapped_column(_Name)  #: what it is for
    scopes: Mapped[list[str]] = mapped_column(JSON)  #: of web.keys.Scope
    posts: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarFeed(Base):
    """A secret address under which the open tasks of one post are a calendar."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    hash: Mapped[str] = mapped_column(_Hash, unique=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    person: Mapped[str] = mapped_column(_Name, index=True)
    post: Mapped[str] = mapped_column(_Name)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
