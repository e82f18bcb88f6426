"""负担表, the other half: what was really handed in, by unit and month, beside what the plan estimates."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.sensitive import counts_children
from obligations.units import unit_of
from reports.burden import Load
from runtime.clock import today
from tasks import plans
from tasks.evidence.tables import EvidenceRow
from tasks.links import Feed
from tasks.tables import HandIn, Task

_Place = tuple[str, int, str, date]


def handed_in(session: Session, rules: Jurisdiction, first: date, last: date) -> list[Load]:
    """What was handed in from `first` to `last`, both in: every version counts, also one that was returned.

    The minutes are the plan's estimate for each; what the system handed in by itself cost nobody any.
    """
    times, files = _times(session, rules, first, last), _files(session, rules, first, last)
    found = (
        _load(session, rules, place, times[place], files[place])
        for place in dict.fromkeys((*times, *files))
    )
    return [one for one in found if one is not None]


def _times(session: Session, rules: Jurisdiction, first: date, last: date) -> Counter[_Place]:
    rows = (
        select(Task.obligation, Task.plan_version, Task.post, HandIn.at)
        .join(Task, Task.id == HandIn.task_id)
        .where(
            Task.jurisdiction == rules.id,
            HandIn.at.between(*_between(rules, first, last)),
            ~_by_itself(),
        )
    )
    return Counter(_place(rules, *row) for row in session.execute(rows).tuples())


def _files(session: Session, rules: Jurisdiction, first: date, last: date) -> Counter[_Place]:
    """Evidence that belongs to a hand-in; drafts do not count."""
    rows = (
        select(Task.obligation, Task.plan_version, Task.post, EvidenceRow.uploaded_at)
        .join(Task, Task.id == EvidenceRow.task_id)
        .where(
            Task.jurisdiction == rules.id,
            EvidenceRow.uploaded_at.between(*_between(rules, first, last)),
            EvidenceRow.version.is_not(None),
        )
    )
    return Counter(_place(rules, *row) for row in session.execute(rows).tuples())


def _by_itself() -> ColumnElement[bool]:
    """Was that version handed in by what another one had said already?"""
    return exists(
        select(Feed.task_id)
        .where(Feed.task_id == HandIn.task_id, Feed.version == HandIn.version, Feed.by_itself)
        .correlate(HandIn)
    )


def _between(rules: Jurisdiction, first: date, last: date) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time.min, rules.zone)
    return start, datetime.combine(last + timedelta(1), time.min, rules.zone) - timedelta.resolution


def _place(rules: Jurisdiction, duty: str, version: int, post: str, at: datetime) -> _Place:
    return duty, version, unit_of(rules, post), today(at, rules.zone).replace(day=1)


def _load(
    session: Session, rules: Jurisdiction, place: _Place, times: int, files: int
) -> Load | None:
    """None for a duty about single children: its number would say how many there are."""
    duty_id, version, unit, month = place
    under = plans.rules_for(session, rules, version)
    duty = under.obligation(duty_id)
    if counts_children(under, duty):
        return None
    return Load(duty_id, unit, month, times, times * duty.minutes, files)
