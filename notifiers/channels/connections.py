"""Kept HTTP connections: one POST, one answer, no redirect followed, never a second try.

The standard library's client with a pool around it: several times as fast as httpx for one request on an open
connection, and nothing here needs more. Whoever posts takes a connection out of the pool and puts it back.
"""

from __future__ import annotations

import http.client
import select
import ssl
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

CONNECT = 4.0  # seconds, with the handshake of TLS
ANSWER = 8.0  # seconds of silence
MOST_ANSWER = 65_536  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class Reply:
    """What the receiver answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Connections:
    """The open connections of one channel, by host. Safe for several threads."""

    def __init__(self, *, verify: bool = True) -> None:
        self._verify = verify
        self._idle: dict[tuple[str, str], deque[http.client.HTTPConnection]] = {}

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send `body` and read the answer. Raises OSError (TimeoutError, ssl.SSLError …) and
        http.client.HTTPException."""
        address = _split(url)
        idle = self._idle.setdefault((address.scheme, address.netloc), deque())
        connection = _take(idle) or self._open(address)
        try:
            reply = _exchange(connection, address, body, headers)
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:
            idle.append(connection)
        return reply

    def close(self) -> None:
        """Close what is idle."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _open(self, address: SplitResult) -> http.client.HTTPConnection:
        host = address.hostname or ""
        if address.scheme != "https":
            return http.client.HTTPConnection(host, address.port, timeout=CONNECT)
        options: dict[str, Any] = {"timeout": CONNECT, "context": context(verify=self._verify)}
        proxy = urlsplit(getproxies().get("https", ""))
        if not proxy.hostname or proxy_bypass(host):
            return http.client.HTTPSConnection(host, address.port, **options)
        connection = http.client.HTTPSConnection(proxy.hostname, proxy.port, **options)
        connection.set_tunnel(host, address.port, _proxy_headers(proxy))
        return connection


def _take(idle: deque[http.client.HTTPConnection]) -> http.client.HTTPConnection | None:
    """A connection that the other side has not closed meanwhile."""
    while idle:
        try:
            connection = idle.pop()
        except IndexError:  # another thread took the last one
            return None
        if not _has_news(connection):
            return connection
        connection.close()
    return None


def _has_news(connection: http.client.HTTPConnection) -> bool:
    """An idle connection that can be read from was closed, or speaks out of turn."""
    if not hasattr(select, "poll"):
        return bool(select.select([connection.sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def _exchange(
    connection: http.client.HTTPConnection,
    address: SplitResult,
    body: bytes,
    headers: Mapping[str, str],
) -> Reply:
    if connection.sock is None:
        connection.connect()
        connection.sock.settimeout(ANSWER)  # type: ignore[attr-defined]  # connect() made it
    sock = connection.sock
    # Head and body in one piece: http.client would send them one after the other.
    sock.sendall(_head(address, len(body), headers) + body)
    with http.client.HTTPResponse(sock, method="POST") as response:
        response.begin()
        read = response.read(MOST_ANSWER)
        if response.will_close or not response.isclosed():
            connection.close()
    return Reply(response.status, response.headers, read)


def _head(address: SplitResult, length: int, headers: Mapping[str, str]) -> bytes:
    """RFC 9112, 3 and 5. Raises ValueError for what would be another line."""
    target = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
    host = address.netloc.rpartition("@")[2]
    lines = [f"POST {target} HTTP/1.1", f"Host: {host}", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any(not line.isprintable() for line in lines):
        raise ValueError("a header or an address holds a line break")
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def _proxy_headers(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    said = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(said.encode()).decode()}"}


_split = lru_cache(maxsize=256)(urlsplit)


@lru_cache(maxsize=2)
def context(*, verify: bool) -> ssl.SSLContext:
    """Made once: reading the certificates of the machine takes longer than a message. A township's own
    authority is named by SSL_CERT_FILE."""
    made = ssl.create_default_context()
    if not verify:
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made
