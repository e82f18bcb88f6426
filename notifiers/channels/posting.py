"""Channels that post to a web address, and what the answers of HTTP mean for a message."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from notifiers.channels.connections import Connections, Reply
from notifiers.channels.letter import MESSAGE_ID, Letter
from notifiers.channels.strict import StrictChannel, fit
from notifiers.errors import PermanentError, RateLimited, TransientError, Unreachable
from runtime import clock

PAUSE = timedelta(minutes=1)  #: where a busy service does not say how long
LONGEST_PAUSE = timedelta(days=1)  #: whatever it says
#: Seconds; open.feishu.cn/document/server-docs/api-call-guide/frequency-control.
_FEISHU_RETRY_AFTER = "x-ogw-ratelimit-reset"
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Request:
    """One POST. The address holds keys: never log it."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpChannel(StrictChannel):
    """A subclass says what is posted for a letter, and may read more in the answer than its status."""

    def request(self, letter: Letter) -> Request:
        raise NotImplementedError

    def read(self, reply: Reply) -> str:
        """The receipt in an answer whose status was a yes. Raises DeliveryErrors."""
        return f"{self.label}已接受（{reply.status}）"

    def tell(self, letter: Letter) -> str:
        asked = self.request(letter)
        told = {"User-Agent": "Huhang", MESSAGE_ID: letter.message_id, **asked.headers}
        try:
            reply = self._connections.post(asked.url, asked.body, told)
        except TimeoutError:
            raise Unreachable(f"{self.label}没有及时回答") from None
        except ssl.SSLCertVerificationError:
            raise PermanentError(f"{self.label}的证书不可信") from None
        except (OSError, http.client.HTTPException):
            raise Unreachable(f"连不上{self.label}") from None
        self._check_status(reply)
        return self.read(reply)

    def _check_status(self, reply: Reply) -> None:
        status = reply.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return
        if status in _BUSY and (status == HTTPStatus.TOO_MANY_REQUESTS or "Retry-After" in reply.headers):  # fmt: skip
            raise RateLimited(
                f"{self.label}请稍后再发（{status}）", retry_after(reply, clock.now())
            )
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _LATER:
            raise TransientError(f"{self.label}出错（{status}）")
        raise PermanentError(f"{self.label}不接受（{status}）")

    @cached_property
    def _connections(self) -> Connections:
        return Connections(verify=bool(self.verify_certificate))


class Robot(HttpChannel):
    """A robot of a chat service: it answers 200 and says in the text that it refused.

    Apprise's own plugins report such a message as sent. A subclass says where it listens, what it is sent
    and what its answers mean.
    """

    most_bytes = 0  #: of one text, in UTF-8, as the services count
    #: The answers that mean: too fast, all of you wait.
    busy: ClassVar[Mapping[int, str]] = {}
    #: How long a busy one is left alone.
    pause = PAUSE
    #: The answers that mean: try this one again.
    troubled: ClassVar[Mapping[int, str]] = {}
    #: The answers that mean: not like this.
    refused: ClassVar[Mapping[int, str]] = {}

    def endpoint(self) -> str:
        """Where the robot listens. It holds the key: never log it."""
        raise NotImplementedError

    def payload(self, text: str) -> dict[str, Any]:
        raise NotImplementedError

    def answer_code(self, answer: Mapping[str, Any]) -> Any:
        """The code in the answer; 0 is yes."""
        return answer.get("errcode")

    def request(self, letter: Letter) -> Request:
        body = json.dumps(self.payload(fit(letter.text, self.most_bytes)), ensure_ascii=False)
        return Request(self.endpoint(), body.encode(), {"Content-Type": "application/json"})

    def read(self, reply: Reply) -> str:
        code = self._code(reply)
        if code == 0 and not isinstance(code, bool):
            return f"{self.label}已接受"
        if code is None:
            raise TransientError(f"{self.label}的回答看不懂")
        if isinstance(code, int) and code in self.busy:
            raise RateLimited(f"{self.label}{self.busy[code]}（{code}）", self.pause)
        if isinstance(code, int) and code in self.troubled:
            raise TransientError(f"{self.label}{self.troubled[code]}（{code}）")
        why = self.refused.get(code, "不接受") if isinstance(code, int) else "不接受"
        raise PermanentError(f"{self.label}{why}（{str(code)[:40]}）")

    def _code(self, reply: Reply) -> Any:
        try:
            answer = json.loads(reply.body)
        except ValueError:
            return None
        return self.answer_code(answer) if isinstance(answer, dict) else None


def retry_after(reply: Reply, now: datetime) -> timedelta:
    """RFC 9110, 10.2.3: seconds or a date. A minute where it is neither, and never more than a day."""
    written = str(reply.headers.get("Retry-After", reply.headers.get(_FEISHU_RETRY_AFTER, "")))
    if written.isdecimal():
        return min(timedelta(seconds=min(int(written), 10**6)), LONGEST_PAUSE)
    try:
        asked = parsedate_to_datetime(written) - now
    except (TypeError, ValueError):  # no date, or one without a zone
        return PAUSE
    return min(max(asked, timedelta(0)), LONGEST_PAUSE)
