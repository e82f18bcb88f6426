"""Rounds and single duties as flow runs, seen by a real Prefect server."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterParentFlowRunId,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun, StateType, TaskRun

import rounds.duty
from flows.day import day_round
from flows.duties import duty_flow
from flows.naming import flow_name
from notifiers import inbox
from notifiers.channels.channel import Channels
from obligations.jurisdiction import Jurisdiction
from rounds import day
from runtime import clock
from runtime.database import Database
from tasks.opening import Opened
from tests.flows.conftest import load_plan

FIRST = date(2026, 10, 1)  #: a Thursday on which a month and a quarter begin
VENTS = "smoke-vents"  #: due on 7 October; the board is told on the 13th


@pytest.fixture
def fire(house: Database) -> Jurisdiction:
    """A housing association whose plan goes live on 1 October."""
    return load_plan(house, "example-fire", FIRST)


def run_round(client: SyncPrefectClient, rules: Jurisdiction, on: date) -> FlowRun:
    state = day_round(rules.id, on, return_state=True)
    assert state.state_details.flow_run_id is not None
    return client.read_flow_run(state.state_details.flow_run_id)


def round_without_prefect(house: Database, rules: Jurisdiction, on: date) -> None:
    """As `huhang round --as-of` does it."""
    day.run(house, rules.id, clock.as_of(on, rules.zone), Channels(), inbox_only=True)


def run_duty(client: SyncPrefectClient, rules: Jurisdiction, duty: str, on: date) -> FlowRun:
    state = duty_flow(rules, rules.obligation(duty))(rules.id, on, return_state=True)
    assert state.state_details.flow_run_id is not None
    return client.read_flow_run(state.state_details.flow_run_id)


def children(client: SyncPrefectClient, run: FlowRun) -> dict[str, FlowRun]:
    """The subflow runs of a round, by the name of their flow."""
    under = FlowRunFilterParentFlowRunId(any_=[run.id])
    found = client.read_flow_runs(flow_run_filter=FlowRunFilter(parent_flow_run_id=under))
    return {client.read_flow(child.flow_id).name: child for child in found}


def names(rules: Jurisdiction, duties: tuple[str, ...]) -> set[str]:
    return {flow_name(rules.plan, rules.obligation(duty)) for duty in duties}


def messages(house: Database, rules: Jurisdiction, on: date) -> list[str]:
    """The kinds of all messages made so far, to whomever."""
    with house.read() as session:
        posts = rules.roster.by_name
        return [m.kind for post in posts for m in inbox.messages(session, rules.id, post, on)]


def test_a_round_has_exactly_the_duties_under_it_that_moved(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    expected = day.begin(house, fire.id, clock.as_of(FIRST, fire.zone))
    assert 0 < len(expected) < len(fire.plan.obligations)
    run = run_round(client, fire, FIRST)
    below = children(client, run)
    assert set(below) == names(fire, expected)
    assert {child.state_name for child in below.values()} == {"Completed"}
    assert run.name == "每日巡检 · 2026-10-01"
    assert {child.name.partition(" · ")[2] for child in below.values()} == {"2026-10-01"}
    assert messages(house, fire, FIRST)


def test_a_second_round_of_the_day_finds_nothing_to_do(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    """Whether the first one was a flow or not: the state is in our database."""
    round_without_prefect(house, fire, FIRST)
    told = messages(house, fire, FIRST)
    again = run_round(client, fire, FIRST)
    assert (again.state_type, again.state_name) == (StateType.COMPLETED, "今日无事")
    assert children(client, again) == {}
    assert messages(house, fire, FIRST) == told


def test_a_later_round_has_only_the_duties_whose_moment_has_come(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    """On 5 October, a Monday, a week begins, and 7 October is two working days away."""
    round_without_prefect(house, fire, FIRST)
    below = children(client, run_round(client, fire, date(2026, 10, 5)))
    assert {"Stairwell walk", "Smoke vents"} <= set(below)
    assert "Emergency lighting test" not in below


def test_a_failing_duty_leaves_the_rest_done(
    client: SyncPrefectClient,
    house: Database,
    fire: Jurisdiction,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The round ends as 部分失败 and says which; and the next one makes it good."""
    expected = day.begin(house, fire.id, clock.as_of(FIRST, fire.zone))
    whole = rounds.duty.open_step

    def broken(database: Database, jurisdiction: str, obligation: str, now: datetime) -> Opened:
        if obligation == VENTS:
            raise RuntimeError("关爱-01 的数据坏了")
        return whole(database, jurisdiction, obligation, now)

    with monkeypatch.context() as patch:
        patch.setattr(rounds.duty, "open_step", broken)
        run = run_round(client, fire, FIRST)
    assert run.state is not None
    assert (run.state_type, run.state_name) == (StateType.FAILED, "部分失败")
    assert run.state.message is not None
    assert run.state.message.startswith("1 项职责失败：Smoke vents：RuntimeError（tests/flows/")
    below = children(client, run)
    broke = below["Smoke vents"].state
    assert broke is not None
    assert "RuntimeError（tests/flows/" in str(broke.message)
    assert "关爱" not in str(broke.message)  # an error's text may quote what a task is about
    assert set(below) == names(fire, expected)
    failed = {name for name, child in below.items() if child.state_type is StateType.FAILED}
    assert failed == {"Smoke vents"}
    assert messages(house, fire, FIRST)
    mended = run_round(client, fire, FIRST)
    assert set(children(client, mended)) == {"Smoke vents"}
    assert mended.state_type is StateType.COMPLETED


