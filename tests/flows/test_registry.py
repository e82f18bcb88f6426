"""What a real Prefect server knows after we told it."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Running, Scheduled

from flows import registry
from flows.deployments import Deployment, deployments
from flows.registry import Registered
from flows.schedules import Timetable
from obligations.jurisdiction import Jurisdiction
from runtime import clock
from tests.flows.conftest import described

_numbers = itertools.count(1)

SOON = 60.0  # seconds within which Prefect's scheduler has planned runs, on a busy machine


@pytest.fixture(scope="module")
def on() -> date:
    return clock.now().date()


@pytest.fixture
def few(on: date) -> list[Deployment]:
    """Four deployments of a jurisdiction that no other test uses."""
    own = f"few-{next(_numbers)}"
    made = list(deployments(described("example-fire"), on))[:4]
    return [replace(d, jurisdiction=own, name=f"{own}.{d.flow}") for d in made]


def runs_of(client: SyncPrefectClient, deployment: object) -> list[FlowRun]:
    return client.read_flow_runs(
        deployment_filter=DeploymentFilter.model_validate({"id": {"any_": [deployment]}})
    )


def test_the_whole_plan_is_registered_and_runs_are_scheduled(
    client: SyncPrefectClient, anwen: Jurisdiction, on: date
) -> None:
    """59 deployments under their Chinese names; and runs really appear, at the plan's local time."""
    done = registry.register(client, list(deployments(anwen, on)))
    assert len(done.ids) == len(done.made) == 59
    found = client.read_deployment_by_name("每月到校指导/anwen.team-monthly-guidance")
    assert found.id == done.ids["anwen.team-monthly-guidance"]
    assert client.read_deployment_by_name("每日巡检/anwen").id == done.ids["anwen"]
    scheduled = _await_runs(client, done, "anwen")
    local = scheduled[0].expected_start_time
    assert local is not None
    assert local.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "08:30"
    terms = _await_runs(client, done, "anwen.team-semester-meeting")
    days = [
        r.expected_start_time.astimezone(ZoneInfo("Asia/Shanghai"))
        for r in terms
        if r.expected_start_time
    ]
    assert min(days).strftime("%m-%d %H:%M") in {"02-22 08:25", "09-01 08:25"}


def _await_runs(client: SyncPrefectClient, done: Registered, name: str) -> list[FlowRun]:
    give_up = time.monotonic() + SOON
    while not (found := runs_of(client, done.ids[name])):
        assert time.monotonic() < give_up, f"no run of {name} was scheduled"
        time.sleep(0.5)
    assert {run.state_type for run in found} == {StateType.SCHEDULED}
    return found


def test_registering_the_same_again_changes_nothing(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    first = registry.register(client, few)
    before = {name: client.read_deployment(one).updated for name, one in first.ids.items()}
    again = registry.register(client, few)
    assert (again.made, again.changed, again.removed) == ([], [], [])
    assert again.ids == first.ids
    assert {n: client.read_deployment(one).updated for n, one in again.ids.items()} == before


def test_a_changed_schedule_is_told_and_nothing_else(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    first = registry.register(client, few)
    changed = [replace(few[0], timetable=Timetable(cron="0 9 * * *")), *few[1:]]
    again = registry.register(client, changed)
    assert (again.made, again.changed, again.removed) == ([], [few[0].name], [])
    assert again.ids == first.ids
    (schedule,) = client.read_deployment(first.ids[few[0].name]).schedules
    assert getattr(schedule.schedule, "cron", "") == "0 9 * * *"


def test_a_duty_that_left_the_plan_is_removed_with_its_runs(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    first = registry.register(client, few)
    again = registry.register(client, few[:-1])
    assert again.removed == [few[-1].name]
    left = client.read_deployments(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(first.ids.values())))
    )
    assert {found.name for found in left} == {d.name for d in few[:-1]}


def test_a_duty_of_another_name_leaves_no_second_deployment_behind(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    first = registry.register(client, few)
    again = registry.register(client, [replace(few[0], flow="另一个名字"), *few[1:]])
    assert again.changed == [few[0].name]
    assert again.ids[few[0].name] != first.ids[few[0].name]
    gone = DeploymentFilter(id=DeploymentFilterId(any_=[first.ids[few[0].name]]))
    assert client.read_deployments(deployment_filter=gone) == []


def test_other_jurisdictions_are_left_alone(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    registry.register(client, few)
    others = [replace(d, jurisdiction="other", name=f"other.{d.flow}") for d in few[:1]]
    done = registry.register(client, others)
    assert done.removed == []
    assert registry.register(client, few).made == []


def test_a_schedule_that_somebody_paused_stays_paused(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    first = registry.register(client, few)
    paused = first.ids[few[0].name]
    client._client.post(f"/deployments/{paused}/pause_deployment").raise_for_status()
    registry.register(client, few)
    assert client.read_deployment(paused).paused


def test_for_workers_the_pool_is_made_where_it_is_missing(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    done = registry.register(client, [replace(few[0], pool="huhang")])
    found = client.read_deployment(done.ids[few[0].name])
    assert found.work_pool_name == "huhang"
    assert client.read_work_pool("huhang").type == "process"


def test_missed_slots_are_deleted_and_what_a_person_asked_for_is_kept(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    """The scheduler planned for yesterday, but the machine was off."""
    deployment = registry.register(client, few).ids[few[0].name]
    asked = client.create_flow_run_from_deployment(
        deployment, state=Scheduled(scheduled_time=clock.now() - timedelta(days=1))
    )
    before = clock.now() - timedelta(hours=1)
    missed = [run for run in registry._overdue(client, before) if run.deployment_id == deployment]
    assert [run.id for run in missed] == [asked.id]
    registry.delete_overdue(client, before)
    assert client.read_flow_run(asked.id).state_type is StateType.SCHEDULED
    planned = _planned(client, deployment)
    latest = max(run.expected_start_time for run in planned if run.expected_start_time)
    assert registry.delete_overdue(client, latest + timedelta(seconds=1)) >= len(planned)
    left = runs_of(client, deployment)
    assert [run.id for run in left if not run.auto_scheduled] == [asked.id]


def _planned(client: SyncPrefectClient, deployment: object) -> list[FlowRun]:
    """The runs that the scheduler itself planned, once it has."""
    give_up = time.monotonic() + SOON
    while not (found := [run for run in runs_of(client, deployment) if run.auto_scheduled]):
        assert time.monotonic() < give_up, "nothing was scheduled"
        time.sleep(0.5)
    return found


def test_a_run_that_the_machine_took_with_it_is_marked_as_crashed(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    deployment = registry.register(client, few).ids[few[0].name]
    run = client.create_flow_run_from_deployment(deployment)
    client.set_flow_run_state(run.id, Running(), force=True)
    assert registry.end_abandoned(client) >= 1
    state = client.read_flow_run(run.id).state
    assert state is not None
    assert state.type is StateType.CRASHED
    assert state.message == "执行器停止时未跑完"


def test_a_round_counts_as_run_unless_it_crashed(
    client: SyncPrefectClient, few: list[Deployment]
) -> None:
    deployment = registry.register(client, few).ids[few[1].name]
    since, until = clock.now() - timedelta(minutes=1), clock.now() + timedelta(minutes=1)
    assert not registry.ran_since(client, deployment, since, until)
    run = client.create_flow_run_from_deployment(deployment)
    assert registry.ran_since(client, deployment, since, until)
    client.set_flow_run_state(run.id, Running(), force=True)
    registry.end_abandoned(client)
    assert not registry.ran_since(client, deployment, since, until)
