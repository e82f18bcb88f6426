"""A client that asks one address again and again on several connections, and tells how long it waited.

It speaks just enough of HTTP/1.1 to be faster than what it measures. It runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import statistics
import time
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """Answers per second, and the time that 99 of 100 took at most, in seconds."""

    rate: float
    p99: float


def ask(port: int, path: str, cookie: str, *, connections: int, seconds: float) -> Heard:
    """Ask `path` of this machine's `port` for so many seconds. Raises RuntimeError for any answer but 200."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_asked, (port, path, cookie, connections, seconds))


def _asked(port: int, path: str, cookie: str, connections: int, seconds: float) -> Heard:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        f"Cookie: {cookie}\r\n\r\n"
    ).encode()
    times = asyncio.run(_all(port, request, connections, seconds))
    return Heard(len(times) / seconds, statistics.quantiles(times, n=100)[98])


async def _all(port: int, request: bytes, connections: int, seconds: float) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_one(port, request, until, times) for _ in range(connections)))
    return times


async def _one(port: int, request: bytes, until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while (began := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(head.decode("latin-1"))
        await reader.readexactly(int(length[1]))
        times.append(time.perf_counter() - began)
    writer.close()
