"""The robots of the three chat services, each beside a receiver that checks what the service checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from notifiers.channels import connections
from notifiers.channels.dingtalk import DingTalkRobot
from notifiers.channels.feishu import FeishuRobot
from notifiers.channels.letter import Letter
from notifiers.channels.posting import Robot as RobotChannel
from notifiers.channels.wecom import WeComRobot
from notifiers.errors import DeliveryError, PermanentError, RateLimited, TransientError, Unreachable
from runtime import clock
from tests.notifiers import services
from tests.notifiers.receivers import Answer, Robot
from tests.notifiers.services import KEY, SECRET, Service

LETTER = Letter("an-id", "今日 1 项逾期", "窦例毅，您好：\n1. 每月到校指导（9月）")


@dataclass
class Kind:
    """One service: its robot here, how the service behaves, and what it says to a robot that is too fast."""

    channel: Callable[[], RobotChannel]
    robot: type[RobotChannel]
    path: str
    service: Callable[[], Service]
    label: str
    too_fast: int
    pause: timedelta = timedelta(minutes=1)


KINDS = {
    "wecom": Kind(
        lambda: WeComRobot(key=KEY), WeComRobot, "/cgi-bin/webhook/send?key={key}",
        services.wecom, "企业微信", 45009,
    ),
    "dingtalk": Kind(
        lambda: DingTalkRobot(token=KEY, secret=SECRET), DingTalkRobot,
        "/robot/send?access_token={token}", services.dingtalk, "钉钉", 130101,
        timedelta(minutes=10),
    ),
    "feishu": Kind(
        lambda: FeishuRobot(token=KEY, secret=SECRET), FeishuRobot,
        "/open-apis/bot/v2/hook/{token}/", services.feishu, "飞书", 11232,
    ),
}  # fmt: skip


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def service(kind: Kind) -> Service:
    return kind.service()


@pytest.fixture
def robot(kind: Kind, service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Robot]:
    with Robot(service.check).running() as made:
        monkeypatch.setattr(kind.robot, "notify_url", made.url + kind.path)
        yield made


@contextmanager
def refused(kind: type[DeliveryError], said: str) -> Iterator[None]:
    with pytest.raises(DeliveryError) as caught:
        yield
    assert (type(caught.value), str(caught.value)) == (kind, said)
    assert KEY not in str(caught.value)


def test_what_was_recorded_as_accepted_is_what_the_service_accepted(
    kind: Kind, robot: Robot
) -> None:
    assert kind.channel().tell(LETTER) == f"{kind.label}已接受"
    (accepted,) = robot.accepted
    assert accepted.text == f"{LETTER.subject}\n{LETTER.body}"
    assert accepted.message_id == "an-id"


def test_a_key_that_the_service_does_not_know_is_refused_for_good(kind: Kind, robot: Robot) -> None:
    channel = type(kind.channel())
    wrong = {"key": "other"} if channel is WeComRobot else {"token": "other"}
    with pytest.raises(PermanentError, match="没有这个机器人，请检查地址里的"):
        channel(**wrong).tell(LETTER)
    assert robot.accepted == []


@pytest.mark.parametrize("secret", [None, "SECwrong"])
@pytest.mark.parametrize("name", ["dingtalk", "feishu"])
def test_a_wrong_or_missing_signature_is_refused_for_good(
    name: str, secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = KINDS[name]
    with Robot(kind.service().check).running() as made:
        monkeypatch.setattr(kind.robot, "notify_url", made.url + kind.path)
        with pytest.raises(PermanentError, match=r"的(安全设置|签名校验)不通过"):
            kind.robot(token=KEY, secret=secret).tell(LETTER)
        assert made.accepted == []


def test_a_clock_that_is_wrong_by_hours_is_refused_by_a_service_that_checks_signatures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind, late = KINDS["feishu"], clock.now() - timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: late)
    with Robot(kind.service().check).running() as made:
        monkeypatch.setattr(kind.robot, "notify_url", made.url + kind.path)
        with refused(PermanentError, "飞书的签名校验不通过，请检查密钥和本机时间（19021）"):
            kind.channel().tell(LETTER)


def test_a_robot_that_was_too_fast_is_told_how_long_to_rest(
    kind: Kind, robot: Robot, service: Service
) -> None:
    service.rate.taken = service.rate.most
    with pytest.raises(RateLimited, match=str(kind.too_fast)) as caught:
        kind.channel().tell(LETTER)
    assert caught.value.wait == kind.pause
    assert robot.accepted == []


def test_a_long_message_is_cut_on_a_character_and_the_service_takes_it(
    kind: Kind, robot: Robot
) -> None:
    lines = [f"{n}. {'很长的一行字😀' * 300}" for n in range(1, 11)]
    body = "\n".join([*lines, "办理：https://example.org/tasks"])
    assert kind.channel().tell(Letter("an-id", "今日 10 项", body))
    (accepted,) = robot.accepted
    assert len(accepted.text.encode()) <= kind.robot.most_bytes
    assert accepted.text.startswith("今日 10 项\n1. 很长")
    assert accepted.text.endswith("\n…\n办理：https://example.org/tasks")
    assert "\ufffd" not in accepted.text


def test_a_redirect_is_not_followed_and_not_sent(kind: Kind, robot: Robot) -> None:
    robot.answers.append(Answer(status=302, headers={"Location": f"{robot.url}/elsewhere"}))
    with refused(PermanentError, f"{kind.label}不接受（302）"):
        kind.channel().tell(LETTER)
    assert len(robot.requests) == 1


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("999999999999999999999", timedelta(days=1)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("soon", timedelta(minutes=1)),
        ("Fri, 31 Dec 9999 23:59:59 -0000", timedelta(minutes=1)),
    ],
)
def test_a_pause_that_the_service_asks_for_is_kept_within_reason(
    kind: Kind, robot: Robot, written: str, wait: timedelta
) -> None:
    robot.answers.append(Answer(status=429, headers={"Retry-After": written}))
    with pytest.raises(RateLimited) as caught:
        kind.channel().tell(LETTER)
    assert caught.value.wait == wait


def test_a_service_that_fails_and_then_works_is_a_failure_and_then_a_receipt(
    kind: Kind, robot: Robot
) -> None:
    robot.answers.append(Answer(status=500))
    channel = kind.channel()
    with refused(TransientError, f"{kind.label}出错（500）"):
        channel.tell(LETTER)
    assert channel.tell(LETTER) == f"{kind.label}已接受"
    assert [request.message_id for request in robot.requests] == ["an-id", "an-id"]
    assert len(robot.accepted) == 1


def test_a_service_that_hangs_is_left_in_time(
    kind: Kind, robot: Robot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER", 0.2)
    robot.answers.append(Answer(hang=0.6))
    with refused(Unreachable, f"{kind.label}没有及时回答"):
        kind.channel().tell(LETTER)


@pytest.mark.parametrize("code", [None, "no number", True, "x" * 500])
def test_an_answer_that_makes_no_sense_is_no_receipt(
    kind: Kind, robot: Robot, code: object
) -> None:
    robot.answers.append(Answer(code, name="code" if kind.label == "飞书" else "errcode"))
    with pytest.raises(DeliveryError) as caught:
        kind.channel().tell(LETTER)
    assert len(str(caught.value)) < 80


def test_messages_share_one_connection(kind: Kind, robot: Robot) -> None:
    channel = kind.channel()
    for _ in range(3):
        channel.tell(LETTER)
    assert len({request.client for request in robot.requests}) == 1


def test_a_connection_that_the_service_closed_meanwhile_is_opened_anew(
    kind: Kind, robot: Robot
) -> None:
    robot.answers.append(Answer(name="code" if kind.label == "飞书" else "errcode", headers={"X": ""}))  # fmt: skip
    channel = kind.channel()
    channel.tell(LETTER)
    for idle in channel._connections._idle.values():
        idle[0].sock.shutdown(2)
    assert channel.tell(LETTER) == f"{kind.label}已接受"
    assert len({request.client for request in robot.requests}) == 2


def test_the_codes_that_mean_later_and_those_that_mean_never_are_apart(kind: Kind) -> None:
    tables = (kind.robot.busy, kind.robot.troubled, kind.robot.refused)
    assert len({code for table in tables for code in table}) == sum(map(len, tables))


@pytest.mark.parametrize(
    ("name", "code", "msg", "error", "said"),
    [
        ("wecom", -1, "system busy", TransientError, "企业微信系统繁忙（-1）"),
        ("wecom", 93004, "", PermanentError, "企业微信的机器人已停用（93004）"),
        ("dingtalk", -1, "系统繁忙", TransientError, "钉钉系统繁忙（-1）"),
        ("dingtalk", 410100, "", RateLimited, "钉钉发得太快（410100）"),
        ("dingtalk", 460101, "message too long", PermanentError, "钉钉嫌内容太长（460101）"),
        ("feishu", 9499, "Bad Request", PermanentError, "飞书不接受这条消息的格式（9499）"),
        ("feishu", 9499, "too many request", RateLimited, "飞书发得太快（11232）"),
    ],
)
def test_a_code_means_what_its_service_says_it_means(
    name: str, code: int, msg: str, error: type[DeliveryError], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    kind = KINDS[name]
    with Robot().running() as made:
        monkeypatch.setattr(kind.robot, "notify_url", made.url + kind.path)
        written = "code" if name == "feishu" else "errcode"
        made.answers.append(Answer(code, name=written, more={"msg": msg}))
        with refused(error, said):
            kind.channel().tell(LETTER)
