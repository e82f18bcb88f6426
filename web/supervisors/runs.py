"""运行记录: the flow runs of each duty and of the day's round, what failed or is late on top, and a
button to run a duty now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import RedirectResponse, Response

from notifiers.channels.channel import Channels
from obligations.plan import Obligation
from rounds import day, duty
from tasks import queries
from tasks.working import RoundRefused
from web.acting import is_repeated, once
from web.errors import NotFound
from web.flow_runs import FlowRun, FlowRuns, Known, PrefectGone, last_of_each
from web.forms import Sent
from web.house import House, InHouse
from web.pages import page
from web.rights import MayOversee, MaySupervise
from web.roles import Visitor
from web.upstream import ThePrefect, Upstream
from web.wording import duty_name, moment

router = APIRouter()

ROUND = "round"  #: stands for the day's round in an address
ROUND_NAME = "每日巡检"
SHOWN = 30  # runs of one duty on its page
LOOK_BACK = timedelta(days=14)  # a failure stays on top so long, unless a later run went well


@dataclass(frozen=True, slots=True)
class Ran:
    """One run as a page shows it. `how`: bad, busy, idle or well."""

    id: str
    name: str
    duty: str
    when: str
    how: str
    state: str
    said: str
    took: str
    by: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A duty with its last run, if Prefect knows of one."""

    id: str
    name: str
    last: Ran | None


@router.get("/runs")
def the_runs(who: MayOversee, house: InHouse, at: ThePrefect, said: str = "") -> Response:
    with house.database.read() as session:
        rounds = queries.last_rounds(session, who.jurisdiction.id, 7)
    runs, gone = _latest(at, who)
    last = last_of_each(runs)
    return page(
        "runs.html",
        who,
        said=said,
        gone=gone,
        bad=[_ran(who, run) for run in _bad(who, runs)],
        rounds=[_ran(who, run) for run in runs if run.duty is None][:7],
        own_rounds=[
            (moment(r.started_at, who.jurisdiction, who.on), len(r.moved), _names(who, r.failed))
            for r in rounds
        ],
        duties=[
            Kept(one.id, duty_name(one), _ran(who, last[one.id]) if one.id in last else None)
            for one in who.jurisdiction.plan.obligations
        ],
        prefect=at is not None,
    )


@router.get("/runs/{wanted}")
def of_one(wanted: str, who: MayOversee, at: ThePrefect, said: str = "") -> Response:
    obligation = _obligation(who, wanted)
    runs, tables, gone = _latest_of(at, who, obligation.id if obligation else None)
    return page(
        "run.html",
        who,
        said=said,
        gone=gone,
        wanted=wanted,
        name=duty_name(obligation) if obligation else ROUND_NAME,
        clause=obligation.clause if obligation else "",
        runs=[_ran(who, run, tables.get(run.id, "")) for run in runs],
    )


@router.post("/runs/{wanted}/start")
def start(
    wanted: str,
    who: MaySupervise,
    house: InHouse,
    at: ThePrefect,
    form: Sent,
    later: BackgroundTasks,
) -> Response:
    """Through Prefect, so that the run is on record; where it gives no answer, in this process."""
    obligation = _obligation(who, wanted)
    if not _is_first(house, form, who):
        return _back(wanted, "run_asked")
    if at is not None and _asked(at, who, obligation):
        return _back(wanted, "run_asked")
    return _back(wanted, _run_here(house, who, obligation, later))


def _is_first(house: House, form: Any, who: Visitor) -> bool:
    with house.database.read() as session:
        if is_repeated(session, form):
            return False
    with house.database.write() as session:
        return once(session, form, who)


def _asked(at: Upstream, who: Visitor, obligation: Obligation | None) -> bool:
    source = FlowRuns(at, who.jurisdiction.id)
    name = f"{duty_name(obligation) if obligation else ROUND_NAME} · {who.on}（手动）"
    try:
        deployment = source.known().deployments.get(obligation.id if obligation else None)
        if deployment is None:
            return False
        source.start(deployment, name)
    except PrefectGone:
        return False
    return True


