"""From the outbox to the receiver: what is recorded equals what the receiver saw."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from notifiers import delivery, inbox, outbox, retries, telling
from notifiers.channels.channel import Channels, Letter
from notifiers.channels.file import load
from notifiers.delivery import Delivered, deliver
from notifiers.errors import TransientError
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.receivers import Answer, Mailbox, Robot
from tests.notifiers.town import (
    NOW,
    SEAT,
    deliveries,
    messages,
    nudge,
    outcomes,
    owe,
    settle,
)

WECOM = "企业微信（第 1 项）"


class Fake:
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


def tell(database: Database, anwen: Jurisdiction, *seats: str) -> tuple[str, ...]:
    """One message for each of the seats, in the outbox."""
    with database.write() as session:
        for seat in seats or (SEAT,):
            nudge(session, owe(session, seat))
        return telling.compose(session, anwen, NOW)


def all_seats(anwen: Jurisdiction) -> frozenset[str]:
    return frozenset(s.name for s in anwen.roster.groups["team seats"].subjects)


def channels(tmp_path: Path, *entries: str) -> Channels:
    file = tmp_path / "channels.yaml"
    lines = [f"tag: {SEAT}", "urls:", *(f"  - {entry}" for entry in entries)]
    file.write_text("\n".join(lines), "utf-8")
    return load(file)


def test_without_a_channel_the_inbox_is_the_channel(
    database: Database, anwen: Jurisdiction
) -> None:
    tell(database, anwen)
    assert deliver(database, Channels(), NOW) == Delivered(sent=1)
    assert outcomes(database) == [("sent", "站内信")]
    with database.read() as session:
        (received,) = inbox.messages(session, "anwen", "窦例毅", NOW.date())
    assert (received.subject, received.channel) == ("今日 1 项：1 项临期", "站内信")


def test_what_the_robot_accepts_is_recorded_as_sent(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    (message_id,) = tell(database, anwen)
    assert deliver(database, channels(tmp_path, "wecombot://a-key"), NOW) == Delivered(sent=1)
    (request,) = robot.requests
    (message,) = messages(database)
    assert request.message_id == message_id
    assert request.text == f"{message.subject}\n{message.body}"
    assert outcomes(database) == [("sent", WECOM)]
    (delivered,) = deliveries(database)
    assert (delivered.channel, delivered.state, delivered.reason, delivered.attempts) == (
        WECOM,
        "sent",
        "企业微信已接受",
        1,
    )


def test_what_the_robot_refuses_has_failed_and_stays_in_the_inbox(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    tell(database, anwen)
    robot.answers.append(Answer(93000))
    assert deliver(database, channels(tmp_path, "wecombot://a-key"), NOW) == Delivered(failed=1)
    (ended,) = outcomes(database)
    why = f"{WECOM}：企业微信没有这个机器人，请检查地址里的 key（93000）"
    assert ended == ("failed", why)
    with database.read() as session:
        (received,) = inbox.messages(session, "anwen", SEAT, NOW.date())
    assert received.state == "failed"


def test_a_busy_robot_is_asked_again_later_with_the_same_id(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    tell(database, anwen)
    found = channels(tmp_path, "wecombot://a-key")
    robot.answers.append(Answer(status=500))
    assert deliver(database, found, NOW) == Delivered(waiting=1)
    assert outcomes(database) == [("", "")]
    assert deliver(database, found, NOW + timedelta(seconds=10)) == Delivered(waiting=1)
    assert len(robot.requests) == 1
    assert deliver(database, found, NOW + timedelta(minutes=2)) == Delivered(sent=1)
    first, second = robot.requests
    assert first.message_id == second.message_id


def test_a_service_that_asks_for_an_hour_gets_it(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    tell(database, anwen)
    found = channels(tmp_path, "wecombot://a-key")
    robot.answers.append(Answer(status=429, headers={"Retry-After": "3600"}))
    deliver(database, found, NOW)
    assert deliver(database, found, NOW + timedelta(minutes=59)) == Delivered(waiting=1)
    assert deliver(database, found, NOW + timedelta(minutes=61)) == Delivered(sent=1)


def test_after_the_last_try_it_has_failed(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    tell(database, anwen)
    found = channels(tmp_path, "wecombot://a-key")
    robot.answers.extend([Answer(status=500)] * 20)
    for n in range(10):
        deliver(database, found, NOW + timedelta(hours=2 * n))
    assert len(robot.requests) == retries.MOST_TRIES
    assert outcomes(database) == [("failed", f"{WECOM}：企业微信出错（500）（已试 6 次）")]


def test_the_fallback_is_tried_when_the_first_channel_has_failed(
    database: Database, anwen: Jurisdiction, robot: Robot, mailbox: Mailbox, tmp_path: Path
) -> None:
    tell(database, anwen)
    robot.answers.append(Answer(93000))
    found = channels(tmp_path, "wecombot://a-key", mailbox.url)
    assert deliver(database, found, NOW) == Delivered(sent=1)
    assert outcomes(database) == [("sent", "电子邮件（第 2 项）")]
    assert [(d.number, d.state) for d in deliveries(database)] == [(1, "failed"), (2, "sent")]
    assert len(mailbox.mails) == 1


def test_a_mail_says_what_the_message_says(
    database: Database, anwen: Jurisdiction, mailbox: Mailbox, tmp_path: Path
) -> None:
    (message_id,) = tell(database, anwen)
    assert deliver(database, channels(tmp_path, mailbox.url), NOW).sent == 1
    (mail,) = mailbox.mails
    assert mail["Subject"] == "今日 1 项：1 项临期"
    assert mail["X-Huhang-Message-Id"] == message_id
    text = mail.get_body(("plain", "html"))
    assert text is not None
    assert "每月到校指导（9月）：杨地湾学校·法制副校长，还有 4 个工作日" in text.get_content()


def test_a_mail_server_that_refuses_is_not_recorded_as_sent(
    database: Database, anwen: Jurisdiction, mailbox: Mailbox, tmp_path: Path
) -> None:
    tell(database, anwen)
    mailbox.refuse = True
    assert deliver(database, channels(tmp_path, mailbox.url), NOW) == Delivered(waiting=1)
    (waiting,) = deliveries(database)
    assert (waiting.state, waiting.reason) == ("waiting", "没有送达，对方没有接受")


def test_a_webhook_that_is_redirected_is_not_recorded_as_sent(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    """Apprise would follow it with an empty GET and say that all is well."""
    tell(database, anwen)
    robot.answers.append(Answer(status=302, headers={"Location": f"{robot.url}/elsewhere"}))
    webhook = robot.url.replace("http", "json") + "/?redirect=yes"
    assert deliver(database, channels(tmp_path, webhook), NOW) == Delivered(waiting=1)
    assert [request.path for request in robot.requests] == ["/"]


def test_a_channel_that_was_taken_out_of_the_file_has_failed(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    tell(database, anwen)
    robot.answers.extend([Answer(93000), Answer(status=500)])
    deliver(database, channels(tmp_path, "wecombot://a-key", "wecombot://b-key"), NOW)
    later = NOW + timedelta(hours=1)
    assert deliver(database, channels(tmp_path, "wecombot://a-key"), later).failed == 1
    assert outcomes(database) == [("failed", "渠道文件里已没有这一渠道")]


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
                assert outbox.claim(session, clock[0], 100) == []

    channel = Slow(all_seats(anwen))
    made = tell(database, anwen, *sorted(all_seats(anwen))[:4])
    assert deliver(database, Channels([channel]), NOW) == Delivered(sent=4)
    assert sorted(channel.seen) == sorted(made)


def test_what_another_deliverer_took_over_is_not_sent_by_the_first(
    database: Database, anwen: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_RENEW_AFTER", timedelta(0))
    taken: list[outbox.Claimed] = []

    class Suspended(Fake):
        """Stops for a long time after its first message: the others are claimed meanwhile."""

        def after(self) -> None:
            if len(self.seen) == 1:
                with database.write() as session:
                    taken.extend(outbox.claim(session, NOW + timedelta(minutes=10), 100))

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
        (first,) = outbox.claim(session, NOW, 1)
    with database.write() as session:
        (second,) = outbox.claim(session, NOW + timedelta(minutes=6), 1)
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
