"""Deliverers that crash, are slow or work at the same time: nothing is lost, nothing sent twice."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from notifiers import delivery, lanes, outbox
from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from notifiers.delivery import Delivered, deliver
from notifiers.errors import TransientError
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.town import NOW, deliveries, outcomes, settle, tell

HERE = ("anwen",)


class Fake(Channel):
    """A channel for everybody that keeps what it is given, and may do something first."""

    name = "测试渠道"

    def __init__(self, seats: frozenset[str]) -> None:
        self.tags = seats
        self.seen: list[str] = []

    def send(self, letter: Letter) -> str:
        self.before()
        self.seen.append(letter.message_id)
        self.after()
        return "ok"

    def before(self) -> None:
        """Nothing."""

    def after(self) -> None:
        """Nothing."""


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


def all_seats(anwen: Jurisdiction) -> frozenset[str]:
    return frozenset(s.name for s in anwen.roster.groups["team seats"].subjects)


def test_a_crash_between_sending_and_recording_sends_the_same_id_again(
    database: Database, anwen: Jurisdiction
) -> None:
    class Dying(Fake):
        def after(self) -> None:
            if len(self.seen) == 1:
                raise SystemExit

    channel = Dying(all_seats(anwen))
    (message_id,) = tell(database, anwen)
    with pytest.raises(SystemExit):
        deliver(database, Channels([channel]), NOW)
    soon = NOW + timedelta(minutes=4)
    assert deliver(database, Channels([channel]), soon) == Delivered(waiting=1)
    later = NOW + timedelta(minutes=6)
    assert deliver(database, Channels([channel]), later) == Delivered(sent=1)
    assert channel.seen == [message_id, message_id]
    assert outcomes(database) == [("sent", "测试渠道")]


def test_two_deliverers_at_once_send_nothing_twice(database: Database, anwen: Jurisdiction) -> None:
    class Slow(Fake):
        def before(self) -> None:
            time.sleep(0.005)

    channel = Slow(all_seats(anwen))
    made = tell(database, anwen, *sorted(all_seats(anwen)))
    together = threading.Barrier(2)

    def run(_: int) -> Delivered:
        together.wait()
        return deliver(database, Channels([channel]), NOW, limit=2)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(run, range(2)))
    assert sorted(channel.seen) == sorted(made)
    assert sum(d.sent for d in done) == 12


def test_a_slow_batch_holds_on_to_its_claim(
    database: Database, anwen: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each message takes four minutes; what waits in the batch is never up for others to claim."""
    clock = [NOW]
    monkeypatch.setattr(delivery, "_running", lambda _: lambda: clock[0])

    class Slow(Fake):
        def before(self) -> None:
            clock[0] += timedelta(minutes=4)
            with database.write() as session:
                assert outbox.claim(session, HERE, clock[0], 100) == []

    channel = Slow(all_seats(anwen))
    made = tell(database, anwen, *sorted(all_seats(anwen))[:4])
    assert deliver(database, Channels([channel]), NOW) == Delivered(sent=4)
    assert sorted(channel.seen) == sorted(made)


def test_what_another_deliverer_took_over_is_not_sent_by_the_first(
    database: Database, anwen: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "_RENEW_AFTER", timedelta(0))
    taken: list[outbox.Claimed] = []

    class Suspended(Fake):
        """Stops for a long time after its first message: the others are claimed meanwhile."""

        def after(self) -> None:
            if len(self.seen) == 1:
                with database.write() as session:
                    taken.extend(outbox.claim(session, HERE, NOW + timedelta(minutes=10), 100))

    channel = Suspended(all_seats(anwen))
    tell(database, anwen, *sorted(all_seats(anwen))[:3])
    deliver(database, Channels([channel]), NOW)
    assert len(taken) == 3
    assert len(channel.seen) == 1


def test_a_receipt_that_comes_too_late_changes_nothing(
    database: Database, anwen: Jurisdiction
) -> None:
    tell(database, anwen)
    with database.write() as session:
        (first,) = outbox.claim(session, HERE, NOW, 1)
    with database.write() as session:
        (second,) = outbox.claim(session, HERE, NOW + timedelta(minutes=6), 1)
    with database.write() as session:
        assert not outbox.record_sent(session, first, "一", "", NOW)
        assert outbox.record_sent(session, second, "二", "", NOW)
        assert not outbox.record_failed(session, second, "二", "", NOW, fallback=True)
    assert [(d.channel, d.state) for d in deliveries(database)] == [("二", "sent")]


def test_a_refused_message_does_not_hold_up_the_next(
    database: Database, anwen: Jurisdiction
) -> None:
    class Moody(Fake):
        def before(self) -> None:
            if not self.seen:
                self.seen.append("refused")
                raise TransientError("忙")

    channel = Moody(all_seats(anwen))
    tell(database, anwen, *sorted(all_seats(anwen))[:3])
    assert deliver(database, Channels([channel]), NOW) == Delivered(sent=2, waiting=1)