def _run_here(
    house: House, who: Visitor, obligation: Obligation | None, later: BackgroundTasks
) -> str:
    """The key of what is to be said of it."""
    database, here = house.database, who.jurisdiction.id
    try:
        if obligation is None:
            day.begin(database, here, who.now)
            later.add_task(_round, house, who, house.channels)
        else:
            duty.reconcile(database, here, obligation.id, who.now)
            later.add_task(day.tell, database, here, who.now, house.channels, at_once_only=True)
    except RoundRefused:
        return "run_refused"
    return "run_here"


def _round(house: House, who: Visitor, channels: Channels) -> None:
    day.run(house.database, who.jurisdiction.id, who.now, channels)


def _back(wanted: str, said: str) -> Response:
    return RedirectResponse(f"/runs/{wanted}?said={said}", status_code=303)


def _obligation(who: Visitor, wanted: str) -> Obligation | None:
    """The duty of an address; None for the round. Raises NotFound."""
    if wanted == ROUND:
        return None
    found = who.jurisdiction.plan.by_id.get(wanted)
    if found is None:
        raise NotFound
    return found


def _latest(at: Upstream | None, who: Visitor) -> tuple[list[FlowRun], bool]:
    if at is None:
        return [], True
    source = FlowRuns(at, who.jurisdiction.id)
    try:
        return source.latest(source.known(), who.now), False
    except PrefectGone:
        return [], True


def _latest_of(
    at: Upstream | None, who: Visitor, duty_id: str | None
) -> tuple[list[FlowRun], Mapping[str, str], bool]:
    if at is None:
        return [], {}, True
    source = FlowRuns(at, who.jurisdiction.id)
    try:
        known: Known = source.known()
        runs = source.latest(known, who.now, duty_id, SHOWN)
        return runs, source.tables(runs), False
    except PrefectGone:
        return [], {}, True


def _bad(who: Visitor, runs: Sequence[FlowRun]) -> list[FlowRun]:
    """What failed or is late, unless a later run of the same duty went well."""
    mended: set[str | None] = set()
    bad = []
    for run in runs:
        if run.is_bad and run.duty not in mended:
            if run.planned is None or who.now - run.planned <= LOOK_BACK:
                bad.append(run)
        elif run.type == "COMPLETED":
            mended.add(run.duty)
    return bad


def _ran(who: Visitor, run: FlowRun, table: str = "") -> Ran:
    at = run.began or run.planned
    columns, rows = _table(table)
    return Ran(
        id=run.id,
        name=_name(who, run.duty),
        duty=run.duty or ROUND,
        when=moment(at, who.jurisdiction, who.on) if at else "",
        how=_how(run),
        state="未按时开始" if run.is_late else run.state,
        said=run.message,
        took=f"{run.seconds:.0f} 秒" if run.seconds >= 1 else "",
        by="随巡检" if run.part_of_round else "",
        columns=columns,
        rows=rows,
    )


def _how(run: FlowRun) -> str:
    if run.is_bad:
        return "bad"
    if run.type != "COMPLETED":
        return "busy"
    return "idle" if run.state == "今日无事" else "well"


def _table(written: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The table that a run left: its columns and rows."""
    found = json.loads(written) if written else []
    if not found:
        return (), ()
    columns = tuple(found[0])
    return columns, tuple(tuple(str(row.get(name, "")) for name in columns) for row in found)


def _name(who: Visitor, duty_id: str | None) -> str:
    found = who.jurisdiction.plan.by_id.get(duty_id or "")
    return (
        duty_name(found) if found else (ROUND_NAME if duty_id is None else "方案已不再列出的工作")
    )


def _names(who: Visitor, duties: Sequence[str]) -> str:
    return "、".join(_name(who, one) for one in duties)
