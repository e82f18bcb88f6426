"""`huhang up` while plans are loaded beside it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from huhang.executor import FOLLOW
from tests.flows.conftest import PLANS
from tests.huhang.test_up import START, House, ask_for_run, wait_until
from tests.prefect_server import free_port

pytestmark = pytest.mark.soak


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data", free_port())
    house.start()
    yield house
    assert house.process is not None
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(30) == 0
    for pid in house.processes():
        os.kill(pid, signal.SIGKILL)


def names(api: httpx.Client) -> set[str]:
    return {found["name"] for found in api.post("/deployments/filter", json={}).json()}


def test_a_plan_that_is_loaded_meanwhile_is_followed(house: House, tmp_path: Path) -> None:
    """A second jurisdiction gets its flows, and a duty that left a plan loses its own."""
    assert house.ask("plan", "load", str(PLANS / "anwen"), "--demo", "--yes").returncode == 0
    shorter = shutil.copytree(PLANS / "example-fire", tmp_path / "shorter")
    text = (shorter / "plan.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: winter-leaflet")
    end = text.index("\n  - id: ", start) + 1
    (shorter / "plan.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert house.ask("plan", "load", str(shorter), "--yes").returncode == 0
    with house.api() as api:
        wait_until(lambda: "lindenhof.winter-leaflet" not in names(api), FOLLOW + START, house)
        assert len(names(api)) == 59 + 12
        found = api.get("/deployments/name/每月到校指导/anwen.team-monthly-guidance").json()
        asked = ask_for_run(api, found["id"])

        def state() -> str:
            return str(api.get(f"/flow_runs/{asked}").json()["state"]["type"])

        wait_until(lambda: state() in {"COMPLETED", "FAILED", "CRASHED"}, START, house)
        assert state() == "COMPLETED"
    assert "意外结束" not in house.output
