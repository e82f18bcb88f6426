"""The outbox: claiming what is to be delivered, and recording what became of it.

A claim is taken for five minutes. Whoever holds it records the end, guarded by it: two deliverers never
end the same delivery, and one that died leaves it to the next, under the same message id.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import CursorResult, Result, Row
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message
from runtime.database import table_of
from tasks.tables import Nudge

#: The name of the channel that always exists.
INBOX = "站内信"
LEASE = timedelta(minutes=5)

_WAITING, _SENDING = DeliveryState.WAITING.value, DeliveryState.SENDING.value
#: Word for word as in ix_delivery_due: SQLite uses a partial index only for the very text.
_OPEN = text("delivery.state IN ('waiting', 'sending')")

#: What ends a delivery and the nudges it told, built once: for every letter anew it would cost more time
#: than sending it.
_DELIVERY, _MESSAGE, _NUDGE = table_of(Delivery), table_of(Message), table_of(Nudge)
_END = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("which"),
        _DELIVERY.c.claim == bindparam("held"),
        _DELIVERY.c.state == _SENDING,
    )
    .values({n: bindparam(f"its_{n}") for n in ("state", "channel", "reason", "ended_at")})
)
_END_NUDGES = (
    update(_NUDGE)
    .where(
        _NUDGE.c.jurisdiction == bindparam("where"),
        _NUDGE.c.message_id == bindparam("told"),
        # Written out, as in ix_nudge_waiting.
        text("nudge.outcome = ''"),
    )
    .values(outcome=bindparam("its_outcome"), reason=bindparam("its_reason"))
)

_DUE = (
    select(_DELIVERY.c.id)
    .where(
        _OPEN,
        # No join: SQLite would begin with every message that there ever was.
        exists().where(
            _MESSAGE.c.id == _DELIVERY.c.message_id,
            _MESSAGE.c.jurisdiction.in_(bindparam("where", expanding=True)),
        ),
        or_(
            (_DELIVERY.c.state == _WAITING) & (_DELIVERY.c.next_at <= bindparam("now")),
            (_DELIVERY.c.state == _SENDING) & (_DELIVERY.c.claimed_at < bindparam("dead")),
        ),
    )
    .order_by(_DELIVERY.c.next_at, _DELIVERY.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_WAITING_FOR = (
    select(_MESSAGE.c.jurisdiction)
    .where(_MESSAGE.c.id.in_(select(_DELIVERY.c.message_id).where(_OPEN)))
    .distinct()
    .order_by(_MESSAGE.c.jurisdiction)
)
_WAITING_COUNT = select(func.count()).select_from(_DELIVERY).where(_OPEN)
_THESE = _DELIVERY.c.id.in_(bindparam("which", expanding=True))
_TAKE = (
    update(_DELIVERY)
    .where(_THESE)
    .values(
        state=_SENDING,
        claim=bindparam("token"),
        claimed_at=bindparam("now"),
        attempts=_DELIVERY.c.attempts + 1,
    )
)
_TAKEN = (
    select(
        _DELIVERY.c.id,
        _DELIVERY.c.message_id,
        _DELIVERY.c.number,
        _DELIVERY.c.attempts,
        _DELIVERY.c.claim,
        _MESSAGE.c.jurisdiction,
        _MESSAGE.c.recipient,
        _MESSAGE.c.posts,
        _MESSAGE.c.tags,
        _MESSAGE.c.subject,
        _MESSAGE.c.body,
    )
    .join(_MESSAGE, _MESSAGE.c.id == _DELIVERY.c.message_id)
    .where(_THESE)
    .order_by(_DELIVERY.c.next_at, _DELIVERY.c.id)
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that is ours to try, with its message."""

    id: int
    message_id: str
    number: int
    attempts: int  #: this try included
    claim: str
    jurisdiction: str
    recipient: str
    posts: tuple[str, ...]
    tags: tuple[str, ...]
    subject: str
    body: str


def claim(
    session: Session, jurisdictions: Collection[str], now: datetime, limit: int
) -> list[Claimed]:
    """Take up to `limit` deliveries of these jurisdictions that are due, or whose deliverer has died,
    the oldest first."""
    session.flush()
    due = {"where": list(jurisdictions), "now": now, "dead": now - LEASE, "most": limit}
    ids = list(session.scalars(_DUE, due))
    if not ids:
        return []
    session.execute(_TAKE, {"which": ids, "token": str(uuid.uuid4()), "now": now})
    return [_claimed(row) for row in session.execute(_TAKEN, {"which": ids})]


