"""What the robots of the chat services have in common: they answer 200 and say in the text that they refused.

Apprise's own plugins for them report such a message as sent. These read the answer, follow no redirect,
keep their connection, and cut a text by bytes, as the services count.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import httpx
from apprise import NotifyType
from apprise.plugins import NotifyBase

from notifiers.errors import PermanentError, RateLimited, TransientError

MESSAGE_ID = "X-Huhang-Message-Id"  #: the same when a message is told again
CONNECT = 4.0  # seconds
ANSWER = 8.0  # seconds
PAUSE = timedelta(minutes=1)  #: where a busy service does not say how long


class StrictChannel(NotifyBase):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """One robot. A subclass says where it listens, what it is sent and what its answers mean."""

    label = ""  #: the service, in the words of its users
    most_bytes = 0  #: of one text, in UTF-8
    title_maxlen = 0
    #: The answers that mean: later.
    busy: ClassVar[Mapping[int, str]] = {}
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

    def tell(self, message_id: str, text: str) -> str:
        """Send it and return the receipt. Raises TransientError, RateLimited or PermanentError."""
        self.throttle()  # type: ignore[no-untyped-call]
        try:
            response = self._client().post(
                self.endpoint(),
                json=self.payload(fit(text, self.most_bytes)),
                headers={MESSAGE_ID: message_id},
            )
        except httpx.TimeoutException:
            raise TransientError(f"{self.label}没有及时回答") from None
        except httpx.HTTPError:
            raise TransientError(f"连不上{self.label}") from None
        return self._read(response)

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = NotifyType.INFO,  # noqa: ARG002 -- Apprise's signature
        **_: Any,
    ) -> bool:
        """Apprise's way in, for whoever uses the channel through it."""
        self.tell("", f"{title}\n{body}" if title else body)
        return True

    def _client(self) -> httpx.Client:
        if not hasattr(self, "_kept"):
            self._kept = httpx.Client(
                timeout=httpx.Timeout(ANSWER, connect=CONNECT),
                follow_redirects=False,
                verify=self.verify_certificate,
            )
        return self._kept

    def _read(self, response: httpx.Response) -> str:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimited(f"{self.label}请稍后再发（429）", _retry_after(response))
        if status >= 500:
            raise TransientError(f"{self.label}出错（{status}）")
        if response.is_redirect:
            raise PermanentError(f"{self.label}的地址被转到别处（{status}），没有发出")
        if status != httpx.codes.OK:
            raise PermanentError(f"{self.label}不接受（{status}）")
        return self._read_code(response)

    def _read_code(self, response: httpx.Response) -> str:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        code = self.answer_code(answer) if isinstance(answer, dict) else None
        if code == 0:
            return f"{self.label}已接受"
        if code is None:
            raise TransientError(f"{self.label}的回答看不懂")
        if code in self.busy:
            raise RateLimited(f"{self.label}{self.busy[code]}（{code}）", PAUSE)
        raise PermanentError(f"{self.label}{self.refused.get(code, '不接受')}（{code}）")


def fit(text: str, most: int) -> str:
    """`text` in at most `most` bytes of UTF-8, no character cut in two. The last line, where the link
    stands, is kept when there is room for it."""
    if len(text.encode()) <= most:
        return text
    head, _, last = text.rpartition("\n")
    tail = f"\n…\n{last}"
    if not head or len(tail.encode()) > most // 2:
        head, tail = text, "…"
    return head.encode()[: most - len(tail.encode())].decode(errors="ignore").rstrip() + tail


def _retry_after(response: httpx.Response) -> timedelta:
    """RFC 9110, 10.2.3, in seconds; a date is not read."""
    written = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(written)) if written.isdecimal() else PAUSE
