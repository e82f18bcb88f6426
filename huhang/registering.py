"""What `huhang deploy` does, in a process that imports Prefect: `python -m huhang.registering`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import httpx
from prefect.client.orchestration import get_client

from flows import prefect_yaml, registry
from flows.deployments import WORK_POOL, deployments
from huhang.console import complain, say
from huhang.executor import loaded, wanted
from huhang.folders import PlanFolderError, read_folder, roster_file
from obligations.faults import PlanError
from obligations.loading import load
from runtime import clock


def main() -> int:
    """Register or write, as the arguments say; return the exit code."""
    arguments = _parser().parse_args()
    try:
        if arguments.write_yaml:
            _write(arguments.plan, arguments.write_yaml, demo=arguments.demo)
        else:
            _register(WORK_POOL if arguments.workers else None)
    except (PlanError, PlanFolderError) as error:
        complain(str(error))
        return 1
    except httpx.HTTPError as error:
        complain(f"Prefect 没有应答（{type(error).__name__}），请看它是否在运行、口令对不对")
        return 1
    return 0


def yaml_of(plan: Path, on: date, *, demo: bool = False) -> str:
    """The text of prefect.yaml for a plan folder, with the schedules that hold on `on`."""
    rules, _ = load(read_folder(plan), roster=roster_file(demo=demo))
    return prefect_yaml.written(deployments(rules, on, WORK_POOL), on)


def _write(plan: Path, file: Path, *, demo: bool) -> None:
    file.write_text(yaml_of(plan, clock.now().date(), demo=demo), encoding="utf-8")
    say(f"已写入 {file}")


def _register(pool: str | None) -> None:
    with get_client(sync_client=True) as client:
        done = registry.register(client, wanted(loaded(), clock.now(), pool))
    for what, names in (
        ("新登记", done.made),
        ("有变化，重新登记", done.changed),
        ("方案里已没有，移除", done.removed),
    ):
        for name in names:
            say(f"{what}：{name}")
    touched = len(done.made) + len(done.changed)
    say(f"共 {len(done.ids)} 个流程，其中 {len(done.ids) - touched} 个没有变化")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m huhang.registering", description=__doc__)
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--write-yaml", type=Path)
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--demo", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
