"""Real receivers on loopback: a web service that answers as it is told to, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer of the service. `hang` are seconds of silence before it."""

    code: Any = 0  #: errcode; None for an answer that is no JSON
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    name: str = "errcode"  #: what the service calls its code
    more: dict[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        if self.code is None:
            return b"<html>sign in</html>"
        return json.dumps({self.name: self.code, "errmsg": "said so", **self.more}).encode()


@dataclass
class Request:
    """What the service was sent."""

    path: str
    headers: Message
    body: bytes
    client: tuple[str, int]  #: tells connections apart

    @property
    def message_id(self) -> str | None:
        return self.headers.get("X-Huhang-Message-Id")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The text of a message to a robot."""
        said = self.json.get("text") or {"content": self.json["content"]["text"]}
        return str(said["content"])


class Robot:
    """Answers from `answers`, one a request; when they are used up, what `check` says: yes."""

    def __init__(self, check: Callable[[Request], Answer] = lambda _: Answer()) -> None:
        self.answers: deque[Answer] = deque()
        self.requests: list[Request] = []
        self.accepted: list[Request] = []  #: those that were answered with yes
        self.check = check
        robot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections are kept

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(Request(self.path, self.headers, body, self.client_address))

            def do_GET(self) -> None:
                self.answer(Request(self.path, self.headers, b"", self.client_address))

            def answer(self, request: Request) -> None:
                robot.requests.append(request)
                given = robot.answers.popleft() if robot.answers else robot.check(request)
                time.sleep(given.hang)
                if given.status == 200 and given.code == 0:
                    robot.accepted.append(request)
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(given.body())))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # who asked has given up
                    self.wfile.write(given.body())

            def log_message(self, *_: object) -> None:
                """Tests are read, not logs."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

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


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has died; what a test wants to know it finds in the requests."""
