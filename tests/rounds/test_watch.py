"""The watch on ourselves: what is wrong is told to the administrator once, until it is over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select

from notifiers import alarms, heartbeat
from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from notifiers.errors import TransientError
from notifiers.outbox import INBOX
from notifiers.tables import Alarm, Delivery, Message
from rounds import day, health, watch
from runtime.database import Database
from tasks import plans
from tests.notifiers.town import without
from tests.rounds.town import HERE, SEPTEMBER, ZONE, Town, from_month, morning, only

VISIT = "team-monthly-guidance"


class Told(Channel):
    """The administrator's channel; it can be down."""

    name = "管理员的渠道"
    tags = frozenset({"管理员"})

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.is_down = False

    def send(self, letter: Letter) -> str:
        if self.is_down:
            raise TransientError("连不上")
        self.letters.append(letter)
        return "收到"


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database)
    made.load(only([VISIT]))
    made.round(SEPTEMBER)
    return made


def wrong(town: Town, now: datetime) -> dict[str, str]:
    with town.database.read() as session:
        return health.alarms(session, plans.current(session, HERE), now)


def at(text: str, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(from_month(text), time(hour, minute), ZONE)


def test_no_round_by_ten_on_a_working_day_is_told_once_and_again_only_after_it_was_over(
    town: Town,
) -> None:
    admin = Told()
    channels = Channels([admin])
    assert watch.look(town.database, channels, at("09-02", 9, 59)) == 0
    assert watch.look(town.database, channels, at("09-02", 10)) == 1
    assert watch.look(town.database, channels, at("09-02", 11)) == 0
    (letter,) = admin.letters
    assert "今天还没有巡检" in letter.body
    town.round(from_month("09-02"))
    assert watch.look(town.database, channels, at("09-02", 12)) == 0
    with town.database.read() as session:
        assert alarms.standing(session, HERE) == []
    assert watch.look(town.database, channels, at("09-03", 10)) == 1
    assert len(admin.letters) == 2
    # A Saturday without a round is as it should be.
    town.round(from_month("09-04"))
    assert watch.look(town.database, channels, at("09-05", 12)) == 0


def test_what_could_not_be_told_is_tried_again_and_then_told_once(town: Town) -> None:
    admin = Told()
    channels = Channels([admin])
    admin.is_down = True
    assert watch.look(town.database, channels, at("09-02", 10)) == 0
    admin.is_down = False
    assert watch.look(town.database, channels, at("09-02", 10, 5)) == 1
    assert watch.look(town.database, channels, at("09-02", 10, 10)) == 0
    assert watch.look(town.database, Channels(), at("09-02", 10, 15)) == 0
    assert len(admin.letters) == 1


def test_a_vacant_post_that_owes_something_is_told_without_a_word_that_is_not_for_messages(
    town: Town,
) -> None:
    with town.database.read() as session:
        rules = without(
            plans.current(session, HERE), "杨地湾学校·法制副校长", "羊角学校·法制副校长"
        )
        found = health.alarms(session, rules, at("09-01", 9))
    assert "岗位“杨地湾学校·法制副校长”空缺，还有任务没有办结" in found["post"]
    assert found["post"].count("空缺") == 2
    with town.database.write() as session:
        alarms.note(session, HERE, {"post": "岗位“留守儿童专干”空缺"}, at("09-01", 9))
    admin = Told()
    assert alarms.tell(town.database, HERE, Channels([admin]), at("09-01", 9)) == 1
    assert "留守儿童" not in admin.letters[0].body
    assert "专干”空缺" in admin.letters[0].body


def deliver(town: Town, number: int, channel: str, state: str, ended: datetime | None) -> None:
    """What became of the number-th message, put there by hand."""
    with town.database.write() as session:
        ids = session.scalars(select(Message.id).order_by(Message.id)).all()
        theirs = select(Delivery).where(Delivery.message_id == ids[number])
        delivery = session.scalars(theirs).one()
        delivery.channel, delivery.state, delivery.ended_at = channel, state, ended
        delivery.attempts, delivery.reason = 1, "连不上"


def test_a_channel_that_fails_for_an_hour_is_named_and_a_success_ends_it(town: Town) -> None:
    start = morning(SEPTEMBER)
    deliver(town, 0, "企业微信（第 1 项）", "failed", start)
    assert "channel" not in wrong(town, start + timedelta(minutes=59))
    found = wrong(town, start + timedelta(minutes=60))
    assert "企业微信（第 1 项）从 09-01 08:30 起一直发不出：连不上" in found["channel"]
    deliver(town, 1, "企业微信（第 1 项）", "sent", start + timedelta(minutes=61))
    assert "channel" not in wrong(town, start + timedelta(minutes=62))


def test_an_outbox_that_grows_is_told_and_one_that_is_worked_off_is_not(town: Town) -> None:
    with town.database.write() as session:
        messages = session.scalars(select(Message).order_by(Message.id)).all()
        for n, message in enumerate(messages):
            message.made_at = at("09-01", 9) + timedelta(minutes=10 * n)
        for delivery in session.scalars(select(Delivery)):
            delivery.state, delivery.ended_at, delivery.next_at = "waiting", None, at("09-01", 9)
    now = at("09-01", 10, 30)
    assert "越来越多" in wrong(town, now)["outbox"]
    assert "outbox" not in wrong(town, at("09-01", 19))  # outside the hours
    with town.database.write() as session:
        for delivery in session.scalars(select(Delivery).order_by(Delivery.message_id).limit(11)):
            delivery.state, delivery.ended_at, delivery.channel = "sent", now, INBOX
    assert "outbox" not in wrong(town, now)


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that notes what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping/secret", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_heartbeat_is_pinged_and_follows_no_redirect() -> None:
    with listening(200) as (url, asked):
        assert heartbeat.ping(url)
    assert asked == ["/ping/secret"]
    with listening(302) as (url, asked):
        assert not heartbeat.ping(url)
    assert asked == ["/ping/secret"]


def test_a_heartbeat_that_nobody_hears_fails_nothing_and_is_not_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for url in ("http://127.0.0.1:1/secret", "no address/secret", "http://[secret"):
        monkeypatch.setenv("HUHANG_HEARTBEAT_URL", url)
        day.beat()
    assert "心跳没有送达" in caplog.text
    assert "secret" not in caplog.text


def test_without_an_address_there_is_no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUHANG_HEARTBEAT_URL", raising=False)
    monkeypatch.setattr(heartbeat, "ping", lambda _: pytest.fail("pinged"))
    day.beat()


class Stop(threading.Event):
    """Nobody waits: in the first pause what `meanwhile` does happens, in the second it is over."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile
        self.pauses = 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        self.pauses += 1
        if self.pauses == 1:
            self.meanwhile()
        else:
            self.set()
        return self.is_set()


def test_who_starts_after_ten_has_time_for_the_round_of_the_start(town: Town) -> None:
    on = from_month("09-08")
    channel = Told()
    stop = Stop(lambda: town.round(on))
    watch.watch_forever(town.database, Channels([channel]), lambda: at("09-08", 11), stop)
    assert channel.letters == []
    with town.database.read() as session:
        assert session.scalars(select(Alarm)).all() == []
