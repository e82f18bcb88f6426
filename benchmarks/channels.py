"""Channels beside what they are built on: one message after another to a receiver that only says yes.

Throttles are off. Each is measured beside the bare library on the same receiver, in turns.
"""

from __future__ import annotations

import smtplib
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import httpx
from apprise import Apprise, AppriseAsset, NotifyFormat

from benchmarks import sinks
from benchmarks.measuring import Claim, Figure, Line, Sheet
from notifiers.channels import plugins
from notifiers.channels.channel import AppriseChannel, Channel, OwnChannel
from notifiers.channels.connections import ANSWER
from notifiers.channels.dingtalk import DingTalkRobot
from notifiers.channels.feishu import FeishuRobot
from notifiers.channels.letter import Letter
from notifiers.channels.mail import Mail
from notifiers.channels.posting import Robot
from notifiers.channels.terms import Terms
from notifiers.channels.webhook import SignedWebhook
from notifiers.channels.wecom import WeComRobot

MESSAGES = 1_000
CONNECTIONS = 4
#: What a person is told on a working day.
_BODY = "窦例毅，您好：\n" + "\n".join(
    f"{n}. 每月到校指导（9月）：杨地湾学校·法制副校长，还有 4 个工作日（9月30日）"
    for n in range(1, 6)
)
_SUBJECT = "今日 5 项：2 项逾期、1 项今日到期、2 项临期"
_SECRET = "whsec_" + b64encode(b"a secret of twenty-four.").decode()
HUNDRED_TIMES_HEALTHCHECKS = 3_700  # messages a second

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Way:
    """One way to tell so many messages, and its times."""

    figure: Figure
    tell: Tell


def measure(repetitions: int, messages: int = MESSAGES) -> tuple[Sheet, ...]:
    """Apprise's plugins, the robots and the webhook, and mail, each beside the bare library."""
    with sinks.running("http") as http, sinks.running("smtp") as smtp:
        return (
            _apprise(http, repetitions, messages),
            _posting(http, repetitions, messages),
            _mail(smtp, repetitions, messages),
        )


def _apprise(port: int, repetitions: int, messages: int) -> Sheet:
    address = f"json://127.0.0.1:{port}/"
    asset = AppriseAsset()
    plugin: Any = Apprise.instantiate(address, asset=asset)
    plugin.request_rate_per_sec = 0
    plugin.tags = {"a"}
    cached = Apprise(plugin, asset=asset)
    channel = AppriseChannel("json", Terms(), plugin, asset)

    def anew(_: int) -> None:
        one = Apprise()
        one.add(address)
        one[0].request_rate_per_sec = 0
        _notify(one)

    ways = [
        Way(Figure("one cached Apprise object", messages), lambda _: _notify(cached)),
        Way(Figure("an Apprise object per message", messages), anew),
        Way(Figure("our channel with a plugin of Apprise's", messages), _sender(channel)),
    ]
    for way in _in_turns(ways, repetitions):
        _one_by_one(way)
    limit = ways[0].figure
    lines = [Line(limit, (None,)), Line(ways[1].figure, (_share(ways[1], limit),))]
    lines.append(Line(ways[2].figure, (_share(ways[2], limit, 0.9),)))
    return Sheet("Telling by Apprise: json://", ("of the cached object",), tuple(lines))


def _posting(port: int, repetitions: int, messages: int) -> Sheet:
    url = f"http://127.0.0.1:{port}/"
    bare = httpx.Client()
    with _listening_at(url):
        ways = [
            Way(Figure("httpx.Client, one connection", messages), _bare_post(bare, url)),
            Way(Figure("WeCom's robot", messages), _sender(_own(WeComRobot(key="k")))),
            Way(
                Figure("DingTalk's robot, signed", messages),
                _sender(_own(DingTalkRobot(token="t", secret="s"))),
            ),
            Way(
                Figure("Feishu's robot, signed", messages),
                _sender(_own(FeishuRobot(token="t", secret="s"))),
            ),
            Way(Figure("signed webhook", messages), _sender(signed := webhook(port, "a"))),
        ]
        several = Way(
            Figure(f"signed webhook, {CONNECTIONS} connections", messages), _sender(signed)
        )
        for way in _in_turns([*ways, several], repetitions):
            if way is several:
                _at_once(way)
            else:
                _one_by_one(way)
    bare.close()
    limit = ways[0].figure
    lines = [Line(limit, (None, None))]
    lines += [Line(way.figure, (_share(way, limit, 0.8), None)) for way in ways[1:]]
    rate = Claim(messages / several.figure.median, HUNDRED_TIMES_HEALTHCHECKS)
    lines.append(Line(several.figure, (None, rate)))
    return Sheet("Telling by robots and webhook", ("of httpx", "messages/s"), tuple(lines))