def test_a_duty_by_itself_shows_its_three_steps_and_a_table(
    client: SyncPrefectClient, fire: Jurisdiction
) -> None:
    run = run_duty(client, fire, VENTS, FIRST)
    assert run.name == "Smoke vents · 2026-10-01"
    assert run.state is not None
    assert run.state.message is not None
    assert run.state.message.startswith("开启 ")
    assert steps(client, run.id, 3) == ["开启", "催督", "记录"]
    rows = table(client, run.id)
    assert {row["周期"] for row in rows} == {"2026年10月"}
    assert {row["状态"] for row in rows} == {"待办"}
    assert all(row["要告知"].startswith("新开") for row in rows)


def steps(client: SyncPrefectClient, run: UUID, count: int) -> list[str]:
    """The task runs of a run in the order of their start. The server hears of them a little later, and of
    their names with their end."""
    within = TaskRunFilter(flow_run_id=TaskRunFilterFlowRunId(any_=[run]))
    give_up = time.monotonic() + 30
    while not _ended(found := client.read_task_runs(task_run_filter=within), count):
        assert time.monotonic() < give_up, found
        time.sleep(0.2)
    return [step.name for step in sorted(found, key=lambda step: str(step.start_time))]


def _ended(found: list[TaskRun], count: int) -> bool:
    return len(found) >= count and all(one.state_type is StateType.COMPLETED for one in found)


def table(client: SyncPrefectClient, run: UUID) -> list[dict[str, str]]:
    of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
    (artifact,) = client.read_artifacts(artifact_filter=of_run)
    assert artifact.key == f"lindenhof-{VENTS}"
    rows: list[dict[str, str]] = json.loads(str(artifact.data))
    return rows


def test_a_duty_with_nothing_to_do_says_so(client: SyncPrefectClient, fire: Jurisdiction) -> None:
    run_duty(client, fire, VENTS, FIRST)
    again = run_duty(client, fire, VENTS, FIRST)
    assert (again.state_type, again.state_name) == (StateType.COMPLETED, "今日无事")


def test_a_duty_by_itself_tells_only_what_cannot_wait(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    """What is new waits for the day's digest; a 督办 does not."""
    run_duty(client, fire, VENTS, FIRST)
    assert messages(house, fire, FIRST) == []
    late = date(2026, 10, 13)
    run_duty(client, fire, VENTS, late)
    assert set(messages(house, fire, late)) == {"at_once"}


def test_in_a_round_even_a_supervision_notice_is_part_of_the_one_message(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    """The duties under a round tell nobody: the round does, once each person, at its end."""
    round_without_prefect(house, fire, FIRST)
    late = date(2026, 10, 13)
    run_round(client, fire, late)
    with house.read() as session:
        told = inbox.messages(session, fire.id, "Board", late)
    made_late = [m for m in told if clock.today(m.at, fire.zone) == late]
    assert [message.kind for message in made_late] == ["digest"]
    assert "Smoke vents" in made_late[0].body


def test_a_round_earlier_than_the_last_one_is_refused(
    client: SyncPrefectClient, house: Database, fire: Jurisdiction
) -> None:
    round_without_prefect(house, fire, date(2026, 10, 5))
    refused = run_round(client, fire, FIRST)
    assert refused.state is not None
    assert refused.state_type is StateType.FAILED
    assert "2026-10-05" in (refused.state.message or "")
