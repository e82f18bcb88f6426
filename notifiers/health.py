"""Is telling going well? Figures for `huhang doctor`, and for the page where a supervisor looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not arrive by a channel. `reason` holds no address."""

    recipient: str
    channel: str
    reason: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """The failures since a moment, newest first, and what waits in the outbox since when."""

    failures: tuple[Failure, ...]
    waiting: int
    waiting_since: datetime | None


def health(session: Session, jurisdiction_id: str, since: datetime) -> Health:
    """How telling went since that moment. A message that arrived by a later channel has not failed."""
    later = (Delivery.number, Delivery.message_id)
    last = select(func.max(later[0]), later[1]).group_by(later[1]).subquery()
    deliveries = (
        select(Delivery, Message.recipient)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.jurisdiction == jurisdiction_id)
    )
    failed = (
        deliveries.join(last, (last.c[0] == Delivery.number) & (last.c[1] == Delivery.message_id))
        .where(Delivery.state == DeliveryState.FAILED.value, Delivery.ended_at >= since)
        .order_by(Delivery.ended_at.desc())
    )
    open_ = [DeliveryState.WAITING.value, DeliveryState.SENDING.value]
    waiting = (
        select(func.count(), func.min(Message.made_at))
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.jurisdiction == jurisdiction_id, Delivery.state.in_(open_))
    )
    count, oldest = session.execute(waiting).one()
    failures = tuple(
        Failure(to, d.channel, d.reason, d.ended_at)
        for d, to in session.execute(failed).tuples()
        if d.ended_at
    )
    return Health(failures, count, oldest)
