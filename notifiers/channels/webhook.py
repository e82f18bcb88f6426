"""A signed webhook, as the Standard Webhooks specification has it: `webhooks://HOST/PATH` with `secret:`.

    POST /PATH
    webhook-id: the id of the message, the same when it is sent again
    webhook-timestamp: seconds since 1970
    webhook-signature: v1,<Base64 of HMAC-SHA256 over "id.timestamp.body">

    {"id": "…", "subject": "…", "body": "…"}

The secret is `whsec_` and its bytes in Base64, so that the libraries of that specification can check a
message. Every answer 2xx is a yes. Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from typing import Any

from notifiers.channels.hosted import HostedChannel
from notifiers.channels.letter import Letter
from notifiers.channels.posting import Request
from runtime import clock

_PREFIX = "whsec_"
_LEAST_SECRET = 16  # bytes


class SignedWebhook(HostedChannel):
    """Another program, that can see who sent it, that nobody changed it, and whether it had it before."""

    service_name = "Signed webhook"
    protocol = "webhook"
    secure_protocol = "webhooks"
    label = "Webhook"
    lanes = 4
    arguments = ("secret",)

    def __init__(self, secret: str = "", **rest: Any) -> None:
        super().__init__(**rest)
        self._key = _key(secret)

    def request(self, letter: Letter) -> Request:
        said = {"id": letter.message_id, "subject": letter.subject, "body": letter.body}
        body = json.dumps(said, ensure_ascii=False).encode()
        moment = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": letter.message_id,
            "webhook-timestamp": moment,
            "webhook-signature": "v1," + signature(self._key, letter.message_id, moment, body),
        }
        return Request(self.base + self.path, body, headers)


def signature(key: bytes, message_id: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over id, moment (seconds) and body, in Base64."""
    signed = hmac.new(key, f"{message_id}.{moment}.".encode() + body, hashlib.sha256)
    return b64encode(signed.digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes of `whsec_…`. Raises TypeError, as Apprise expects, where there are too few of them."""
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or len(key) < _LEAST_SECRET:
        raise TypeError("webhook: the secret is not whsec_ and at least 16 bytes in Base64")
    return key