def _claimed(row: Row[Any]) -> Claimed:
    named = row._asdict()
    return Claimed(**{**named, "posts": tuple(row.posts), "tags": tuple(row.tags)})


def waiting_for(session: Session) -> list[str]:
    """The jurisdictions that have something to deliver, now or later, in order of id."""
    return list(session.scalars(_WAITING_FOR))


def renew(session: Session, rest: Collection[Claimed], now: datetime) -> frozenset[int]:
    """Hold what is left of a batch for longer; return the ids that are still ours."""
    ids = [one.id for one in rest]
    tokens = {one.claim for one in rest}
    mine = (Delivery.id.in_(ids), Delivery.state == _SENDING, Delivery.claim.in_(tokens))
    session.execute(update(Delivery).where(*mine).values(claimed_at=now))
    return frozenset(session.scalars(select(Delivery.id).where(*mine)))


def record_sent(session: Session, one: Claimed, channel: str, receipt: str, now: datetime) -> bool:
    """The receiver accepted it. False where somebody else has taken it over meanwhile."""
    if not _finish(session, one, DeliveryState.SENT, channel, receipt, now):
        return False
    _end_nudges(session, [one], "sent", channel)
    return True


def record_inbox(session: Session, several: Iterable[Claimed], now: datetime) -> int:
    """For these the inbox is the channel; return how many were still ours."""
    ours = [one for one in several if _finish(session, one, DeliveryState.SENT, INBOX, INBOX, now)]
    _end_nudges(session, ours, "sent", INBOX)
    return len(ours)


def record_retry(
    session: Session, one: Claimed, channel: str, reason: str, next_at: datetime
) -> bool:
    """It did not work; try again at `next_at`."""
    values = {"state": _WAITING, "channel": channel, "reason": reason, "next_at": next_at}
    return _guarded(session, one, {**values, "claim": "", "claimed_at": None})


def postpone(
    session: Session, several: Collection[Claimed], channel: str, reason: str, next_at: datetime
) -> None:
    """These wait until `next_at` because their channel rests. They were not tried: it counts for
    nothing."""
    mine = (
        Delivery.id.in_([one.id for one in several]),
        Delivery.claim.in_({one.claim for one in several}),
        Delivery.state == _SENDING,
    )
    values = {"state": _WAITING, "channel": channel, "reason": reason, "next_at": next_at}
    freed = {**values, "attempts": Delivery.attempts - 1, "claim": "", "claimed_at": None}
    session.execute(update(Delivery).where(*mine).values(freed))


def hold(session: Session, one: Claimed, until: datetime) -> None:
    """Its reader is not to be disturbed before then. It was not tried."""
    freed = {"state": _WAITING, "next_at": until, "claim": "", "claimed_at": None}
    _guarded(session, one, {**freed, "attempts": Delivery.attempts - 1})


def record_failed(
    session: Session, one: Claimed, channel: str, reason: str, now: datetime, *, fallback: bool
) -> bool:
    """It will not work by this channel. With a `fallback` the message goes on to the next one; without,
    its nudges have failed, and it stays in the inbox."""
    if not _finish(session, one, DeliveryState.FAILED, channel, reason, now):
        return False
    if fallback:
        session.add(Delivery(message_id=one.message_id, number=one.number + 1, next_at=now))
    else:
        _end_nudges(session, [one], "failed", f"{channel}：{reason}" if channel else reason)
    return True


def waiting_count(session: Session) -> int:
    """How many deliveries are still to be made."""
    return session.scalar(_WAITING_COUNT) or 0


def _finish(
    session: Session,
    one: Claimed,
    state: DeliveryState,
    channel: str,
    reason: str,
    now: datetime,
) -> bool:
    mine = {"which": one.id, "held": one.claim}
    said = {"its_state": state.value, "its_channel": channel, "its_reason": reason}
    return _one_row(session.execute(_END, {**mine, **said, "its_ended_at": now}))


def _guarded(session: Session, one: Claimed, values: dict[str, Any]) -> bool:
    mine = (Delivery.id == one.id, Delivery.claim == one.claim, Delivery.state == _SENDING)
    return _one_row(session.execute(update(Delivery).where(*mine).values(values)))


def _one_row(result: Result[Any]) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def _end_nudges(session: Session, several: Collection[Claimed], outcome: str, reason: str) -> None:
    ended = {"its_outcome": outcome, "its_reason": reason}
    told = [{"where": one.jurisdiction, "told": one.message_id, **ended} for one in several]
    if told:
        session.execute(_END_NUDGES, told)
