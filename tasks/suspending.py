"""Ad-hoc suspensions (高温停课, 停课): an entry of the calendar pauses what it covers and resumes it.

It covers the duties whose time follows the school year. The interval is stored; resuming adds its working
days to the due date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.terms import Suspension
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, journal, plans
from tasks.journal import SYSTEM
from tasks.lifecycle import OWING
from tasks.tables import Pause, Task

_ONE = timedelta(1)
#: What every round asks, built once.
_TASK, _PAUSE = table_of(Task), table_of(Pause)
_PAUSED = (
    select(_TASK.c.obligation)
    .join(_PAUSE, _PAUSE.c.task_id == _TASK.c.id)
    .where(
        _TASK.c.jurisdiction == bindparam("where"),
        _TASK.c.closed_on.is_(None),
        _PAUSE.c.suspension != "",
    )
    .distinct()
)
_PAUSED_OF = _PAUSED.where(_TASK.c.obligation == bindparam("duty"))
_PAUSES = (
    select(Pause)
    .join(Task)
    .where(
        Task.jurisdiction == bindparam("where"),
        Task.obligation == bindparam("duty"),
        Task.closed_on.is_(None),
    )
    .order_by(Pause.since, Pause.id)
)


@dataclass(frozen=True, slots=True)
class Step:
    """One task to pause for a suspension from `day` on, or (without one) to resume on `day`."""

    task: Task
    day: date
    suspension: Suspension | None = None


def key_of(suspension: Suspension) -> str:
    """`2026-09-07/2026-09-09`."""
    return f"{suspension.first}/{suspension.last}"


def suspended_duties(session: Session, jurisdiction: Jurisdiction, on: date) -> frozenset[str]:
    """The duties for which `decide` may find anything: all that follow the school year once there is a
    suspension, and those with a task that one paused."""
    begun = any(stop.first <= on for stop in jurisdiction.school.stops)
    covered = (duty.id for duty in jurisdiction.plan.obligations if begun and duty.in_term)
    paused = session.scalars(_PAUSED, {"where": jurisdiction.id})
    return frozenset(covered) | frozenset(paused)


def decide(
    session: Session, jurisdiction: Jurisdiction, duty: Obligation, on: date
) -> Iterator[Step]:
    """What the calendar's suspensions change in the open tasks of one duty, at most one step each."""
    stops = {key_of(s): s for s in jurisdiction.school.stops if duty.in_term and s.first <= on}
    which = {"where": jurisdiction.id, "duty": duty.id}
    if not stops and session.scalar(_PAUSED_OF, which) is None:
        return
    pauses = _pauses(session, jurisdiction, duty)
    for task in _owing(session, jurisdiction, duty):
        if step := _step(task, pauses.get(task.id, ()), stops, on):
            yield step


def _step(
    task: Task, pauses: Sequence[Pause], stops: Mapping[str, Suspension], on: date
) -> Step | None:
    """The next thing to do with one task. Pure."""
    if running := next((p for p in pauses if p.until is None), None):
        ends = _ends(running, stops, on)
        return Step(task, ends) if ends else None
    known = {pause.suspension for pause in pauses}
    for key, stop in stops.items():
        if key not in known and task.opened_on <= stop.last:
            return Step(task, _first_uncounted(task, pauses, stop), stop)
    return None


def _ends(running: Pause, stops: Mapping[str, Suspension], on: date) -> date | None:
    """The day on which a pause ends by itself; None while it lasts, or a person has to end it."""
    if not running.suspension:
        return None
    if stop := stops.get(running.suspension):
        return stop.last + _ONE if stop.last < on else None
    # The entry was changed or taken out of the calendar: what it covered until now counts.
    stated = date.fromisoformat(running.suspension.partition("/")[2])
    return max(running.since, min(on, stated + _ONE))


