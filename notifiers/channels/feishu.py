"""The robot of a Feishu 飞书 group: `feishubot://SECRET@TOKEN`, or its webhook address with `secret:`.

Signing, limits and codes: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, ClassVar

from apprise.plugins.feishu import NotifyFeishu

from notifiers.channels.posting import Robot
from runtime import clock

_NATIVE = re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<token>[\w-]+)/?")


_APPRISE: Any = NotifyFeishu  # half typed
#: "Bad Request", as documented; but also "too many request", where several posted at once.
_EITHER = 9499
_TOO_FAST = 11232


class FeishuRobot(Robot, _APPRISE):  # type: ignore[misc]
    """Signs in the body with the robot's secret, where it has one (签名校验), and reads `code`."""

    secure_protocol = ("feishubot", "feishu")
    label = "飞书"
    most_bytes = 18_000  # the service counts the whole of a request: 20 KB
    limits: ClassVar = ((5, 1), (100, 60))
    busy: ClassVar[Mapping[int, str]] = {_TOO_FAST: "发得太快"}
    refused: ClassVar[Mapping[int, str]] = {
        _EITHER: "不接受这条消息的格式",
        19001: "没有这个机器人，请检查地址里的 token",
        19002: "不接受这条消息的内容",
        19021: "的签名校验不通过，请检查密钥和本机时间",
        19022: "的 IP 白名单里没有本机",
        19024: "的关键词设置不通过",
    }

    def __init__(self, token: str, secret: str | None = None, **rest: Any) -> None:
        super().__init__(token=token, **rest)
        self.secret = secret or ""

    def endpoint(self) -> str:
        return str(self.notify_url.format(token=self.token)).rstrip("/")

    def payload(self, text: str) -> dict[str, Any]:
        said = {"msg_type": "text", "content": {"text": text}}
        if not self.secret:
            return said
        moment = str(int(clock.now().timestamp()))  # seconds
        return {"timestamp": moment, "sign": signature(self.secret, moment), **said}

    def answer_code(self, answer: Mapping[str, Any]) -> Any:
        # Old robots write StatusCode beside or instead of it.
        code = answer.get("code", answer.get("StatusCode"))
        too_many = code == _EITHER and "too many" in str(answer.get("msg")).lower()
        return _TOO_FAST if too_many else code

    @staticmethod
    def parse_url(url: str) -> Any:
        results = _APPRISE.parse_url(url)
        if results:
            results["secret"] = _APPRISE.unquote(results["user"] or "")
        return results

    @staticmethod
    def parse_native_url(url: str) -> Any:
        """The address as Feishu shows it."""
        found = _NATIVE.fullmatch(url)
        return FeishuRobot.parse_url(f"feishubot://{found['token']}") if found else None


def signature(secret: str, moment: str) -> str:
    """Of a moment in seconds: HMAC-SHA256 of nothing, with moment and secret as key, in Base64."""
    signed = hmac.new(f"{moment}\n{secret}".encode(), b"", hashlib.sha256)
    return b64encode(signed.digest()).decode()
