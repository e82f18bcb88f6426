"""How each service behaves, by its documentation: what it refuses, and with which code."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.notifiers.receivers import Answer, Request

KEY = "693axxx6"
SECRET = "SECfeed0123"
WEBHOOK_SECRET = "whsec_" + b64encode(b"a secret of twenty-four.").decode()
HOUR = 3600  # seconds that a signature is good for


@dataclass
class Rate:
    """Twenty a minute are accepted, and then nobody; time passes when a test says so."""

    most: int = 20
    taken: int = 0

    def is_over(self) -> bool:
        self.taken += 1
        return self.taken > self.most


@dataclass
class Service:
    """A robot service. `check` answers one request as the service would."""

    check: Callable[[Request], Answer]
    rate: Rate = field(default_factory=Rate)


def wecom() -> Service:
    rate = Rate()

    def check(request: Request) -> Answer:
        if _query(request).get("key") != KEY:
            return Answer(93000)
        if len(request.text.encode()) > 2048:
            return Answer(45002)
        return Answer(45009 if rate.is_over() else 0)

    return Service(check, rate)


def dingtalk() -> Service:
    rate = Rate()

    def check(request: Request) -> Answer:
        said = _query(request)
        if said.get("access_token") != KEY:
            return Answer(300001)
        moment = said.get("timestamp", "0")
        signed = hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256)
        if said.get("sign") != b64encode(signed.digest()).decode() or _old(int(moment) / 1000):
            return Answer(310000)
        if len(request.body) > 20_000:
            return Answer(460101)
        return Answer(130101 if rate.is_over() else 0)

    return Service(check, rate)


def feishu() -> Service:
    rate = Rate(100)

    def check(request: Request) -> Answer:
        return Answer(_code(request), name="code")

    def _code(request: Request) -> int:
        said = request.json
        if urlsplit(request.path).path != f"/open-apis/bot/v2/hook/{KEY}":
            return 19001
        key = f"{said.get('timestamp')}\n{SECRET}".encode()
        signed = b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        if said.get("sign") != signed or _old(float(said["timestamp"])):
            return 19021
        if len(request.body) > 20_480:
            return 9499
        return 11232 if rate.is_over() else 0

    return Service(check, rate)


def webhook(request: Request) -> Answer:
    """Checks a message as the Standard Webhooks specification says."""
    said = request.headers
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + request.body
    key = b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
    right = "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if said["webhook-signature"] != right or _old(float(said["webhook-timestamp"])):
        return Answer(status=401)
    assert json.loads(request.body)["id"] == said["webhook-id"]
    return Answer()


def _query(request: Request) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}


def _old(moment: float) -> bool:
    return abs(time.time() - moment) > HOUR  # noqa: TID251  # a service has its own clock