def _first_uncounted(task: Task, pauses: Iterable[Pause], stop: Suspension) -> date:
    """The first day of the suspension that no earlier pause has already added to the due date."""
    first = max(stop.first, task.opened_on)
    for pause in pauses:
        if pause.until and pause.since <= first < pause.until:
            first = pause.until
    return first


def apply(session: Session, jurisdiction: Jurisdiction, duty: Obligation, now: datetime) -> int:
    """Pause and resume as decided; return how many steps that took.

    A suspension that was entered after it had ended pauses and resumes in one go.
    """
    on = today(now, jurisdiction.zone)
    taken = 0
    while steps := list(decide(session, jurisdiction, duty, on)):
        for step in steps:
            _take(session, jurisdiction, step, now)
        session.flush()
        taken += len(steps)
    return taken


def _take(session: Session, jurisdiction: Jurisdiction, step: Step, now: datetime) -> None:
    task, stop, day = step.task, step.suspension, step.day
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    if stop is None:
        resume(session, rules, task, day, now=now, by=SYSTEM)
    elif day > stop.last:
        # Another pause covered all of it: remembered, so that it is not looked at again.
        session.add(_interval(task, day, day, stop.reason, key_of(stop)))
    else:
        key, reason = key_of(stop), stop.reason
        pause(session, rules, task, day, now=now, by=SYSTEM, reason=reason, suspension=key)


def pause(
    session: Session,
    rules: Jurisdiction,
    task: Task,
    since: date,
    *,
    now: datetime,
    by: str,
    reason: str,
    suspension: str = "",
) -> None:
    """Let the unit's clock stand still from `since` on."""
    clocks.stop(session, rules, task, today(now, rules.zone), now, f"暂缓：{reason}")
    task.paused_from = since
    session.add(_interval(task, since, None, reason, suspension))
    _write(session, task, now, by, "pause", reason, since)


def resume(
    session: Session,
    rules: Jurisdiction,
    task: Task,
    until: date,
    *,
    now: datetime,
    by: str,
    reason: str = "",
) -> None:
    """Let the clock run again from `until` on; the working days in between are added to the due date."""
    found = select(Pause).where(Pause.task_id == task.id, Pause.until.is_(None))
    interval = session.scalars(found).one()
    interval.until = until
    stood = rules.workdays.count(interval.since - _ONE, until - _ONE)
    task.due = rules.workdays.add(task.due, stood) if stood > 0 else task.due
    task.paused_from = None
    on = today(now, rules.zone)
    clocks.restart(rules, task, on, since=until)
    clocks.announce(session, rules, task, on, now)
    _write(session, task, now, by, "resume", reason or interval.reason, until, due=task.due)


def _interval(task: Task, since: date, until: date | None, reason: str, suspension: str) -> Pause:
    return Pause(task_id=task.id, since=since, until=until, reason=reason, suspension=suspension)


def _write(
    session: Session,
    task: Task,
    now: datetime,
    by: str,
    verb: str,
    reason: str,
    day: date,
    **data: date,
) -> None:
    journal.write(
        session,
        task.jurisdiction,
        now=now,
        actor=by,
        verb=verb,
        task_id=task.id,
        reason=reason,
        day=day,
        **data,
    )


def _owing(session: Session, jurisdiction: Jurisdiction, duty: Obligation) -> list[Task]:
    found = select(Task).where(
        Task.jurisdiction == jurisdiction.id,
        Task.obligation == duty.id,
        Task.closed_on.is_(None),
        Task.state.in_(OWING),
    )
    return list(session.scalars(found.order_by(Task.id)))


def _pauses(
    session: Session, jurisdiction: Jurisdiction, duty: Obligation
) -> Mapping[int, list[Pause]]:
    """The pauses of the duty's open tasks, in order, by task."""
    found: dict[int, list[Pause]] = {}
    for pause_ in session.scalars(_PAUSES, {"where": jurisdiction.id, "duty": duty.id}):
        found.setdefault(pause_.task_id, []).append(pause_)
    return found
