"""The in-app inbox 站内信: what somebody was told. It is the messages themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, Message
from runtime.clock import today
from tasks import plans


@dataclass(frozen=True, slots=True)
class Received:
    """One message as its reader sees it, with what became of its last delivery."""

    id: str
    at: datetime
    recipient: str
    posts: tuple[str, ...]
    kind: str  #: digest, at_once
    subject: str
    body: str
    read_at: datetime | None
    channel: str
    state: str  #: waiting, sending, sent, failed
    reason: str  #: the receipt, or why it failed


def messages(
    session: Session, jurisdiction_id: str, person_or_post: str, on: date
) -> list[Received]:
    """What a person, or whoever held a post or answered for a unit, was told up to the end of `on`;
    the newest first. Raises UnknownJurisdictionError."""
    jurisdiction = plans.current(session, jurisdiction_id)
    post = jurisdiction.roster.resolve(person_or_post)
    newest_first = (
        select(Message)
        .where(Message.jurisdiction == jurisdiction_id)
        .order_by(Message.made_at.desc(), Message.id)
    )
    if post is None:
        newest_first = newest_first.where(Message.recipient == person_or_post)
    theirs = [
        message
        for message in session.scalars(newest_first)
        if (post is None or post in message.posts)
        and today(message.made_at, jurisdiction.zone) <= on
    ]
    last = _last_deliveries(session, [message.id for message in theirs])
    return [_received(message, last.get(message.id)) for message in theirs]


def mark_read(session: Session, message_id: str, now: datetime) -> None:
    """The reader has opened it; the first time counts."""
    message = session.get(Message, message_id)
    if message is not None and message.read_at is None:
        message.read_at = now


def _last_deliveries(session: Session, ids: list[str]) -> dict[str, Delivery]:
    several = select(Delivery).where(Delivery.message_id.in_(ids)).order_by(Delivery.number)
    return {delivery.message_id: delivery for delivery in session.scalars(several)}


def _received(message: Message, delivery: Delivery | None) -> Received:
    return Received(
        id=message.id,
        at=message.made_at,
        recipient=message.recipient,
        posts=tuple(message.posts),
        kind=message.kind,
        subject=message.subject,
        body=message.body,
        read_at=message.read_at,
        channel=delivery.channel if delivery else "",
        state=delivery.state if delivery else "",
        reason=delivery.reason if delivery else "",
    )
