"""The day's round 每日巡检 as a flow: under it, as subflows, exactly the duties with something left to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from flows.duties import duty_flow
from flows.edge import Edge, edge, opened_database, run_name
from flows.failures import neutrally, reason
from flows.naming import NOTHING_TODAY, PARTLY_FAILED, ROUND, flow_name
from obligations.jurisdiction import Jurisdiction
from rounds import caring, day, tidying
from rounds.day import Told
from runtime.settings import Settings
from tasks import plans
from tasks.evidence.store import FolderStore


def _run_name() -> str:
    parameters = runtime.flow_run.parameters
    with opened_database() as database, database.read() as session:
        zone = plans.current(session, parameters["jurisdiction"]).zone
    return run_name(ROUND, parameters, zone)


@flow(name=ROUND, flow_run_name=_run_name, persist_result=False)
def day_round(jurisdiction: str, as_of: date | None = None) -> State[None]:
    """Reconcile every duty that has something left to do, then tell each person once.

    A duty that fails does not stop the others: the round then ends Failed, named 部分失败.
    """
    with edge(jurisdiction, as_of) as at:
        with at.database.read() as session:
            rules = plans.current(session, jurisdiction)
        due = neutrally(day.begin, at.database, jurisdiction, at.now)
        states = {duty: _reconcile(rules, duty, as_of) for duty in due}
        failed = [duty for duty, state in states.items() if not state.is_completed()]
        moved = [duty for duty in due if duty not in failed and not _is_idle(states[duty])]
        neutrally(day.finish, at.database, jurisdiction, at.now, moved, failed)
        told = _tell(at, jurisdiction)
        if at.is_today:
            _tidy(at, jurisdiction)
            day.beat()
    return _ending(rules, states, moved, failed, told)


def _reconcile(rules: Jurisdiction, duty: str, as_of: date | None) -> State[Any]:
    """Run the duty's flow as a subflow, to whatever end."""
    child = duty_flow(rules, rules.obligation(duty))
    # A heartbeat is a thread that each child would wait for, for about a second.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return child(rules.id, as_of, return_state=True)


def _is_idle(state: State[Any]) -> bool:
    return state.name == NOTHING_TODAY


def _tell(at: Edge, jurisdiction: str) -> Told:
    channels = day.channels_of(Settings())
    return neutrally(
        day.tell, at.database, jurisdiction, at.now, channels, inbox_only=not at.is_today
    )


def _tidy(at: Edge, jurisdiction: str) -> None:
    settings = Settings()
    store = FolderStore.of(settings.data.expanduser().resolve())
    neutrally(tidying.tidy, at.database, store, jurisdiction, at.now)
    neutrally(caring.keep, at.database, jurisdiction, settings.keyring, at.now)


def _ending(
    rules: Jurisdiction,
    states: Mapping[str, State[Any]],
    moved: list[str],
    failed: list[str],
    told: Told,
) -> State[None]:
    if failed:
        return Failed(name=PARTLY_FAILED, message=_what_failed(rules, states, failed))
    if not moved and not told.messages:
        return Completed(name=NOTHING_TODAY, message="各项职责都没有要办的")
    return Completed(message=f"{len(moved)} 项职责有变动，告知 {told.messages} 条消息")


def _what_failed(rules: Jurisdiction, states: Mapping[str, State[Any]], failed: list[str]) -> str:
    named = "、".join(
        f"{flow_name(rules.plan, rules.obligation(duty))}：{reason(states[duty])}"
        for duty in failed
    )
    return f"{len(failed)} 项职责失败：{named}"
