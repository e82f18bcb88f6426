"""`huhang deploy`: Prefect told about the plans that are loaded, or prefect.yaml written from a plan.

Prefect takes a second to import. That is spent in a process of its own (`huhang.registering`), so that
every other command stays quick.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from huhang import edge, lock, prefect_home
from huhang.console import Refused
from runtime.settings import Settings
from tasks import plans

NO_PREFECT = "没有运行中的 Prefect：请先 huhang up，或用 PREFECT_API_URL 指明它的地址"


def register() -> int:
    """Register the deployments of every plan that is loaded; say what changed. Returns the exit code.

    With PREFECT_API_URL set: with that server, for the workers of the pool `huhang`. Else with the
    server of the `huhang up` that runs on this data folder, for its executor; it does so by itself
    within a minute of a plan's loading. Raises Refused when there is neither, or no plan.
    """
    with edge.database() as database, database.read() as session:
        if not plans.jurisdiction_ids(session):
            raise Refused(edge.NO_PLAN)
    if os.environ.get("PREFECT_API_URL"):
        return _registering(os.environ, "--workers")
    return _registering(_embedded(Settings()))


def write_yaml(plan: Path, file: Path, *, demo: bool = False) -> int:
    """Write prefect.yaml for the plan folder to `file`, without a database or a server.

    Returns the exit code.
    """
    roster = ["--demo"] if demo else []
    return _registering(os.environ, "--plan", str(plan), "--write-yaml", str(file), *roster)


def _embedded(settings: Settings) -> Mapping[str, str]:
    """The environment that leads to the server of the `up` that is running."""
    held = lock.holder(settings.data.expanduser().resolve())
    if held is None or "prefect_port" not in held:
        raise Refused(NO_PREFECT)
    return prefect_home.environment(settings, held["prefect_port"])


def _registering(environment: Mapping[str, str], *arguments: str) -> int:
    command = [sys.executable, "-m", "huhang.registering", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # our own
