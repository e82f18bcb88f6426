"""One lane of delivery: letters that go by one channel, one after another, each recorded at once."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from notifiers import links, outbox, pace, retries
from notifiers.channels.channel import Channel
from notifiers.channels.letter import Letter
from notifiers.errors import (
    DeliveryError,
    PermanentError,
    RateLimited,
    TransientError,
    Unreachable,
)
from notifiers.outbox import Claimed
from runtime.database import Database

#: A claim older than this is renewed before the next message of its lane is sent.
_RENEW_AFTER = outbox.LEASE / 3
_GONE = PermanentError("渠道文件里已没有这一渠道")

_log = logging.getLogger(__name__)


class Lane:
    """What one thread does with its share of a batch. `sent` and `failed` count what became of it, and
    `resting_until` is when a channel that rests can be asked again."""

    def __init__(
        self,
        database: Database,
        address: str,
        channel: Channel | None,
        letters: Iterable[Claimed],
        has_fallback: Callable[[Claimed], bool],
        clock: Callable[[], datetime],
    ) -> None:
        self.database, self.address, self.clock = database, address, clock
        self.channel, self.has_fallback = channel, has_fallback
        self.claimed_at = clock()
        self.rest = deque(letters)
        self.sent = self.failed = 0
        self.resting_until: datetime | None = None

    def run(self) -> None:
        """Nothing that a channel does raises: it is recorded."""
        while self.rest:
            if self.clock() - self.claimed_at > _RENEW_AFTER:
                self._renew()
            if self.rest:
                self._try(self.rest.popleft())

    def _renew(self) -> None:
        self.claimed_at = self.clock()
        with self.database.write() as session:
            ours = outbox.renew(session, self.rest, self.claimed_at)
        self.rest = deque(one for one in self.rest if one.id in ours)

    def _try(self, one: Claimed) -> None:
        if self.channel is None:
            self._failed(one, "", _GONE)
            return
        try:
            receipt = self._send(self.channel, one)
        except RateLimited as error:
            self._rest(self.channel, one, error)
        except Unreachable as error:
            # Whoever does not answer one does not answer the next: they are not tried in vain.
            for each in (one, *self.rest):
                self._not_sent(self.channel, each, error)
            self.rest.clear()
        except DeliveryError as error:
            self._not_sent(self.channel, one, error)
        else:
            with self.database.write() as session:
                self.sent += outbox.record_sent(
                    session, one, self.channel.name, receipt, self.clock()
                )

    def _send(self, channel: Channel, one: Claimed) -> str:
        """Raises a DeliveryError, whatever goes wrong in the channel."""
        self._keep_pace(channel)
        letter = self._letter(channel, one)
        try:
            return channel.send(letter)
        except DeliveryError:
            raise
        except Exception as error:
            # A plugin's mistake must not keep everybody else from being told.
            _log.warning("%s: %s", channel.name, type(error).__name__)
            raise TransientError(f"渠道程序出错（{type(error).__name__}）") from error

    def _keep_pace(self, channel: Channel) -> None:
        """Raises RateLimited while the robot has to rest."""
        if not channel.limits:
            return
        with self.database.write() as session:
            wait = pace.reserve(session, channel.robot, channel.limits, self.clock())
        if wait:
            raise RateLimited("发得已够快，等一会儿再发", wait)

    def _letter(self, channel: Channel, one: Claimed) -> Letter:
        link = links.link(self.database, self.address, one.message_id, channel, self.clock())
        return Letter(one.message_id, one.subject, links.with_link(one.body, link))

    def _rest(self, channel: Channel, one: Claimed, error: RateLimited) -> None:
        """The whole channel rests; what waits for it waits, and has not been tried."""
        until = self.clock() + error.wait
        with self.database.write() as session:
            if channel.limits:
                pace.rest(session, channel.robot, until)
            outbox.postpone(session, [one, *self.rest], channel.name, str(error), until)
        self.rest.clear()
        self.resting_until = until

    def _not_sent(self, channel: Channel, one: Claimed, error: DeliveryError) -> None:
        if isinstance(error, PermanentError) or one.attempts >= channel.terms.tries:
            self._failed(one, channel.name, error)
            return
        next_at = self.clock() + retries.wait(one.attempts, one.message_id)
        with self.database.write() as session:
            outbox.record_retry(session, one, channel.name, str(error), next_at)

    def _failed(self, one: Claimed, name: str, error: DeliveryError) -> None:
        tried = "" if isinstance(error, PermanentError) else f"（已试 {one.attempts} 次）"
        fallback = self.channel is not None and self.has_fallback(one)
        with self.database.write() as session:
            ended = outbox.record_failed(
                session, one, name, f"{error}{tried}", self.clock(), fallback=fallback
            )
        self.failed += ended and not fallback


def share(letters: list[Claimed], lanes: int) -> list[list[Claimed]]:
    """The letters of one channel on so many lanes, none of them empty."""
    return [letters[n::lanes] for n in range(min(lanes, len(letters)))]


def soonest(lanes: Iterable[Lane]) -> timedelta | None:
    """How long until the first resting channel can be asked again; None where none rests."""
    waits = [lane.resting_until - lane.clock() for lane in lanes if lane.resting_until]
    return max(min(waits), timedelta(0)) if waits else None
