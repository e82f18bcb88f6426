"""One Prefect flow per obligation 职责, built from the plan by one factory.

Each run is a reconciliation in three steps, each a Prefect task: 开启 (what is owed now), 催督 (which
moments have come), 记录 (what is to be told, and whose move it is). What they do is in `rounds.duty`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from prefect import flow, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.flows import Flow
from prefect.states import Completed

from flows.edge import edge, run_name, stands_alone
from flows.failures import neutrally
from flows.naming import NOTHING_TODAY, artifact_key, flow_name
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from rounds import day, duty
from rounds.duty import DutyRun, Line
from runtime.database import Database
from runtime.settings import Settings
from tasks.chasing import Chased
from tasks.opening import Opened

#: Takes `jurisdiction` and `as_of`, as the day's round does.
DutyFlow = Flow[[str, date | None], State[None]]

ROWS = 200  # lines that a run's table holds at most; a page of more is read by nobody


def duty_flow(rules: Jurisdiction, obligation: Obligation) -> DutyFlow:
    """The flow of one duty. Its runs are named by the duty and the day, in the plan's zone."""
    name = flow_name(rules.plan, obligation)

    @flow(
        name=name,
        description=f"方案{obligation.clause}",
        flow_run_name=lambda: run_name(name, runtime.flow_run.parameters, rules.zone),
        persist_result=False,
    )
    def reconcile(jurisdiction: str = rules.id, as_of: date | None = None) -> State[None]:
        with edge(jurisdiction, as_of) as at:
            opened = _open(at.database, jurisdiction, obligation.id, at.now)
            chased = _chase(at.database, jurisdiction, obligation.id, at.now)
            run = _record(at.database, jurisdiction, obligation.id, at.now, opened, chased)
            if stands_alone():
                neutrally(
                    day.tell,
                    at.database,
                    jurisdiction,
                    at.now,
                    day.channels_of(Settings()),
                    at_once_only=True,
                    inbox_only=not at.is_today,
                )
        if not run.moved:
            return Completed(name=NOTHING_TODAY, message="没有要开启、要催督的")
        return Completed(message=summary(run))

    return reconcile


def summary(run: DutyRun) -> str:
    """What the run did, in a few words: `开启 12 件，待告知 36 条`."""
    counts = {
        f"开启 {run.opened} 件": run.opened,
        f"调整 {run.changed} 件": run.changed,
        f"待告知 {run.told} 条": run.told,
        f"列入待决 {run.queued} 项": run.queued,
    }
    return "，".join(words for words, count in counts.items() if count) or "没有变动"


@task(name="开启", task_run_name="开启", cache_policy=NO_CACHE, persist_result=False)
def _open(database: Database, jurisdiction: str, obligation: str, now: datetime) -> Opened:
    return neutrally(duty.open_step, database, jurisdiction, obligation, now)


@task(name="催督", task_run_name="催督", cache_policy=NO_CACHE, persist_result=False)
def _chase(database: Database, jurisdiction: str, obligation: str, now: datetime) -> Chased:
    return neutrally(duty.chase_step, database, jurisdiction, obligation, now)


@task(name="记录", task_run_name="记录", cache_policy=NO_CACHE, persist_result=False)
def _record(
    database: Database,
    jurisdiction: str,
    obligation: str,
    now: datetime,
    opened: Opened,
    chased: Chased,
) -> DutyRun:
    run = neutrally(duty.record_step, database, jurisdiction, obligation, now, opened, chased)
    if run.lines:
        create_table_artifact(
            table=table(run.lines[:ROWS]),
            key=artifact_key(jurisdiction, obligation),
            description=_heading(run),
        )
    return run


def table(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Who, what state, what is to be told, whose move it is: a row for each line."""
    return [
        {
            "周期": line.period,
            "对象": line.subject,
            "岗位": line.post,
            "状态": line.state,
            "到期": line.due.isoformat(),
            "要告知": line.to_tell,
            "该谁办": line.whose_move,
        }
        for line in lines
    ]


def _heading(run: DutyRun) -> str:
    more = len(run.lines) - ROWS
    return f"{run.day}：{summary(run)}" + (f"（另有 {more} 行未列）" if more > 0 else "")
