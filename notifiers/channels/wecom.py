"""The robot of a WeCom 企业微信 group: `wecombot://KEY`, or its webhook address as WeCom shows it.

Limits: developer.work.weixin.qq.com/document/path/91770 (20 a minute, 2048 bytes). Codes: the global table,
/document/path/90313.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from apprise.plugins.wecombot import NotifyWeComBot

from notifiers.channels.posting import Robot

_APPRISE: Any = NotifyWeComBot  # half typed


class WeComRobot(Robot, _APPRISE):  # type: ignore[misc]
    """Reads `errcode`; Apprise's own reports a refused message as sent."""

    label = "企业微信"
    most_bytes = 2048
    limits: ClassVar = ((20, 60),)
    busy: ClassVar[Mapping[int, str]] = {45009: "发得太快", 45033: "发得太快"}
    troubled: ClassVar[Mapping[int, str]] = {-1: "系统繁忙"}
    refused: ClassVar[Mapping[int, str]] = {
        40058: "不接受这条消息的内容",
        44004: "收到的内容是空的",
        45002: "嫌内容太长",
        93000: "没有这个机器人，请检查地址里的 key",
        93004: "的机器人已停用",
        93008: "机器人不在群里",
    }

    def __init__(self, key: str, **rest: Any) -> None:
        super().__init__(key=key, **rest)

    def endpoint(self) -> str:
        return str(self.api_url)

    def payload(self, text: str) -> dict[str, Any]:
        return {"msgtype": "text", "text": {"content": text}}
