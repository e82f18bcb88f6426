"""Where a new calendar puts the dates of open tasks. Pure.

Dates that have not come yet are worked out again (DESIGN, "Calendar"). A date that belongs to one task
alone (opened late, extended, returned, resumed, a follow-up's) keeps the working days it gave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from obligations.jurisdiction import Jurisdiction
from obligations.owed import fair_due, turns
from obligations.workdays import WorkCalendar
from tasks.lifecycle import State
from tasks.tables import Task

#: A due date may lie this far from the one it moves to, in days.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one task that a calendar decides."""

    due: date
    original_due: date
    review_due: date | None


def dates_of(task: Task) -> Dates:
    """The dates as they are."""
    return Dates(task.due, task.original_due, task.review_due)


def moved(before: WorkCalendar, rules: Jurisdiction, task: Task, on: date, *, told: bool) -> Dates:
    """The dates as `rules` put them. What has passed stays; what was told never moves earlier.

    `before` are the working days by which the dates were set.
    """
    due, original = task.due, task.original_due
    if task.due >= on:
        due, original = _due(before, rules, task, on, told)
    return Dates(due, original, _review_due(rules, task, on))


def _due(
    before: WorkCalendar, rules: Jurisdiction, task: Task, on: date, told: bool
) -> tuple[date, date]:
    planned = _planned(rules, task.obligation, task.period, task.original_due)
    if planned is None or task.due != task.original_due:
        same_time = _same_working_days(before, rules.workdays, task.clock_from, task.due)
        original = planned or task.original_due
        return max(task.due, same_time, original), original
    if planned < task.due:
        # Nobody finds a date moved to sooner than a newly opened task would be due.
        planned = task.due if told else max(planned, min(task.due, fair_due(rules, on, planned)))
    return planned, planned


def _review_due(rules: Jurisdiction, task: Task, on: date) -> date | None:
    held = task.state == State.SUBMITTED and task.review_due and task.submitted_on
    if not held or task.review_due is None or task.submitted_on is None or task.review_due < on:
        return task.review_due
    again = rules.workdays.add(task.submitted_on, rules.plan.review_days)
    return max(task.review_due, again)


def _same_working_days(before: WorkCalendar, after: WorkCalendar, start: date, due: date) -> date:
    """The day that is as many working days after `start` as `due` was."""
    if before == after:
        return due
    return after.add(start, max(before.count(start, due), 0))


@lru_cache(maxsize=4096)
def _planned(rules: Jurisdiction, obligation: str, period: str, due: date) -> date | None:
    """When the plan says the period is due; None where it does not say (a follow-up)."""
    duty, timeless = rules.obligation(obligation), _timeless(rules)
    around = timedelta(_NEAR)
    nearby = turns(timeless, duty, due - around, due + around)
    return next((t.due for t in nearby if t.period.id == period), None)


@lru_cache(maxsize=64)
def _timeless(rules: Jurisdiction) -> Jurisdiction:
    """The rules without the marks of what began when: a task that is open had its beginning."""
    return replace(rules, since=None)
