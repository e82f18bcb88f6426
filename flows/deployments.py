"""The deployments of a plan: what is registered with Prefect, and under which name and schedule.

Written once and used three ways: by `huhang deploy`, by the executor of `huhang up`, and for the
committed prefect.yaml that workers of a larger installation use.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from flows.naming import (
    ROUND,
    ROUND_ENTRY,
    TAG,
    deployment_name,
    entrypoint,
    flow_name,
)
from flows.schedules import Timetable, round_timetable, timetable
from obligations.jurisdiction import Jurisdiction
from runtime.clock import ROUND_TIME

WORK_POOL = "huhang"  #: where workers of a larger installation take their runs from
FORMAT = 1  # raise it when unchanged deployments have to be registered again


@dataclass(frozen=True)
class Deployment:
    """One flow of one jurisdiction, as Prefect is told about it."""

    flow: str
    name: str
    jurisdiction: str
    description: str
    entrypoint: str
    zone: str
    timetable: Timetable | None
    pool: str | None = None  #: None: run by the executor of `huhang up`

    @property
    def tags(self) -> list[str]:
        return [TAG, self.jurisdiction]

    @property
    def parameters(self) -> dict[str, str]:
        return {"jurisdiction": self.jurisdiction}

    @property
    def version(self) -> str:
        """The same for as long as Prefect need not be told again."""
        written = json.dumps([FORMAT, asdict(self)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:16]


def deployments(
    jurisdiction: Jurisdiction, on: date, pool: str | None = None
) -> Iterator[Deployment]:
    """The round, then every duty in the order of the plan, with the schedules that hold on `on`."""
    yield Deployment(
        flow=ROUND,
        name=jurisdiction.id,
        jurisdiction=jurisdiction.id,
        description=f"{ROUND}：{ROUND_TIME:%H:%M}，有事要办的职责各跑一遍，然后每人一条消息",
        entrypoint=ROUND_ENTRY,
        zone=jurisdiction.plan.zone,
        timetable=round_timetable(),
        pool=pool,
    )
    for place, duty in enumerate(jurisdiction.plan.obligations):
        name = flow_name(jurisdiction.plan, duty)
        yield Deployment(
            flow=name,
            name=deployment_name(jurisdiction.id, duty),
            jurisdiction=jurisdiction.id,
            description=f"{name}：方案{duty.clause}",
            entrypoint=entrypoint(jurisdiction.id, duty),
            zone=jurisdiction.plan.zone,
            timetable=timetable(jurisdiction, duty, place, on),
            pool=pool,
        )