def _mail(port: int, repetitions: int, messages: int) -> Sheet:
    plugins.use([Mail])
    address = f"mailto://127.0.0.1:{port}/?from=h@example.org&to=a@example.org"
    channel = _own(Apprise.instantiate(address))
    server = smtplib.SMTP("127.0.0.1", port, timeout=ANSWER)
    ways = [
        Way(Figure("smtplib, one connection, with our time limit", messages), _bare_mail(server)),
        Way(Figure("our mail channel", messages), _sender(channel)),
    ]
    for way in _in_turns(ways, repetitions):
        _one_by_one(way)
    channel.rest()
    server.quit()
    limit = ways[0].figure
    lines = (Line(limit, (None,)), Line(ways[1].figure, (_share(ways[1], limit, 0.8),)))
    return Sheet("Telling by mail", ("of smtplib",), lines)


def _in_turns(ways: list[Way], repetitions: int) -> Iterator[Way]:
    """Each way once to warm up, unmeasured; then all of them, again and again."""
    for way in ways:
        way.tell(0)
    for _ in range(repetitions):
        yield from ways


def _one_by_one(way: Way) -> None:
    with way.figure.timed():
        for n in range(way.figure.items):
            way.tell(n)


def _at_once(way: Way) -> None:
    with ThreadPoolExecutor(CONNECTIONS) as pool, way.figure.timed():
        list(pool.map(_several(way), range(CONNECTIONS)))


def _several(way: Way) -> Callable[[int], None]:
    def run(first: int) -> None:
        for n in range(first, way.figure.items, CONNECTIONS):
            way.tell(n)

    return run


def _share(way: Way, limit: Figure, aim: float | None = None) -> Claim:
    return Claim(way.figure.share_of(limit), aim)


def _sender(channel: Channel) -> Tell:
    def tell(n: int) -> None:
        channel.send(Letter(f"{n:036}", _SUBJECT, _BODY))

    return tell


def _own(plugin: Any, tag: str = "a") -> OwnChannel:
    plugin.tags = {tag}
    return OwnChannel("measured", Terms(), plugin)


def webhook(port: int, tag: str) -> OwnChannel:
    """A signed webhook on loopback."""
    return _own(SignedWebhook(secret=_SECRET, host="127.0.0.1", port=port, fullpath="/"), tag)


@contextmanager
def _listening_at(url: str) -> Iterator[None]:
    """The robots listen there instead of at their services."""
    robots: tuple[type[Robot], ...] = (WeComRobot, DingTalkRobot, FeishuRobot)
    for robot in robots:
        robot.notify_url = url + "?key={key}" if robot is WeComRobot else url + "?key={token}"
    yield
    for robot in robots:
        del robot.notify_url


def _notify(apprise: Apprise) -> None:
    if not apprise.notify(title=_SUBJECT, body=_BODY, body_format=NotifyFormat.TEXT):
        raise RuntimeError("Apprise was refused")


def _bare_post(client: httpx.Client, url: str) -> Tell:
    said = {"msgtype": "text", "text": {"content": f"{_SUBJECT}\n{_BODY}"}}

    def tell(_: int) -> None:
        if client.post(url, json=said).json()["errcode"] != 0:
            raise RuntimeError("httpx was refused")

    return tell


def _bare_mail(server: smtplib.SMTP) -> Tell:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "h@example.org", "a@example.org", _SUBJECT
    mail.set_content(_BODY)
    ready = mail.as_bytes()

    def tell(_: int) -> None:
        server.sendmail("h@example.org", ["a@example.org"], ready)

    return tell
