"""The tables of who was told what. A message is the inbox and the outbox at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime
from tasks.tables import Key

_Id = String(60)
_Name = String(160)


class MessageKind(StrEnum):
    DIGEST = "digest"  #: the day's one message to a person
    AT_ONCE = "at_once"  #: what somebody is waiting for, or a 督办


class DeliveryState(StrEnum):
    WAITING = "waiting"  #: to be tried when `next_at` has come
    SENDING = "sending"  #: a deliverer holds it
    SENT = "sent"  #: the receiver accepted it
    FAILED = "failed"  #: it will not be tried again by this channel


class Message(Base):
    """消息: what one person is told at one time. The text is kept as it was said."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_inbox", "jurisdiction", "recipient", "made_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    recipient: Mapped[str] = mapped_column(_Name)  #: a person, or the unit whose mailbox it is
    is_mailbox: Mapped[bool]
    post: Mapped[str] = mapped_column(_Name)  #: the post of the most urgent line
    posts: Mapped[list[str]] = mapped_column(
        JSON
    )  #: every post it was addressed to, that one first
    tags: Mapped[list[str]] = mapped_column(
        JSON
    )  #: posts and units to look for a channel by, in order
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    inbox_only: Mapped[bool]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """投递: telling one message by one channel, with as many tries as that takes.

    The second of a message is its fallback: it exists when the first has failed. `channel` is a name,
    never an address, and empty until somebody has looked for one.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "number"),
        Index(
            "ix_delivery_due", "next_at",
            postgresql_where=text("state IN ('waiting', 'sending')"),
            sqlite_where=text("state IN ('waiting', 'sending')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int]  #: counted from 1
    channel: Mapped[str] = mapped_column(_Name, default="")
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.WAITING.value)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claim: Mapped[str] = mapped_column(String(36), default="")  #: who holds it
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")  #: the receipt, or why it failed


class Contact(Base):
    """How a post, a unit or a person wants to be told. Comes in and goes out as one Excel sheet."""

    __tablename__ = "contact"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    name: Mapped[str] = mapped_column(_Name, primary_key=True)
    address: Mapped[str] = mapped_column(_Name, default="")  #: a telephone number, for people
    channel: Mapped[str] = mapped_column(_Name, default="")  #: the preferred one, by its tag
    fallback: Mapped[str] = mapped_column(_Name, default="")
    quiet_from: Mapped[str] = mapped_column(String(5), default="")  #: `12:00`, in the plan's zone
    quiet_to: Mapped[str] = mapped_column(String(5), default="")


class Alarm(Base):
    """Something wrong with the installation itself, told to the administrator once until it is over."""

    __tablename__ = "alarm"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    check: Mapped[str] = mapped_column(String(20))
    says: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInLink(Base):
    """A link in a message: used once, by one person, to hand in some tasks. Its secret is not kept."""

    __tablename__ = "sign_in_link"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)  #: SHA-256
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    person: Mapped[str] = mapped_column(_Name)
    tasks: Mapped[list[int]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session: Mapped[str | None] = mapped_column(String(64))  #: the session that it opened
    #: Whose last line it is; None where a person passed it on.
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"))


class RobotPace(Base):
    """How lately a robot has told something, and until when its service wants nothing more."""

    __tablename__ = "robot_pace"

    robot: Mapped[str] = mapped_column(String(64), primary_key=True)  #: a hash: no key of a service
    told: Mapped[list[float]] = mapped_column(JSON)  #: seconds since 1970, the latest last
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
