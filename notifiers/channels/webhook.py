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
from typing import Any, ClassVar

from apprise.plugins import NotifyBase

from notifiers.channels.letter import Letter
from notifiers.channels.posting import HttpChannel, Request
from runtime import clock

_PREFIX = "whsec_"
_LEAST_SECRET = 16  # bytes


class SignedWebhook(HttpChannel):
    """Another program, that can see who sent it, that nobody changed it, and whether it had it before."""

    service_name = "Signed webhook"
    protocol = "webhook"
    secure_protocol = "webhooks"
    label = "Webhook"
    lanes = 4
    templates: ClassVar = ("{schema}://{host}/", "{schema}://{host}:{port}/")
    template_tokens: ClassVar = dict(
        NotifyBase.template_tokens,
        host={"name": "Host", "type": "string", "required": True},
        port={"name": "Port", "type": "int", "min": 1, "max": 65535},
        secret={"name": "Secret", "type": "string", "private": True, "required": True},
    )

    def __init__(self, secret: str = "", **rest: Any) -> None:
        super().__init__(**rest)
        self._key = _key(secret)
        scheme = "https" if self.secure else "http"
        place = f"{self.host}:{self.port}" if self.port else str(self.host)
        self._url = f"{scheme}://{place}{NotifyBase.quote(self.fullpath or '/', safe='/')}"

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
        return Request(self._url, body, headers)

    @property
    def url_identifier(self) -> Any:
        return (self.secure_protocol, self.host, self.port, self.fullpath)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:  # noqa: ARG002
        """Where it goes, without the secret."""
        return f"{self.secure_protocol}://{self.host}/"

    @staticmethod
    def parse_url(url: str) -> Any:
        results = NotifyBase.parse_url(url)  # type: ignore[no-untyped-call]
        if results and results["qsd"].get("secret"):
            results["secret"] = NotifyBase.unquote(results["qsd"]["secret"])
        return results


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
