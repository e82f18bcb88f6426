"""prefect.yaml: the deployments of a plan as the file that `prefect deploy --all` reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

from flows.deployments import Deployment
from flows.schedules import Timetable

_HEAD = """\
# Made from the plan by `huhang deploy --write-yaml`; do not edit. Schedules as of {on}.
# Workers take their runs from the work pool `huhang`:
#   prefect work-pool create --type process huhang && prefect --no-prompt deploy --all
# The flows are made from the plan that is loaded in HUHANG_DATABASE_URL. No code is pulled: the
# workers have Huhang installed.
"""


def written(deployments: Iterable[Deployment], on: date) -> str:
    """The text of prefect.yaml, with the schedules that hold on `on`."""
    content = {"name": "huhang", "pull": [], "deployments": [_entry(d) for d in deployments]}
    body = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    return _HEAD.format(on=on) + body


def _entry(deployment: Deployment) -> dict[str, Any]:
    return {
        "name": deployment.name,
        "description": deployment.description,
        "version": deployment.version,
        "entrypoint": deployment.entrypoint,
        "parameters": deployment.parameters,
        "tags": deployment.tags,
        "schedules": [_schedule(deployment.timetable, deployment.zone)]
        if deployment.timetable
        else [],
        "work_pool": {"name": deployment.pool},
    }


def _schedule(timetable: Timetable, zone: str) -> dict[str, Any]:
    days = {"cron": timetable.cron} if timetable.cron else {"rrule": timetable.rrule}
    return {**days, "timezone": zone, "active": True}
