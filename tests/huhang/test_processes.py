from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huhang import processes
from huhang.processes import News, Program, Supervisor

ROOT = Path(__file__).parents[2]
WAIT = 30.0  # seconds for a small program to start or end, on a busy machine


@pytest.fixture
def restless(tmp_path: Path) -> Program:
    """A program that dies as soon as it has said something."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "RESTLESS": "1"}
    return Program(
        "不安的", "tests.huhang.restless", tmp_path / "logs" / "restless.log", environment
    )


@pytest.fixture
def steady(tmp_path: Path) -> Program:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return Program("安稳的", "tests.huhang.restless", tmp_path / "logs" / "steady.log", environment)


def hear(supervisor: Supervisor, enough: Callable[[list[News]], bool]) -> list[News]:
    """What the supervisor tells, until it is enough."""
    heard: list[News] = []
    give_up = time.monotonic() + WAIT
    while not enough(heard):
        assert time.monotonic() < give_up, heard
        heard += supervisor.news(0.1)
    return heard


def said(heard: list[News], key: str) -> list[Any]:
    return [news.said[key] for news in heard if key in news.said]


def is_alive(pid: int) -> bool:
    """A process that ended but that nobody has asked about yet is not alive."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def await_end(pid: int) -> None:
    give_up = time.monotonic() + WAIT
    while is_alive(pid):
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_news_of_a_program_is_heard_as_it_was_said(steady: Program) -> None:
    with Supervisor() as supervisor:
        supervisor.start(steady)
        (news,) = hear(supervisor, bool)
        assert news.program is steady
        assert news.said["text"] == "你好"
        assert supervisor.pids() == {steady.module: news.said["me"]}


def test_at_the_end_a_program_goes_with_all_that_it_started(steady: Program) -> None:
    with Supervisor() as supervisor:
        supervisor.start(steady)
        (news,) = hear(supervisor, bool)
        assert is_alive(news.said["started"])
    await_end(news.said["me"])
    await_end(news.said["started"])


def test_a_program_that_dies_is_started_again_after_waits_that_grow(
    restless: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_WAIT", 0.1)
    with Supervisor() as supervisor:
        supervisor.start(restless)
        heard = hear(supervisor, lambda heard: len(said(heard, "died")) == 3)
        assert said(heard, "died") == [3, 3, 3]
        waits = said(heard, "again_in")
        assert waits == [waits[0], waits[0] * 2, waits[0] * 4]
        assert len(set(said(heard, "me"))) == 3
        for left in said(heard, "started"):
            await_end(left)


def test_a_program_notices_that_its_supervisor_was_killed(steady: Program) -> None:
    """Also what the program itself had started is gone then."""
    supervise = (
        "import sys; from pathlib import Path; from tests.huhang import test_processes as t\n"
        "from huhang.processes import Program, Supervisor; import os\n"
        "program = Program('', 'tests.huhang.restless', Path(sys.argv[1]), dict(os.environ))\n"
        "supervisor = Supervisor(); supervisor.start(program)\n"
        "(news,) = t.hear(supervisor, bool)\n"
        "print(news.said['me'], news.said['started'], flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", supervise, str(steady.log.with_name("log"))],
        env=steady.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    steady.log.parent.mkdir()
    program, started = map(int, parent.stdout.readline().split())
    assert is_alive(program)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    await_end(program)
    await_end(started)


def test_a_log_that_has_grown_large_is_put_aside(
    steady: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LARGEST_LOG", 4)
    steady.log.parent.mkdir()
    steady.log.write_text("much\n")
    with Supervisor() as supervisor:
        supervisor.start(steady)
        hear(supervisor, bool)
    assert steady.log.with_suffix(".old.log").read_text() == "much\n"
    assert "much" not in steady.log.read_text()
