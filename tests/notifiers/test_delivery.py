"""From the outbox to the receiver: what is recorded equals what the receiver saw."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from notifiers import inbox, retries
from notifiers.channels.channel import Channels
from notifiers.channels.file import load
from notifiers.delivery import Delivered, deliver
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tests.notifiers.mailbox import Mailbox
from tests.notifiers.receivers import Answer, Robot
from tests.notifiers.town import (
    NOW,
    SEAT,
    deliveries,
    messages,
    outcomes,
    settle,
    tell,
)

WECOM = "企业微信（第 1 项）"


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


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
    assert (received.subject, received.channel) == ("今日 1 项临期", "站内信")


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
    for n in range(9):
        deliver(database, found, NOW + timedelta(minutes=62 * n))
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
    assert mail["Subject"] == "今日 1 项临期"
    assert mail["X-Huhang-Message-Id"] == message_id
    text = mail.get_body(("plain", "html"))
    assert text is not None
    assert "每月到校指导（9月）：杨地湾学校·法制副校长，还有 4 个工作日" in text.get_content()


def test_a_mail_server_that_refuses_is_not_recorded_as_sent(
    database: Database, anwen: Jurisdiction, mailbox: Mailbox, tmp_path: Path
) -> None:
    tell(database, anwen)
    mailbox.answers.append("451 not now")
    assert deliver(database, channels(tmp_path, mailbox.url), NOW) == Delivered(waiting=1)
    (waiting,) = deliveries(database)
    assert (waiting.state, waiting.reason) == ("waiting", "邮件服务器不接受（451）")


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


def test_nothing_goes_out_at_night(
    database: Database, anwen: Jurisdiction, robot: Robot, tmp_path: Path
) -> None:
    """The robot was busy in the last minute of the day: it is tried again in the morning."""
    tell(database, anwen)
    found = channels(tmp_path, "wecombot://a-key")
    robot.answers.append(Answer(status=500))
    deliver(database, found, NOW.replace(hour=17, minute=59))
    assert deliver(database, found, NOW.replace(hour=19)) == Delivered(waiting=1)
    assert deliver(database, found, NOW + timedelta(days=1)) == Delivered(sent=1)
