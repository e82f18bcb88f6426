"""The processes of `huhang up`: started, watched, started again when they die, and never left behind.

Each is a module of ours, run in a session of its own, so that Ctrl-C reaches only `up` and a process
can be ended with all that it started. What it prints goes to its log.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from huhang.lifeline import VARIABLE

FIRST_WAIT = 1.0  # seconds until a dead process is started again; doubled each time …
LONGEST_WAIT = 60.0  # … up to this
STEADY = 60.0  # seconds after which a process counts as having started well
GRACE = 10.0  # seconds that a process has to end by itself
LARGEST_LOG = 10_000_000  # bytes; a larger log is put aside at the next start


@dataclass(frozen=True)
class Program:
    """What to run: `module`, as `python -m`, and under which name people see it."""

    label: str
    module: str
    log: Path
    environment: Mapping[str, str]


@dataclass(frozen=True)
class News:
    """What happened to a process, or what it says itself: `{"died": 1, "again_in": 2.0}`."""

    program: Program
    said: Mapping[str, Any]


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    line: socket.socket
    since: float
    heard: bytes = b""


@dataclass
class _Place:
    """Where a program runs; `running` is None between its death and the next start."""

    program: Program
    wait: float
    again_at: float = 0.0
    running: _Running | None = None


class Supervisor:
    """Keeps programs running until it is left: `with Supervisor() as supervisor`.

    At the end they are ended in the reverse order of their start, each with all that it started.
    """

    def __init__(self) -> None:
        self._places: list[_Place] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        with _uninterrupted():
            for place in reversed(self._places):
                self._stop(place)
            self._selector.close()

    def start(self, program: Program) -> None:
        """Run `program` from now on."""
        place = _Place(program, FIRST_WAIT)
        self._places.append(place)
        self._launch(place)

    def pids(self) -> dict[str, int]:
        """The process of each program that is running now, by module."""
        running = [(p.program.module, p.running) for p in self._places if p.running]
        return {module: found.process.pid for module, found in running}

    def news(self, within: float) -> Iterator[News]:
        """Wait for at most `within` seconds; tell what the processes said and which of them died.
        What is due to be started again is started."""
        for key, _ in self._selector.select(within):
            yield from self._listen(key.data)
        for place in self._places:
            if place.running is None:
                if time.monotonic() >= place.again_at:
                    self._launch(place)
            elif (code := place.running.process.poll()) is not None:
                yield from self._listen(place)
                yield self._bury(place, code)

    def _launch(self, place: _Place) -> None:
        program = place.program
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs, _log(program.log) as log:
            process = subprocess.Popen(  # noqa: S603  # a module of ours
                [sys.executable, "-m", program.module],
                env={**program.environment, VARIABLE: str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        place.running = _Running(process, ours, time.monotonic())
        self._selector.register(ours, selectors.EVENT_READ, place)

    def _listen(self, place: _Place) -> Iterator[News]:
        running = place.running
        if running is None:
            return
        try:
            heard = running.line.recv(65536)
        except (BlockingIOError, ConnectionResetError):
            return
        if not heard and running.line in self._selector.get_map():
            # It hung up: whether it died is seen from its process.
            self._selector.unregister(running.line)
        *lines, running.heard = (running.heard + heard).split(b"\n")
        yield from (News(place.program, json.loads(line)) for line in lines)

    def _bury(self, place: _Place, code: int) -> News:
        running = place.running
        if running and time.monotonic() - running.since >= STEADY:
            place.wait = FIRST_WAIT
        self._forget(place)
        wait, place.wait = place.wait, min(place.wait * 2, LONGEST_WAIT)
        place.again_at = time.monotonic() + wait
        return News(place.program, {"died": code, "again_in": wait})

    def _stop(self, place: _Place) -> None:
        if place.running:
            place.running.process.terminate()
            try:
                place.running.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                place.running.process.kill()
            self._forget(place)

    def _forget(self, place: _Place) -> None:
        """End what the process started and left, and let go of it."""
        running = place.running
        if running is None:
            return
        with suppress(ProcessLookupError):  # nothing was left
            os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
        if running.line in self._selector.get_map():
            self._selector.unregister(running.line)
        running.line.close()
        place.running = None


def _log(file: Path) -> BinaryIO:
    """Open the log to add to it; one that has grown large is put aside, in place of the one before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > LARGEST_LOG:
        file.replace(file.with_suffix(".old.log"))
    return file.open("ab")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A second Ctrl-C, out of impatience, must not leave half of the processes behind."""
    both = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in both]
    try:
        yield
    finally:
        for number, handler in zip(both, before, strict=True):
            signal.signal(number, handler)
