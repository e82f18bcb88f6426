"""投递记录: every message with what became of it, newest first, a page at a time. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message

#: Of which messages: all, those a delivery of which failed, those that still wait.
FILTERS = ("", "failed", "waiting")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery. `channel` is empty for the inbox; `reason` holds no address."""

    channel: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One message, the deliveries in order. `arrived`: the last one was accepted."""

    id: str
    at: datetime
    recipient: str
    post: str
    kind: str
    subject: str
    body: str
    read_at: datetime | None
    deliveries: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `after` is the place of its last message, or None where nothing follows."""

    messages: tuple[Told, ...]
    after: tuple[datetime, str] | None


def page(
    session: Session,
    jurisdiction_id: str,
    *,
    only: str = "",
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Page:
    """So many messages of a jurisdiction, newest first, from behind the place `after`."""
    found = select(Message).where(Message.jurisdiction == jurisdiction_id)
    if only:
        states = {"failed": [DeliveryState.FAILED]}.get(
            only, [DeliveryState.WAITING, DeliveryState.SENDING]
        )
        found = found.where(
            exists().where(
                Delivery.message_id == Message.id,
                Delivery.state.in_([state.value for state in states]),
            )
        )
    if after:
        at, last = after
        found = found.where(
            or_(Message.made_at < at, and_(Message.made_at == at, Message.id > last))
        )
    rows = session.scalars(
        found.order_by(Message.made_at.desc(), Message.id).limit(limit + 1)
    ).all()
    shown = rows[:limit]
    attempts = _attempts(session, [row.id for row in shown])
    told = tuple(_told(row, attempts.get(row.id, ())) for row in shown)
    return Page(told, (told[-1].at, told[-1].id) if len(rows) > limit else None)


def _attempts(session: Session, ids: Sequence[str]) -> dict[str, tuple[Attempt, ...]]:
    several = select(Delivery).where(Delivery.message_id.in_(ids)).order_by(Delivery.number)
    found: dict[str, tuple[Attempt, ...]] = {}
    for row in session.scalars(several):
        one = Attempt(
            row.channel,
            DeliveryState(row.state),
            row.attempts,
            row.next_at,
            row.ended_at,
            row.reason,
        )
        found[row.message_id] = (*found.get(row.message_id, ()), one)
    return found


def _told(row: Message, deliveries: tuple[Attempt, ...]) -> Told:
    return Told(
        id=row.id,
        at=row.made_at,
        recipient=row.recipient,
        post=row.post,
        kind=row.kind,
        subject=row.subject,
        body=row.body,
        read_at=row.read_at,
        deliveries=deliveries,
    )
