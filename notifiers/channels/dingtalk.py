"""The robot of a DingTalk 钉钉 group: `dingtalk://SECRET@TOKEN`, or its webhook address with `secret:`.

Signing, limits and codes: open.dingtalk.com/document/orgapp/custom-robots-send-group-messages and
/document/orgapp/custom-robot-access (310000). What neither page lists was seen in answers: 130101 "send too
fast, exceed 20 times per minute", 300001 "token is not exist", 460101 "message too long, exceed 20000 bytes"
(timonwong/prometheus-webhook-dingtalk, issue 30).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from apprise.plugins.dingtalk import NotifyDingTalk

from notifiers.channels.posting import Robot
from runtime import clock

_NATIVE = re.compile(
    r"https://oapi\.dingtalk\.com/robot/send\?access_token=(?P<token>[0-9a-z]+)", re.IGNORECASE
)


_APPRISE: Any = NotifyDingTalk  # half typed


class DingTalkRobot(Robot, _APPRISE):  # type: ignore[misc]
    """Signs with the robot's secret, where it has one (加签), and reads `errcode`."""

    label = "钉钉"
    most_bytes = 18_000  # the service counts the whole of a request: 20,000
    limits: ClassVar = ((20, 60),)
    pause = timedelta(minutes=10)  # whoever is too fast is shut out for so long
    busy: ClassVar[Mapping[int, str]] = {130101: "发得太快", 410100: "发得太快"}
    troubled: ClassVar[Mapping[int, str]] = {-1: "系统繁忙"}
    refused: ClassVar[Mapping[int, str]] = {
        300001: "没有这个机器人，请检查地址里的 token",
        310000: "的安全设置不通过，请检查加签密钥、关键词或 IP",
        400013: "群已解散",
        400101: "没有这个机器人，请检查地址里的 token",
        400102: "的机器人已停用",
        400105: "不接受这一类消息",
        400106: "机器人不在群里",
        430101: "不接受消息里的链接",
        430102: "不接受这条消息的文字",
        430104: "不接受这条消息的内容",
        460101: "嫌内容太长",
    }

    def __init__(self, token: str, secret: str | None = None, **rest: Any) -> None:
        super().__init__(token=token, secret=secret, **rest)

    def endpoint(self) -> str:
        address = str(self.notify_url.format(token=self.token))
        if not self.secret:
            return address
        moment = str(round(clock.now().timestamp() * 1000))  # milliseconds
        return f"{address}&{urlencode({'timestamp': moment, 'sign': signature(str(self.secret), moment)})}"

    def payload(self, text: str) -> dict[str, Any]:
        at = {"atMobiles": self.targets, "isAtAll": False}
        return {"msgtype": "text", "text": {"content": text}, "at": at}

    @staticmethod
    def parse_native_url(url: str) -> Any:
        """The address as DingTalk shows it."""
        found = _NATIVE.fullmatch(url)
        return _APPRISE.parse_url(f"dingtalk://{found['token']}") if found else None


def signature(secret: str, moment: str) -> str:
    """Of a moment in milliseconds: HMAC-SHA256 with the secret as key, in Base64."""
    signed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256)
    return b64encode(signed.digest()).decode()
