"""Prefect told about our deployments: only what changed, and what is no longer in the plan removed.

Every function takes a client of a running Prefect server and raises httpx's errors when it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed
from prefect.utilities.callables import parameter_schema

from flows.day import day_round
from flows.deployments import Deployment
from flows.naming import TAG

PAGE = 200  # rows of one answer, Prefect's limit


@dataclass
class Registered:
    """What a registration did, by names of deployments, and the id of each."""

    ids: dict[str, UUID] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def register(
    client: SyncPrefectClient,
    wanted: Sequence[Deployment],
    told: Callable[[int, int], None] = lambda done, of: None,  # noqa: ARG005
) -> Registered:
    """Make `wanted` the deployments of their jurisdictions.

    A deployment whose version is known already is left alone, and with it a schedule that somebody
    paused. `told(done, of)` is called as the others are registered, one after another: Prefect is no
    faster when asked for several at once.
    """
    result = Registered()
    for pool in {deployment.pool for deployment in wanted} - {None}:
        _ensure_pool(client, str(pool))
    known = _known(client, {deployment.jurisdiction for deployment in wanted})
    versions = {(found.name, found.version): found.id for found in known}
    names = {found.name for found in known}
    for done, deployment in enumerate(wanted):
        told(done, len(wanted))
        found = versions.get((deployment.name, deployment.version))
        if found is None:
            (result.changed if deployment.name in names else result.made).append(deployment.name)
            found = _create(client, deployment)
        result.ids[deployment.name] = found
    told(len(wanted), len(wanted))
    _remove(client, (d for d in known if d.id not in result.ids.values()), result)
    return result


def delete_overdue(client: SyncPrefectClient, now: datetime) -> int:
    """Delete the runs that the scheduler planned for before `now`; return how many.

    After downtime Prefect would run every missed slot, one after another. Our round catches up by
    itself. A run that a person asked for is left.
    """
    overdue = [run for run in _overdue(client, now) if run.auto_scheduled]
    for run in overdue:
        client.delete_flow_run(run.id)
    return len(overdue)


def end_abandoned(client: SyncPrefectClient) -> int:
    """Mark what was running when the machine or its executor stopped as Crashed; return how many.

    Only for an executor that is alone: nothing can be running before it starts.
    """
    types = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)))
    runs = _all_runs(client, running)
    for run in runs:
        client.set_flow_run_state(run.id, Crashed(message="执行器停止时未跑完"), force=True)
    return len(runs)


def ran_since(client: SyncPrefectClient, deployment: UUID, since: datetime, now: datetime) -> bool:
    """Was the deployment run between the two moments? A run that crashed does not count."""
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        flow_run_filter=FlowRunFilter(
            expected_start_time=FlowRunFilterExpectedStartTime.model_validate(
                {"after_": since, "before_": now}
            )
        ),
    )
    return any(run.state is None or not run.state.is_crashed() for run in runs)


def _create(client: SyncPrefectClient, deployment: Deployment) -> UUID:
    return client.create_deployment(
        flow_id=client.create_flow_from_name(deployment.flow),
        name=deployment.name,
        version=deployment.version,
        schedules=_schedules(deployment),
        parameters=deployment.parameters,
        description=deployment.description,
        work_pool_name=deployment.pool,
        tags=deployment.tags,
        entrypoint=deployment.entrypoint,
        pull_steps=[],
        # Every flow of ours takes the same parameters.
        parameter_openapi_schema=parameter_schema(day_round).model_dump(exclude_unset=True),
        enforce_parameter_schema=True,
    )


def _schedules(deployment: Deployment) -> list[DeploymentScheduleCreate]:
    if deployment.timetable is None:
        return []
    cron, rrule = deployment.timetable.cron, deployment.timetable.rrule
    schedule = (
        CronSchedule(cron=cron, timezone=deployment.zone)
        if cron
        else RRuleSchedule(rrule=rrule, timezone=deployment.zone)
    )
    return [DeploymentScheduleCreate(schedule=schedule)]


def _ensure_pool(client: SyncPrefectClient, name: str) -> None:
    try:
        client.read_work_pool(name)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=name, type="process"))


def _known(client: SyncPrefectClient, jurisdictions: Iterable[str]) -> list[DeploymentResponse]:
    """Every deployment of ours for these jurisdictions."""
    found: list[DeploymentResponse] = []
    for jurisdiction in jurisdictions:
        tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG, jurisdiction]))
        offset = 0
        while page := client.read_deployments(deployment_filter=tagged, limit=PAGE, offset=offset):
            found += page
            offset += len(page)
    return found


def _remove(
    client: SyncPrefectClient, stale: Iterable[DeploymentResponse], result: Registered
) -> None:
    for deployment in stale:
        client.delete_deployment(deployment.id)
        if deployment.name not in result.ids:
            result.removed.append(deployment.name)


def _overdue(client: SyncPrefectClient, now: datetime) -> list[FlowRun]:
    return _all_runs(
        client,
        FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime.model_validate(
                {"before_": now}
            ),
        ),
    )


def _all_runs(client: SyncPrefectClient, which: FlowRunFilter) -> list[FlowRun]:
    runs: list[FlowRun] = []
    while page := client.read_flow_runs(flow_run_filter=which, limit=PAGE, offset=len(runs)):
        runs += page
    return runs
