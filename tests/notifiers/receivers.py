"""Real receivers on loopback: a robot that answers as it is told to, and a mail server."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Answer:
    """One answer of the robot. `hang` are seconds of silence before it."""

    code: Any = 0  #: errcode; None for an answer that is no JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0

    def body(self) -> bytes:
        if self.code is None:
            return b"<html>sign in</html>"
        return json.dumps({"errcode": self.code, "errmsg": "said so"}).encode()


@dataclass
class Request:
    """What the robot was sent."""

    path: str
    message_id: str | None
    body: bytes
    client: tuple[str, int]  #: tells connections apart

    @property
    def text(self) -> str:
        return str(json.loads(self.body)["text"]["content"])


class Robot:
    """Answers from `answers`, one a request; when they are used up, with yes."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.requests: list[Request] = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections are kept

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                message_id = self.headers.get("X-Huhang-Message-Id")
                robot.requests.append(Request(self.path, message_id, body, self.client_address))
                self.answer()

            def do_GET(self) -> None:
                robot.requests.append(Request(self.path, None, b"", self.client_address))
                self.answer()

            def answer(self) -> None:
                given = robot.answers.popleft() if robot.answers else Answer()
                time.sleep(given.hang)
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.body())))
                self.end_headers()
                with suppress(BrokenPipeError):  # whoever asked has given up waiting
                    self.wfile.write(given.body())

            def log_message(self, *_: object) -> None:
                """Tests are read, not logs."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[Robot]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class Mailbox:
    """A mail server that keeps what it accepts."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = False
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse:
            return "554 no"
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 accepted"

    @property
    def url(self) -> str:
        port = self._controller.port
        return f"mailto://127.0.0.1:{port}/?from=huhang@example.org&to=somebody@example.org"

    @contextmanager
    def running(self) -> Iterator[Mailbox]:
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


def _free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return int(server.server_port)
