"""A robot that has told enough rests, and its messages wait without failing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifiers import delivery, pace
from notifiers.channels.channel import Channels
from notifiers.channels.file import load
from notifiers.delivery import Delivered, deliver
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.receivers import Answer, Robot
from tests.notifiers.town import NOW, deliveries, outcomes, settle, tell

TWENTY_A_MINUTE = ((20, 60),)
SEATS = 12


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


@pytest.fixture
def channels(anwen: Jurisdiction, tmp_path: Path) -> Channels:
    """One WeCom robot for every seat, written twice: half of the seats each."""
    names = seats(anwen)
    file = tmp_path / "channels.yaml"
    entries = (f"  - wecombot://a-key: {{tag: [{', '.join(names[n::2])}]}}" for n in (0, 1))
    file.write_text("\n".join(("urls:", *entries)), "utf-8")
    return load(file)


def seats(anwen: Jurisdiction) -> Sequence[str]:
    return sorted(s.name for s in anwen.roster.groups["team seats"].subjects)[:SEATS]


@pytest.fixture
def five_a_minute(monkeypatch: pytest.MonkeyPatch, channels: Channels) -> Channels:
    for channel in channels:
        monkeypatch.setattr(channel, "limits", ((5, 60),))
    return channels


def test_a_robots_messages_beyond_its_rate_wait_and_all_arrive_in_time(
    database: Database, anwen: Jurisdiction, robot: Robot, five_a_minute: Channels
) -> None:
    tell(database, anwen, *seats(anwen))
    assert deliver(database, five_a_minute, NOW) == Delivered(sent=5, waiting=7)
    assert deliver(database, five_a_minute, NOW + timedelta(seconds=30)) == Delivered(waiting=7)
    assert deliver(database, five_a_minute, NOW + timedelta(seconds=61)) == Delivered(5, 0, 2)
    assert deliver(database, five_a_minute, NOW + timedelta(seconds=122)) == Delivered(sent=2)
    assert len({request.message_id for request in robot.requests}) == len(robot.requests) == SEATS
    assert {delivered.attempts for delivered in deliveries(database)} == {1}


def test_when_the_service_says_too_fast_the_whole_robot_rests(
    database: Database, anwen: Jurisdiction, robot: Robot, channels: Channels
) -> None:
    """Also for messages that come meanwhile, and by the other entry of the same robot."""
    names = seats(anwen)
    tell(database, anwen, *names[0::2])
    robot.answers.append(Answer(45009))
    assert deliver(database, channels, NOW) == Delivered(waiting=6)
    tell(database, anwen, *names[1::2])
    assert deliver(database, channels, NOW + timedelta(seconds=50)) == Delivered(waiting=12)
    assert len(robot.requests) == 1
    assert deliver(database, channels, NOW + timedelta(seconds=70)) == Delivered(sent=12)
    assert set(outcomes(database)) == {("sent", c.name) for c in channels}


def test_a_robot_that_rests_for_longer_than_its_tries_would_last_has_not_failed(
    database: Database, anwen: Jurisdiction, robot: Robot, channels: Channels
) -> None:
    tell(database, anwen, *seats(anwen)[:1])
    robot.answers.extend([Answer(45009)] * 10)
    for minute in range(0, 20, 2):
        deliver(database, channels, NOW + timedelta(minutes=minute))
    assert deliver(database, channels, NOW + timedelta(minutes=30)) == Delivered(sent=1)


def test_a_round_that_has_patience_waits_for_a_robot(
    database: Database,
    anwen: Jurisdiction,
    robot: Robot,
    five_a_minute: Channels,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [NOW]
    monkeypatch.setattr(delivery, "_running", lambda _: lambda: clock[0])

    def sleep(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    monkeypatch.setattr(delivery.time, "sleep", sleep)  # type: ignore[attr-defined]
    tell(database, anwen, *seats(anwen))
    done = deliver(database, five_a_minute, NOW, patience=timedelta(seconds=90))
    assert done == Delivered(sent=10, waiting=2)


def left(told: list[float], now: datetime = NOW, until: datetime | None = None) -> float:
    return pace.left(TWENTY_A_MINUTE, told, until, now).total_seconds()


def test_the_twenty_first_of_a_minute_waits_until_the_first_is_a_minute_old() -> None:
    told = [NOW.timestamp() - 50 + n for n in range(20)]
    assert left(told[1:]) == 0
    assert left(told) == 10
    assert left(told, NOW + timedelta(seconds=10)) == 0


def test_a_robot_that_was_told_to_rest_rests_until_then() -> None:
    assert left([], until=NOW + timedelta(minutes=10)) == 600
    assert left([], until=NOW) == 0


def test_a_clock_that_was_set_back_by_a_day_does_not_silence_a_robot() -> None:
    assert left([NOW.timestamp() + 86_400] * 20) == 0


def test_two_processes_count_together(database: Database) -> None:
    for n in range(20):
        with database.write() as session:
            assert not pace.reserve(session, "one", TWENTY_A_MINUTE, NOW + timedelta(seconds=n))
    with database.write() as session:
        assert pace.reserve(session, "one", TWENTY_A_MINUTE, NOW + timedelta(seconds=20))
        assert not pace.reserve(session, "other", TWENTY_A_MINUTE, NOW + timedelta(seconds=20))
