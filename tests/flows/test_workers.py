"""prefect.yaml in the hands of Prefect itself, and a worker that takes a run from the pool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import get_current_settings

from flows import registry
from flows.deployments import WORK_POOL
from huhang.executor import wanted
from huhang.registering import yaml_of
from runtime import clock
from runtime.database import Database
from tests.flows.conftest import PLANS, load_plan

pytestmark = pytest.mark.soak

WAIT = 120.0  # seconds for a worker to start, take a run and finish it
PREFECT = [sys.executable, "-m", "prefect"]


def test_prefect_deploys_from_the_file_and_a_worker_runs_a_duty(
    client: SyncPrefectClient, house: Database, tmp_path: Path
) -> None:
    """And `huhang deploy` for workers finds nothing to change then."""
    on = clock.now().date()
    rules = load_plan(house, "example-fire", on)
    text = yaml_of(PLANS / "example-fire", on)
    (tmp_path / "prefect.yaml").write_text(text, encoding="utf-8")
    _make_pool(client)
    talk = os.environ | get_current_settings().to_environment_variables(exclude_unset=True)
    subprocess.run([*PREFECT, "--no-prompt", "deploy", "--all"], check=True, cwd=tmp_path, env=talk)
    done = registry.register(client, wanted([rules], clock.now(), WORK_POOL))
    assert (done.made, done.changed, done.removed) == ([], [], [])
    asked = client.create_flow_run_from_deployment(done.ids["lindenhof.smoke-vents"])
    worker = subprocess.Popen(
        [*PREFECT, "worker", "start", "--pool", WORK_POOL], cwd=tmp_path, env=talk
    )
    try:
        run = _ended(client, asked)
    finally:
        worker.terminate()
        worker.wait()
    assert run.state_type is StateType.COMPLETED, run.state


def _make_pool(client: SyncPrefectClient) -> None:
    try:
        client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process"))
    except ObjectAlreadyExists:
        return  # another test of this run made it


def _ended(client: SyncPrefectClient, run: FlowRun) -> FlowRun:
    give_up = time.monotonic() + WAIT
    while not (found := client.read_flow_run(run.id)).state_type or not found.state.is_final():  # type: ignore[union-attr]
        assert time.monotonic() < give_up, found.state
        time.sleep(0.5)
    return found
