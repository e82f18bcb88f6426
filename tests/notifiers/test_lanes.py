"""Channels do not wait for each other, and what one does wrong stays with it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from notifiers.channels.terms import Terms
from notifiers.delivery import Delivered, deliver
from notifiers.errors import TransientError, Unreachable
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.town import NOW, SEAT, deliveries, outcomes, settle, tell

OTHER = "羊角学校·法制副校长"


class Fake(Channel):
    """Keeps what it is given, after it has raised what it is to raise."""

    def __init__(self, name: str, *tags: str, terms: Terms | None = None) -> None:
        self.name, self.tags, self.terms = name, frozenset(tags), terms or Terms()
        self.seen: list[str] = []
        self.raises: list[Exception] = []
        self.bodies: list[str] = []

    def send(self, letter: Letter) -> str:
        if self.raises:
            raise self.raises.pop(0)
        self.seen.append(letter.message_id)
        self.bodies.append(letter.body)
        return "ok"


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


def test_a_channel_that_hangs_holds_up_no_other(database: Database, anwen: Jurisdiction) -> None:
    arrived = threading.Event()

    class Hanging(Fake):
        def send(self, letter: Letter) -> str:
            assert arrived.wait(20)
            return super().send(letter)

    class Quick(Fake):
        def send(self, letter: Letter) -> str:
            arrived.set()
            return super().send(letter)

    channels = Channels([Hanging("一", SEAT), Quick("二", OTHER)])
    tell(database, anwen, SEAT, OTHER)
    assert deliver(database, channels, NOW) == Delivered(sent=2)


def test_whoever_does_not_answer_one_message_is_not_asked_for_the_next(
    database: Database, anwen: Jurisdiction
) -> None:
    channel = Fake("一", SEAT, OTHER)
    channel.raises.append(Unreachable("没有及时回答"))
    tell(database, anwen, SEAT, OTHER)
    assert deliver(database, Channels([channel]), NOW) == Delivered(waiting=2)
    assert channel.seen == []
    assert {(d.attempts, d.reason) for d in deliveries(database)} == {(1, "没有及时回答")}
    assert deliver(database, Channels([channel]), NOW + timedelta(minutes=1)) == Delivered(sent=2)


def test_a_mistake_in_a_channel_is_a_failed_try_and_stops_nobody(
    database: Database, anwen: Jurisdiction
) -> None:
    broken, good = Fake("一", SEAT), Fake("二", OTHER)
    broken.raises.append(KeyError("status"))
    tell(database, anwen, SEAT, OTHER)
    assert deliver(database, Channels([broken, good]), NOW) == Delivered(sent=1, waiting=1)
    (waiting,) = [d for d in deliveries(database) if d.state == "waiting"]
    assert waiting.reason == "渠道程序出错（KeyError）"


def test_the_fallback_is_tried_after_as_many_tries_as_the_entry_says(
    database: Database, anwen: Jurisdiction
) -> None:
    first, second = Fake("一", SEAT, terms=Terms(tries=2)), Fake("二", SEAT)
    first.raises.extend([TransientError("忙"), TransientError("忙")])
    tell(database, anwen, SEAT)
    assert deliver(database, Channels([first, second]), NOW) == Delivered(waiting=1)
    assert second.seen == []
    later = NOW + timedelta(minutes=1)
    assert deliver(database, Channels([first, second]), later) == Delivered(sent=1)
    assert [(d.state, d.reason) for d in deliveries(database)] == [
        ("failed", "忙（已试 2 次）"),
        ("sent", "ok"),
    ]
    assert outcomes(database) == [("sent", "二")]


def test_each_post_has_its_own_preferred_channel(database: Database, anwen: Jurisdiction) -> None:
    first = Fake("一", SEAT, OTHER, terms=Terms(fallback=frozenset({OTHER})))
    second = Fake("二", SEAT, OTHER)
    tell(database, anwen, SEAT, OTHER)
    deliver(database, Channels([first, second]), NOW)
    assert (len(first.seen), len(second.seen)) == (1, 1)
    assert sorted(outcomes(database)) == [("sent", "一"), ("sent", "二")]


def test_a_group_never_reads_a_link_that_signs_somebody_in(
    database: Database, anwen: Jurisdiction
) -> None:
    group, person = Fake("群", SEAT), Fake("人", OTHER)
    person.is_personal = True
    tell(database, anwen, SEAT, OTHER)
    deliver(database, Channels([group, person], "https://huhang.example.org"), NOW)
    assert "办理：https://huhang.example.org/k/" in person.bodies[0]
    assert group.bodies[0].endswith("办理：https://huhang.example.org/tasks")
    assert "/k/" not in group.bodies[0]


def test_a_batch_is_over_when_its_channels_can_rest(
    database: Database, anwen: Jurisdiction
) -> None:
    rested = []

    class Kept(Fake):
        def rest(self) -> None:
            rested.append(list(self.seen))

    channel = Kept("一", SEAT, OTHER)
    made = tell(database, anwen, SEAT, OTHER)
    deliver(database, Channels([channel]), NOW)
    assert [sorted(seen) for seen in rested] == [sorted(made)]
