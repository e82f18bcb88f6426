"""Delivering what is in the outbox: claim a batch, send outside any transaction, record each.

Channels do not wait for each other: each has a lane of its own, or several where its receiver takes several
letters at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifiers import lanes, outbox, quiet
from notifiers.channels.channel import Channel, Channels
from notifiers.hours import is_open
from notifiers.lanes import Lane
from notifiers.outbox import Claimed
from runtime.database import Database
from tasks import plans

MOST_LANES = 8
NO_PATIENCE = timedelta(0)


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
    patience: timedelta = NO_PATIENCE,
) -> Delivered:
    """Deliver everything that is due by `now`, in batches of `limit`, where the hours of its plan
    allow it.

    `now` is the moment of the start; the time that sending takes is added to it. A channel that has to
    rest (a robot may tell twenty messages a minute) is waited for until `patience` is over; what is left
    then is for the next pass. Nothing that a channel does raises: it is recorded.
    """
    clock = _running(now)
    sent = failed = 0
    try:
        while True:
            outcome, wait = _pass(database, channels, clock, limit)
            sent, failed = sent + outcome.sent, failed + outcome.failed
            if wait is None or clock() + wait > now + patience:
                break
            time.sleep(wait.total_seconds())
    finally:
        channels.rest()
    with database.read() as session:
        return Delivered(sent, failed, outbox.waiting_count(session))


def _running(now: datetime) -> Callable[[], datetime]:
    """A clock that starts at `now`: a claim must not look older than it is after a slow channel."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _pass(
    database: Database,
    channels: Channels,
    clock: Callable[[], datetime],
    limit: int,
) -> tuple[Delivered, timedelta | None]:
    """Until nothing more is due; with how long the first resting channel rests, if one does."""
    sent = failed = 0
    resting: list[Lane] = []
    while claimed := _claim(database, clock(), limit):
        batch = _Batch(database, channels, clock)
        batch.run(claimed)
        sent, failed = sent + batch.sent, failed + batch.failed
        resting += [lane for lane in batch.lanes if lane.resting_until]
    return Delivered(sent, failed), lanes.soonest(resting)


def _claim(database: Database, now: datetime, limit: int) -> list[Claimed]:
    with database.write() as session:
        rules = {one: plans.current(session, one) for one in outbox.waiting_for(session)}
        awake = [one for one, its_rules in rules.items() if is_open(its_rules, now)]
        while awake and (claimed := outbox.claim(session, awake, now, limit)):
            if free := quiet.undisturbing(session, rules, claimed, now):
                return free
    return []


class _Batch:
    """One claimed batch, from the claim to the last record."""

    def __init__(
        self, database: Database, channels: Channels, clock: Callable[[], datetime]
    ) -> None:
        self.database, self.channels, self.clock = database, channels, clock
        self.lanes: list[Lane] = []
        self.sent = self.failed = 0

    def run(self, claimed: list[Claimed]) -> None:
        self._assign(self._inbox_first(claimed))
        if len(self.lanes) == 1:
            self.lanes[0].run()
        elif self.lanes:
            with ThreadPoolExecutor(min(len(self.lanes), MOST_LANES)) as pool:
                list(pool.map(Lane.run, self.lanes))
        self.sent += sum(lane.sent for lane in self.lanes)
        self.failed += sum(lane.failed for lane in self.lanes)

    def _inbox_first(self, claimed: list[Claimed]) -> list[Claimed]:
        """End what has no channel but the inbox; return the others."""
        inbox = [one for one in claimed if not self._channels(one) and one.number == 1]
        if inbox:
            with self.database.write() as session:
                self.sent += outbox.record_inbox(session, inbox, self.clock())
        done = {one.id for one in inbox}
        return [one for one in claimed if one.id not in done]

    def _assign(self, claimed: list[Claimed]) -> None:
        """Each to a lane of its channel."""
        by_channel: dict[Channel | None, list[Claimed]] = {}
        for one in claimed:
            by_channel.setdefault(self._channel(one), []).append(one)
        for channel, letters in by_channel.items():
            for part in lanes.share(letters, channel.lanes if channel else 1):
                self.lanes.append(self._lane(channel, part))

    def _lane(self, channel: Channel | None, letters: list[Claimed]) -> Lane:
        address = self.channels.address
        return Lane(self.database, address, channel, letters, self._has_fallback, self.clock)

    def _channels(self, one: Claimed) -> tuple[Channel, ...]:
        return self.channels.of(one.jurisdiction, one.tags)

    def _channel(self, one: Claimed) -> Channel | None:
        """None where the file has changed, and it is gone."""
        found = self._channels(one)
        return found[one.number - 1] if one.number <= len(found) else None

    def _has_fallback(self, one: Claimed) -> bool:
        return one.number < len(self._channels(one))
