"""Delivering what is in the outbox: claim a batch, send outside any transaction, record each."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifiers import outbox, retries
from notifiers.channels.channel import Channel, Channels, Letter
from notifiers.errors import DeliveryError, PermanentError, RateLimited
from notifiers.hours import OFFICE_HOURS, Hours
from notifiers.outbox import Claimed
from runtime.database import Database
from tasks import plans

#: A claim older than this is renewed before the next message of its batch is sent.
_RENEW_AFTER = outbox.LEASE / 3


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one pass did; `waiting` counts all that is left to try later."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


def deliver(
    database: Database,
    channels: Channels,
    now: datetime,
    limit: int = 100,
    hours: Hours = OFFICE_HOURS,
) -> Delivered:
    """Deliver everything that is due by `now`, in batches of `limit`, where it is within `hours`.

    `now` is the moment of the start; the time that sending takes is added to it. Nothing that a channel
    does raises: it is recorded.
    """
    clock = _running(now)
    sent = failed = 0
    while batch := _claim(database, clock(), limit, hours):
        outcome = _Batch(database, channels, clock).run(batch)
        sent, failed = sent + outcome.sent, failed + outcome.failed
    with database.read() as session:
        return Delivered(sent, failed, outbox.waiting_count(session))


def _running(now: datetime) -> Callable[[], datetime]:
    """A clock that starts at `now`: a claim must not look older than it is after a slow channel."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _claim(database: Database, now: datetime, limit: int, hours: Hours) -> list[Claimed]:
    with database.write() as session:
        ids = plans.jurisdiction_ids(session)
        awake = [one for one in ids if hours.cover(plans.current(session, one), now)]
        return outbox.claim(session, awake, now, limit)


class _Batch:
    """One claimed batch, from the claim to the last record."""

    def __init__(
        self, database: Database, channels: Channels, clock: Callable[[], datetime]
    ) -> None:
        self.database, self.channels, self.clock = database, channels, clock
        self.claimed_at = clock()
        self.sent = self.failed = 0

    def run(self, batch: list[Claimed]) -> Delivered:
        rest = deque(self._inbox_first(batch))
        while rest:
            if self.clock() - self.claimed_at > _RENEW_AFTER:
                rest = deque(self._renewed(rest))
            if rest:
                self._try(rest.popleft())
        return Delivered(self.sent, self.failed)

    def _inbox_first(self, batch: list[Claimed]) -> list[Claimed]:
        """End what has no channel but the inbox; return the others."""
        inbox = [one for one in batch if not self._channels(one) and one.number == 1]
        if inbox:
            with self.database.write() as session:
                self.sent += outbox.record_inbox(session, inbox, self.clock())
        done = {one.id for one in inbox}
        return [one for one in batch if one.id not in done]

    def _renewed(self, rest: Collection[Claimed]) -> list[Claimed]:
        self.claimed_at = self.clock()
        with self.database.write() as session:
            ours = outbox.renew(session, rest, self.claimed_at)
        return [one for one in rest if one.id in ours]

    def _channels(self, one: Claimed) -> tuple[Channel, ...]:
        return self.channels.of(one.jurisdiction, one.tags)

    def _try(self, one: Claimed) -> None:
        found = self._channels(one)
        if one.number > len(found):
            self._failed(one, "", PermanentError("渠道文件里已没有这一渠道"), fallback=False)
            return
        channel = found[one.number - 1]
        try:
            receipt = channel.send(Letter(one.message_id, one.subject, one.body))
        except DeliveryError as error:
            self._not_sent(one, channel.name, error, fallback=one.number < len(found))
        else:
            with self.database.write() as session:
                self.sent += outbox.record_sent(session, one, channel.name, receipt, self.clock())

    def _not_sent(self, one: Claimed, name: str, error: DeliveryError, *, fallback: bool) -> None:
        if isinstance(error, PermanentError) or one.attempts >= retries.MOST_TRIES:
            self._failed(one, name, error, fallback=fallback)
            return
        pause = retries.wait(one.attempts, one.message_id)
        if isinstance(error, RateLimited):
            pause = max(pause, error.wait)
        with self.database.write() as session:
            outbox.record_retry(session, one, name, str(error), self.clock() + pause)

    def _failed(self, one: Claimed, name: str, error: DeliveryError, *, fallback: bool) -> None:
        tried = "" if isinstance(error, PermanentError) else f"（已试 {one.attempts} 次）"
        with self.database.write() as session:
            ended = outbox.record_failed(
                session, one, name, f"{error}{tried}", self.clock(), fallback=fallback
            )
        self.failed += ended and not fallback
