"""Is telling going well? Figures for `huhang doctor`, and for the page where a supervisor looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


@dataclass(frozen=True, slots=True)
class Failing:
    """A channel by which nothing has gone out since `since`, though it was tried."""

    channel: str
    since: datetime
    reason: str


def failing_channels(session: Session, jurisdiction_id: str, now: datetime) -> tuple[Failing, ...]:
    """The channels that have failed for an hour or longer: tried in the last day, and since then without
    one success."""
    failed = Delivery.state == DeliveryState.FAILED.value
    retried = (Delivery.state == DeliveryState.WAITING.value) & (Delivery.attempts > 0)
    rows = (
        select(Delivery, Message.made_at)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.jurisdiction == jurisdiction_id,
            Message.made_at >= now - DAY,
            Delivery.channel != "",
            failed | retried | (Delivery.state == DeliveryState.SENT.value),
        )
    )
    last_sent: dict[str, datetime] = {}
    troubles: dict[str, list[tuple[datetime, str]]] = {}
    for one, made_at in session.execute(rows).tuples():
        at = one.ended_at or made_at
        if one.state == DeliveryState.SENT.value:
            last_sent[one.channel] = max(at, last_sent.get(one.channel, at))
        else:
            troubles.setdefault(one.channel, []).append((at, one.reason))
    found = (_failing(name, several, last_sent.get(name)) for name, several in troubles.items())
    return tuple(one for one in found if one and now - one.since >= HOUR)


def _failing(
    channel: str, troubles: list[tuple[datetime, str]], last_sent: datetime | None
) -> Failing | None:
    later = sorted(one for one in troubles if last_sent is None or one[0] > last_sent)
    return Failing(channel, later[0][0], later[-1][1]) if later else None


def is_growing(session: Session, jurisdiction_id: str, now: datetime) -> bool:
    """Do more and more messages wait: more than half an hour ago, and then more than an hour ago?"""
    before, half, at = (
        _backlog(session, jurisdiction_id, moment) for moment in (now - HOUR, now - HOUR / 2, now)
    )
    return before < half < at


def _backlog(session: Session, jurisdiction_id: str, at: datetime) -> int:
    """How many deliveries were still to be made at that moment."""
    counted = (
        select(func.count())
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.jurisdiction == jurisdiction_id,
            Message.made_at <= at,
            Delivery.number == 1,
            or_(Delivery.ended_at.is_(None), Delivery.ended_at > at),
        )
    )
    return session.scalar(counted) or 0
