"""Receivers that cost next to nothing, each in a process of its own, so that what is measured is the sender.

`python -m benchmarks.sinks http|smtp` prints its port, answers every message with yes, and ends with its
standard input.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

#: A yes in the words of every robot.
YES = b'{"errcode":0,"code":0,"errmsg":"ok"}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(YES)
) + YES


class Http(asyncio.Protocol):
    """Reads a request by its Content-Length, and answers."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.unread = transport, b""

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            whole = end + 4 + _length(self.unread[:end].lower())
            if len(self.unread) < whole:
                return
            self.unread = self.unread[whole:]
            self.transport.write(_ANSWER)


def _length(head: bytes) -> int:
    _, found, after = head.partition(b"content-length:")
    return int(after.split(b"\r\n", 1)[0]) if found else 0


class Smtp(asyncio.Protocol):
    """As much of RFC 5321 as a sender notices."""

    answers: ClassVar[dict[bytes, bytes]] = {
        b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 SIZE 10000000\r\n",
        b"DATA": b"354 go on\r\n",
        b"QUIT": b"221 bye\r\n",
    }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.unread, self.in_mail = transport, b"", False
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.unread += data
        end = b"\r\n.\r\n" if self.in_mail else b"\r\n"
        while end in self.unread:
            said, _, self.unread = self.unread.partition(end)
            verb = b"" if self.in_mail else said[:4].upper()
            self.in_mail = verb == b"DATA"
            end = b"\r\n.\r\n" if self.in_mail else b"\r\n"
            self.transport.write(self.answers.get(verb, b"250 ok\r\n"))


SINKS = {"http": Http, "smtp": Smtp}


@contextmanager
def running(name: str) -> Iterator[int]:
    """A sink in a process of its own; its port on loopback."""
    sink = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sinks", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert sink.stdout is not None
        yield int(sink.stdout.readline())
    finally:
        sink.communicate()


async def _serve(name: str) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(SINKS[name], "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
