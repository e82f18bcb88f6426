"""The executor as a process of `huhang up`: `python -m huhang.executor`.

Registers the deployments of the plans that are loaded, then runs what Prefect schedules, at most two
runs at once, each in a process of its own. It does what Prefect's `serve` does, and three things more:
runs that were missed are not made up for (the round catches up by itself), unchanged deployments are
not registered again, and a plan that is loaded meanwhile is followed.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from pydantic import PrivateAttr

from flows import registry
from flows.deployments import Deployment, deployments
from flows.edge import opened_database
from flows.naming import ROUND
from huhang.lifeline import Lifeline
from huhang.prefect_home import PrefectSettings
from obligations.jurisdiction import Jurisdiction
from runtime import clock
from tasks import plans

HEALTH_POLL = 0.5  # seconds between two questions whether the server answers
EARLY = timedelta(minutes=1)  # a scheduled run may begin that much before its time
FOLLOW = 60  # seconds between two looks for a plan that was loaded meanwhile


class _Known(RunnerDeployment):
    """A deployment that is registered already: of it the runner needs no more than the id."""

    _id: UUID = PrivateAttr()

    async def aapply(self, *_: Any, **__: Any) -> UUID:
        return self._id


def main() -> None:
    """Run until told to stop. Ends with an error when the server is gone: then it is started again."""
    lifeline = Lifeline()
    with get_client(sync_client=True) as client:
        _wait_for(client)
        lifeline.say(server="ready")
        registry.end_abandoned(client)
        registry.delete_overdue(client, clock.now())
        rules = loaded()
        known = registry.register(
            client,
            wanted(rules, clock.now()),
            lambda done, of: lifeline.say(registered=done, of=of),
        )
        for one in rules:
            run_missed_round(client, one, known.ids[one.id], clock.now())
    lifeline.say(executor="ready", deployments=len(known.ids))
    asyncio.run(_serve(rules, known.ids))


def loaded() -> tuple[Jurisdiction, ...]:
    """Every jurisdiction with the plan in force."""
    with opened_database() as database, database.read() as session:
        ids = plans.jurisdiction_ids(session)
        return tuple(plans.current(session, one) for one in ids)


def wanted(
    rules: Sequence[Jurisdiction], now: datetime, pool: str | None = None
) -> list[Deployment]:
    """The deployments of all jurisdictions, with the schedules that hold now."""
    return [d for one in rules for d in deployments(one, clock.today(now, one.zone), pool)]


def run_missed_round(
    client: SyncPrefectClient, rules: Jurisdiction, deployment: UUID, now: datetime
) -> bool:
    """Ask for today's round where its time has passed and it did not run; was it asked for?

    It makes today's state visible to supervisors, and repairs what a crash left half done.
    """
    today = clock.today(now, rules.zone)
    due = clock.as_of(today, rules.zone)
    if now < due or registry.ran_since(client, deployment, due - EARLY, now):
        return False
    client.create_flow_run_from_deployment(deployment, name=f"{ROUND} · {today}")
    return True


def _wait_for(client: SyncPrefectClient) -> None:
    while True:
        try:
            client.hello().raise_for_status()
        except httpx.HTTPError:
            time.sleep(HEALTH_POLL)
        else:
            return


async def _serve(rules: tuple[Jurisdiction, ...], ids: dict[str, UUID]) -> None:
    runner = Runner(name="huhang", limit=PrefectSettings().runs, pause_on_shutdown=False)
    await _add(runner, ids)
    running = asyncio.create_task(runner.start())
    following = asyncio.create_task(_follow(runner, rules))
    # One turn of the loop, in which the runner installs a handler of its own that leaves runs behind.
    await asyncio.sleep(0)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    done, _ = await asyncio.wait({running, following}, return_when=asyncio.FIRST_COMPLETED)
    for task in (running, following):
        task.cancel()
    for task in done:
        if not task.cancelled():
            task.result()


async def _add(runner: Runner, ids: dict[str, UUID]) -> None:
    for name, known in ids.items():
        deployment = _Known(name=name)
        deployment._id = known  # noqa: SLF001  # a private attribute of a class of ours
        await runner.aadd_deployment(deployment)


async def _follow(runner: Runner, rules: tuple[Jurisdiction, ...]) -> None:
    """Register again when another plan is in force, and in a new year, whose dates are new."""
    year = clock.now().year
    while True:
        await asyncio.sleep(FOLLOW)
        found = await asyncio.to_thread(loaded)
        if found != rules or clock.now().year != year:
            rules, year = found, clock.now().year
            await _add(runner, await asyncio.to_thread(_register, rules))


def _register(rules: tuple[Jurisdiction, ...]) -> dict[str, UUID]:
    with get_client(sync_client=True) as client:
        return registry.register(client, wanted(rules, clock.now())).ids


if __name__ == "__main__":
    main()
