"""Delivering goes on all day beside the web app."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from notifiers import delivery, loop
from notifiers.channels.channel import Channels
from notifiers.loop import run_forever
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.test_lanes import Fake
from tests.notifiers.town import NOW, SEAT, settle, tell


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


class Telling(Fake):
    """Sets `told` with each message."""

    def __init__(self) -> None:
        super().__init__("一", SEAT)
        self.told = threading.Event()

    def send(self, letter: object) -> str:
        self.told.set()
        return "ok"


def started(database: Database, channel: Telling, clock: Callable[[], datetime]) -> Callable[[], None]:  # fmt: skip
    """The loop, running; what is returned stops it and waits for its end."""
    stop = threading.Event()
    thread = threading.Thread(
        target=run_forever,
        args=(database, Channels([channel]), clock, stop),
        kwargs={"pause": 0.01, "after_trouble": 0.01},
    )
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()

    return end


def test_what_becomes_due_while_it_runs_is_told(database: Database, anwen: Jurisdiction) -> None:
    channel = Telling()
    end = started(database, channel, lambda: NOW)
    try:
        tell(database, anwen)
        assert channel.told.wait(20)
    finally:
        end()


def test_a_database_that_does_not_answer_does_not_end_it(
    database: Database, anwen: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OperationalError("select", {}, Exception("gone"))] * 3
    deliver = delivery.deliver

    def shaky(*given: object) -> object:
        if failures:
            raise failures.pop()
        return deliver(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(loop, "deliver", shaky)
    channel = Telling()
    tell(database, anwen)
    end = started(database, channel, lambda: NOW)
    try:
        assert channel.told.wait(20)
    finally:
        end()
    assert failures == []
