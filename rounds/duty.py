"""One duty's reconciliation: open what is owed, chase what is missing, note what is to be told.

The three steps are functions of their own, each in one transaction, so that a flow can show them.
Running them twice, late, or after a week off gives the same result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from obligations.plan import Obligation
from obligations.sensitive import hides_subjects, neutral_name
from rounds import caring
from runtime.clock import today
from runtime.database import Database
from tasks import plans, queries, working
from tasks.chasing import Chased, chase
from tasks.occasions import kind_label
from tasks.opening import Opened, open_duty
from tasks.to_tell import ToTell, to_be_told


@dataclass(frozen=True, slots=True)
class Line:
    """One task that moved, in neutral words: fit for an artifact that supervisors read."""

    period: str
    subject: str
    post: str
    state: str
    due: date
    to_tell: str
    whose_move: str


@dataclass(frozen=True, slots=True)
class DutyRun:
    """What one run of one duty did. `told`: nudges that now wait to be told."""

    obligation: str
    name: str
    day: date
    opened: int
    changed: int
    told: int
    queued: int
    lines: tuple[Line, ...]

    @property
    def moved(self) -> bool:
        """Did the run find anything to do?"""
        return bool(self.opened or self.changed or self.told or self.queued)


def open_step(
    database: Database, jurisdiction_id: str, obligation_id: str, now: datetime
) -> Opened:
    """开启: open everything owed by `now` that is not open yet.

    Raises RoundRefused for a day before the last round, LookupError for a duty the plan does not have.
    """
    with database.write() as session:
        jurisdiction = plans.held(session, jurisdiction_id)
        head = queries.head(session, jurisdiction_id)
        working.check_not_earlier(head, today(now, jurisdiction.zone))
        done = open_duty(session, jurisdiction, obligation_id, now)
        calls = caring.open_calls(session, jurisdiction, obligation_id, now)
        return replace(done, opened=done.opened + calls)


def chase_step(
    database: Database, jurisdiction_id: str, obligation_id: str, now: datetime
) -> Chased:
    """催督: turn the moments that have come into nudges."""
    with database.write() as session:
        jurisdiction = plans.held(session, jurisdiction_id)
        return chase(session, jurisdiction, obligation_id, now)


def record_step(
    database: Database,
    jurisdiction_id: str,
    obligation_id: str,
    now: datetime,
    opened: Opened,
    chased: Chased,
) -> DutyRun:
    """记录: what is to be told now, to whom, and whose move each task is."""
    with database.read() as session:
        jurisdiction = plans.current(session, jurisdiction_id)
        duty = jurisdiction.obligation(obligation_id)
        on = today(now, jurisdiction.zone)
        waiting = to_be_told(session, jurisdiction, obligation_id, on)
        lines = tuple(_line(jurisdiction, duty, told) for told in waiting)
    return DutyRun(
        obligation=duty.id,
        name=neutral_name(duty),
        day=on,
        opened=opened.opened,
        changed=opened.changed,
        told=chased.waiting,
        queued=chased.queued,
        lines=lines,
    )


def _line(jurisdiction: Jurisdiction, duty: Obligation, told: ToTell) -> Line:
    return Line(
        period=label(told.period),
        subject="（不显示）" if hides_subjects(jurisdiction, duty) else told.subject,
        post=told.post,
        state=told.state.label,
        due=told.due,
        to_tell=f"{kind_label(told.kind)} → {told.to}",
        whose_move=told.whose_move,
    )


def reconcile(
    database: Database,
    jurisdiction_id: str,
    obligation_id: str,
    now: datetime,
    *,
    opens: bool = True,
) -> DutyRun:
    """The three steps in order. `opens`: False where the round has just seen that nothing is to be opened."""
    opened = open_step(database, jurisdiction_id, obligation_id, now) if opens else Opened()
    chased = chase_step(database, jurisdiction_id, obligation_id, now)
    return record_step(database, jurisdiction_id, obligation_id, now, opened, chased)
