"""`huhang up` as an operator meets it: a real one, in a folder of its own, from start to end."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from huhang import lock, prefect_home
from runtime.settings import Settings
from tests.flows.conftest import PLANS
from tests.prefect_server import free_port

START = 120.0  # seconds until everything must be running, on a busy machine
END = 60.0  # seconds until we say that it hangs
# A shell starts what it puts in the background with Ctrl-C ignored, and children inherit that.
HEAR_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
HUHANG = [sys.executable, "-c", f"{HEAR_CTRL_C}; from huhang.cli import main; main()"]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds processes in /proc, as on Linux"
)


@dataclass
class House:
    """A data folder, and the `up` that runs on it at the moment."""

    folder: Path
    port: int
    web_port: int = field(default_factory=free_port)
    starts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def environment(self) -> dict[str, str]:
        ports = {"HUHANG_PREFECT_PORT": str(self.port), "HUHANG_WEB_PORT": str(self.web_port)}
        return os.environ | {"HUHANG_DATA": str(self.folder)} | ports

    @property
    def output(self) -> str:
        """What the `up` that was started last has said."""
        return (self.folder.parent / f"output-{self.starts}").read_text(encoding="utf-8")

    def start(self) -> None:
        """Start `up`, and wait until it says that all is running."""
        self.starts += 1
        with (self.folder.parent / f"output-{self.starts}").open("wb") as output:
            self.process = subprocess.Popen(
                [*HUHANG, "up", str(PLANS / "example-fire")],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(lambda: "Ctrl-C" in self.output or self._ended(), START, self)
        assert not self._ended(), self.output

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command of `huhang` on the same folder."""
        return subprocess.run(
            [*HUHANG, *arguments],
            check=False,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def processes(self, module: str = "") -> list[int]:
        """Every process that works on the folder, `up` itself included; or those of one module."""
        mark = f"HUHANG_DATA={self.folder}\0".encode()
        return [pid for pid, seen, command in _all() if mark in seen and module in command]

    def api(self) -> httpx.Client:
        """Prefect's API, with the password that stands in the file."""
        user, _, password = prefect_home.secret(Settings(data=self.folder)).partition(":")
        url = f"{prefect_home.address(self.port)}/api"
        return httpx.Client(base_url=url, auth=(user, password), timeout=30)


def _all() -> Iterator[tuple[int, bytes, str]]:
    """Each process of this machine that we may look at: number, environment, command."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            seen = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue  # it ended just now, or is not ours
        yield int(folder.name), seen, command


def ask_for_run(api: httpx.Client, deployment: str) -> str:
    """Start a run by hand; its id. Prefect answers 503 while its SQLite is busy, and means: again."""
    give_up = time.monotonic() + END
    while (
        answer := api.post(f"/deployments/{deployment}/create_flow_run", json={})
    ).status_code == 503:
        assert time.monotonic() < give_up
        time.sleep(0.5)
    return str(answer.raise_for_status().json()["id"])


def wait_until(done: Callable[[], bool], seconds: float, house: House) -> None:
    give_up = time.monotonic() + seconds
    while not done():
        if time.monotonic() > give_up:
            logs = "\n".join(
                log.read_text(errors="replace")[-3000:] for log in house.folder.glob("logs/*")
            )
            pytest.fail(f"waited {seconds} s in vain\n{house.output}\n{logs}")
        time.sleep(0.2)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An `up` that is running; the tests of this module follow it through its life, in order."""
    house = House(tmp_path_factory.mktemp("up") / "data", free_port())
    house.start()
    yield house
    if house.process:
        house.process.kill()
        house.process.wait()
    for pid in house.processes():
        os.kill(pid, signal.SIGKILL)


def test_up_says_what_is_running_and_where(house: House) -> None:
    said = house.output
    assert "已载入方案" in said
    assert "今日巡检" in said
    assert str(house.port) not in said  # one address for everything
    assert f"http://127.0.0.1:{house.web_port}/prefect" in said
    assert str(house.folder / "huhang.sqlite") in said
    assert "13 个流程" in said
    assert f"http://127.0.0.1:{house.web_port}" in said


def test_the_password_is_in_a_file_of_the_owner_and_nowhere_else(house: House) -> None:
    file = house.folder / "prefect" / "password"
    secret = file.read_text().partition(":")[2]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(secret) >= 32
    assert secret not in house.output
    assert all(secret not in log.read_text() for log in (house.folder / "logs").iterdir())
    assert all(secret not in command for _, _, command in _all())


def test_prefect_answers_only_to_the_password(house: House) -> None:
    assert httpx.get(f"{prefect_home.address(house.port)}/api/admin/version").status_code == 401
    with house.api() as api:
        assert api.get("/admin/version").json() == "3.8.8"
    page = httpx.get(f"{prefect_home.address(house.port)}/")
    assert page.status_code == 200
    assert "<html" in page.text


def test_the_pages_answer_and_ask_for_a_password(house: House) -> None:
    page = httpx.get(f"http://127.0.0.1:{house.web_port}/sign-in")
    assert page.status_code == 200
    assert "登录" in page.text


def test_the_executor_runs_what_somebody_asks_for(house: House) -> None:
    """A duty that has nothing left to do after the round that `up` made."""
    with house.api() as api:
        found = api.get("/deployments/name/Smoke vents/lindenhof.smoke-vents").json()
        asked = ask_for_run(api, found["id"])

        def state() -> dict[str, str]:
            told: dict[str, str] = api.get(f"/flow_runs/{asked}").json()["state"]
            return told

        wait_until(lambda: state()["type"] in {"COMPLETED", "FAILED", "CRASHED"}, 60, house)
        assert (state()["type"], state()["name"]) == ("COMPLETED", "今日无事")


def test_deploying_again_finds_nothing_changed(house: House) -> None:
    answer = house.ask("deploy")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == ["共 13 个流程，其中 13 个没有变化"]


def test_a_second_up_on_the_same_folder_is_refused(house: House) -> None:
    answer = house.ask("up", str(PLANS / "example-fire"))
    assert answer.returncode == 1
    assert house.process is not None
    assert f"进程 {house.process.pid}" in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_one_clear_line(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other", house.port)
    answer = other.ask("up", str(PLANS / "example-fire"))
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        f"端口 {house.port} 已被别的程序占用，请用 HUHANG_PREFECT_PORT 换一个，如 {house.port + 1}"
    )
    assert other.processes() == []


def test_a_dead_server_is_replaced(house: House) -> None:
    (dead,) = house.processes("huhang.prefect_server")
    os.kill(dead, signal.SIGKILL)
    wait_until(lambda: "Prefect 服务意外结束" in house.output, END, house)
    wait_until(lambda: bool(house.processes("huhang.prefect_server")), END, house)
    assert house.processes("huhang.prefect_server") != [dead]


def test_a_dead_executor_is_replaced_and_registers_again(house: House) -> None:
    (dead,) = house.processes("huhang.executor")
    os.kill(dead, signal.SIGKILL)
    wait_until(lambda: "执行器意外结束" in house.output, END, house)
    wait_until(lambda: "执行器已恢复" in house.output, START, house)


def test_ctrl_c_ends_everything_and_the_next_up_goes_on(house: House) -> None:
    assert house.process is not None
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(END) == 0
    assert house.processes() == []
    assert "Traceback" not in house.output
    assert lock.holder(house.folder) is None
    house.start()
    assert "已载入方案" not in house.output
    assert "没有新的事" in house.output
    rounds = json.loads(house.ask("tasks", "--json").stdout)
    assert rounds


def test_when_up_is_killed_its_processes_end_by_themselves(house: House) -> None:
    assert house.process is not None
    assert len(house.processes()) >= 3
    house.process.kill()
    house.process.wait()
    wait_until(lambda: house.processes() == [], END, house)
