"""WeCom's robot: sent means accepted, and whatever else it answers is told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels import connections
from notifiers.channels.letter import Letter
from notifiers.channels.strict import fit
from notifiers.channels.wecom import WeComRobot
from notifiers.errors import DeliveryError, PermanentError, RateLimited, TransientError, Unreachable
from tests.notifiers.receivers import Answer, Robot


def tell(robot: Robot, *answers: Answer, text: str = "您好") -> str:
    robot.answers.extend(answers)
    return WeComRobot(key="a-key").tell(Letter("an-id", "", text))


def refusal(robot: Robot, answer: Answer) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        tell(robot, answer)
    assert "a-key" not in str(caught.value)
    return caught.value


def test_a_message_that_the_robot_accepts_is_received_as_it_was_said(robot: Robot) -> None:
    assert tell(robot, text="今日 1 项逾期") == "企业微信已接受"
    (request,) = robot.requests
    assert request.text == "今日 1 项逾期"
    assert request.message_id == "an-id"
    assert request.path == "/cgi-bin/webhook/send?key=a-key"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (Answer(93000), PermanentError, "企业微信没有这个机器人，请检查地址里的 key（93000）"),
        (Answer(40001), PermanentError, "企业微信不接受（40001）"),
        (Answer(45009), RateLimited, "企业微信发得太快（45009）"),
        (Answer(-1), TransientError, "企业微信系统繁忙（-1）"),
        (Answer(None), TransientError, "企业微信的回答看不懂"),
        (Answer("no number"), PermanentError, "企业微信不接受（no number）"),
        (Answer(status=404), PermanentError, "企业微信不接受（404）"),
        (Answer(status=500), TransientError, "企业微信出错（500）"),
    ],
    ids=lambda value: value.code if isinstance(value, Answer) else None,
)
def test_a_refusal_is_read_from_the_answer(
    robot: Robot, answer: Answer, kind: type[DeliveryError], said: str
) -> None:
    error = refusal(robot, answer)
    assert isinstance(error, kind)
    assert str(error) == said


def test_a_redirect_is_not_followed_and_not_sent(robot: Robot) -> None:
    elsewhere = {"Location": f"{robot.url}/elsewhere"}
    assert isinstance(refusal(robot, Answer(status=302, headers=elsewhere)), PermanentError)
    assert len(robot.requests) == 1


def test_a_pause_that_the_service_asks_for_is_kept(robot: Robot) -> None:
    error = refusal(robot, Answer(status=429, headers={"Retry-After": "7"}))
    assert isinstance(error, RateLimited)
    assert error.wait == timedelta(seconds=7)


def test_a_service_that_hangs_is_tried_later(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ANSWER", 0.2)
    error = refusal(robot, Answer(hang=0.6))
    assert isinstance(error, Unreachable)
    assert str(error) == "企业微信没有及时回答"


def test_a_service_that_is_not_there_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WeComRobot, "notify_url", "http://127.0.0.1:9/?key={key}")
    with pytest.raises(Unreachable, match="连不上企业微信"):
        WeComRobot(key="a-key").tell(Letter("an-id", "", "您好"))


def test_messages_share_one_connection(robot: Robot) -> None:
    sender = WeComRobot(key="a-key")
    for text in ("一", "二", "三"):
        sender.tell(Letter("an-id", "", text))
    assert len({request.client for request in robot.requests}) == 1


def test_apprise_itself_reports_a_refusal_too(robot: Robot) -> None:
    robot.answers.append(Answer(93000))
    with pytest.raises(PermanentError):
        WeComRobot(key="a-key").notify(body="您好")


def test_a_long_message_is_cut_between_lines_and_keeps_its_link(robot: Robot) -> None:
    lines = [f"{n}. {'很长的一行字' * 20}" for n in range(1, 11)]
    tell(robot, text="\n".join(["今日 10 项", *lines, "办理：https://example.org/"]))
    (request,) = robot.requests
    assert len(request.text.encode()) <= 2048
    assert request.text.startswith("今日 10 项\n1. 很长")
    assert request.text.endswith("\n…\n办理：https://example.org/")


@given(st.text(st.characters(codec="utf-8")), st.integers(10, 200))
def test_a_text_that_was_cut_fits_and_is_whole_characters(text: str, most: int) -> None:
    cut = fit(text, most)
    assert len(cut.encode()) <= most
    assert cut == text or "…" in cut


def test_the_codes_that_mean_later_and_those_that_mean_never_are_apart() -> None:
    def codes(said: Iterable[int]) -> set[int]:
        return set(said)

    assert not codes(WeComRobot.busy) & codes(WeComRobot.refused)
