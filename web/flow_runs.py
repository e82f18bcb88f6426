"""What Prefect's API says of our flow runs. Asked by HTTP: this room does not know Prefect's library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from web.upstream import Upstream

TAG = "huhang"  # as flows.naming gives it to every deployment of ours
PAGE = 200  # rows of one answer, Prefect's limit
TIMEOUT = 8.0  # seconds; a page does not wait longer
LATE = timedelta(minutes=15)  #: a planned run that has not begun by then is late

#: What Prefect's own names of states are in Chinese; ours (今日无事, 部分失败) stay as they are.
STATES = {
    "Completed": "完成",
    "Failed": "失败",
    "Crashed": "中断",
    "Running": "进行中",
    "Pending": "即将开始",
    "Scheduled": "待运行",
    "Late": "未按时开始",
    "AwaitingRetry": "等待重试",
    "Retrying": "重试中",
    "Cancelled": "已取消",
    "Cancelling": "取消中",
    "Paused": "暂停",
    "TimedOut": "超时",
}
BAD = frozenset({"FAILED", "CRASHED"})


class PrefectGone(Exception):
    """Prefect gave no answer, or none that can be read."""


@dataclass(frozen=True, slots=True)
class FlowRun:
    """One run of one flow. `duty` is None for the day's round."""

    id: str
    flow_id: str
    duty: str | None
    name: str
    type: str  #: COMPLETED, FAILED, …
    state: str  #: in Chinese
    message: str
    planned: datetime | None
    began: datetime | None
    seconds: float
    part_of_round: bool
    is_late: bool

    @property
    def is_bad(self) -> bool:
        """Should somebody look at it?"""
        return self.type in BAD or self.is_late


@dataclass(frozen=True, slots=True)
class Known:
    """The deployments of a jurisdiction: of each duty (None: the round) its id, and whose flow it is."""

    deployments: Mapping[str | None, str]
    flows: Mapping[str, str | None]  #: flow id: duty


class FlowRuns:
    """The flow runs of one jurisdiction. Every method raises PrefectGone."""

    def __init__(self, at: Upstream, jurisdiction: str) -> None:
        self.at, self.jurisdiction = at, jurisdiction

    def known(self) -> Known:
        """What is registered."""
        tagged = {"tags": {"all_": [TAG, self.jurisdiction]}}
        rows = self._all("/deployments/filter", {"deployments": tagged})
        named = {row["id"]: _duty(self.jurisdiction, row["name"]) for row in rows}
        return Known(
            {duty: deployment for deployment, duty in named.items()},
            {row["flow_id"]: named[row["id"]] for row in rows},
        )

    def latest(
        self, known: Known, now: datetime, duty: str | None = "", limit: int = PAGE
    ) -> list[FlowRun]:
        """The last runs that have begun or should have, newest first: of all, of one duty, or (None)
        of the round."""
        flows = [flow for flow, of in known.flows.items() if duty in ("", of)]
        if not flows:
            return []
        body = {
            "flows": {"id": {"any_": flows}},
            "flow_runs": {"expected_start_time": {"before_": now.isoformat()}},
            "sort": "EXPECTED_START_TIME_DESC",
            "limit": limit,
        }
        rows = self._ask("/flow_runs/filter", body)
        # One flow of a name serves every jurisdiction that has a duty of that name.
        mine = [r for r in rows if r["parameters"].get("jurisdiction") == self.jurisdiction]
        return [_run(row, known, now) for row in mine]

    def tables(self, runs: Iterable[FlowRun]) -> dict[str, str]:
        """The table that a run left, as JSON, by the run's id."""
        ids = [run.id for run in runs]
        if not ids:
            return {}
        body = {
            "artifacts": {"flow_run_id": {"any_": ids}, "type": {"any_": ["table"]}},
            "limit": PAGE,
        }
        return {row["flow_run_id"]: row["data"] for row in self._ask("/artifacts/filter", body)}

    def start(self, deployment: str, name: str) -> str:
        """Ask for a run now; return its id."""
        made: str = self._ask(f"/deployments/{deployment}/create_flow_run", {"name": name})["id"]
        return made

    def _all(self, path: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while page := self._ask(path, {**body, "limit": PAGE, "offset": len(found)}):
            found += page
        return found

    def _ask(self, path: str, body: Mapping[str, Any]) -> Any:
        headers = {"authorization": self.at.authorization}
        try:
            with httpx.Client(
                verify=self.at.verify, timeout=TIMEOUT, trust_env=False, headers=headers
            ) as client:
                answer = client.post(self.at.api + path, json=dict(body))
                answer.raise_for_status()
                return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PrefectGone(str(error)) from error


def _duty(jurisdiction: str, name: str) -> str | None:
    """`anwen.team-monthly-guidance` is that duty's, `anwen` the round's."""
    return None if name == jurisdiction else name.removeprefix(f"{jurisdiction}.")


def _run(row: Mapping[str, Any], known: Known, now: datetime) -> FlowRun:
    state = row["state"] or {"type": "PENDING", "name": "Pending", "message": ""}
    planned = _moment(row["expected_start_time"])
    waits = state["type"] in ("SCHEDULED", "PENDING") and planned is not None
    return FlowRun(
        id=row["id"],
        flow_id=row["flow_id"],
        duty=known.flows[row["flow_id"]],
        name=row["name"],
        type=state["type"],
        state=STATES.get(state["name"], state["name"]),
        message=_said(state),
        planned=planned,
        began=_moment(row["start_time"]),
        seconds=float(row["total_run_time"] or 0),
        part_of_round=row["parent_task_run_id"] is not None,
        is_late=waits and planned is not None and planned + LATE <= now,
    )


def _said(state: Mapping[str, Any]) -> str:
    """What the run said of itself. Prefect's own English remarks are for its own pages."""
    said = str(state.get("message") or "")
    return said if any("\u4e00" <= letter <= "\u9fff" for letter in said) else ""


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def last_of_each(runs: Sequence[FlowRun]) -> dict[str | None, FlowRun]:
    """The last run of each duty, of runs that come newest first."""
    last: dict[str | None, FlowRun] = {}
    for run in runs:
        last.setdefault(run.duty, run)
    return last
