"""What is owed: for one obligation, its periods, and in each period one task per subject.

Pure arithmetic over a jurisdiction; who has already been asked is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from obligations.cadence import Cadence
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Every, Period, in_term, periods, rule_periods
from obligations.plan import Obligation
from obligations.roster import Subject

#: A task opened with fewer working days left than this gets as many from its opening (DESIGN, "Go-live").
FAIR_DAYS = 3
#: A subject that begins in mid-period gets a task only with at least this many working days left.
NEWCOMER_DAYS = 5
#: How far a period may reach beyond the days asked for, in days.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """One period of one obligation, with its days."""

    period: Period
    opens: date
    due: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """One task that the plan asks for."""

    subject: str
    post: str


def turns(
    jurisdiction: Jurisdiction, obligation: Obligation, first: date, last: date
) -> Iterator[Turn]:
    """The turns of a duty whose due date lies in [first, last], in order. None for follow-ups."""
    cadence = obligation.every
    if cadence is None:
        return
    for period in _periods(jurisdiction, cadence, first, last):
        turn = turn_of(jurisdiction, obligation, period)
        if first <= turn.due <= last and _counts(jurisdiction, obligation, turn):
            yield turn


def open_turns(
    jurisdiction: Jurisdiction, obligation: Obligation, go_live: date, today: date
) -> Iterator[Turn]:
    """The turns that should be open by today: opening on or before it, due on or after go-live."""
    once = obligation.every is not None and obligation.every.every is Every.ONCE
    ahead = date.max if once else today + timedelta(_REACH)
    return (t for t in turns(jurisdiction, obligation, go_live, ahead) if t.opens <= today)


def opening_days(
    jurisdiction: Jurisdiction, obligation: Obligation, first: date, last: date
) -> list[date]:
    """The days in [first, last] on which turns of the duty open."""
    ahead = last + timedelta(_REACH)
    opened = {t.opens for t in turns(jurisdiction, obligation, first, ahead)}
    return sorted(day for day in opened if first <= day <= last)


def turn_of(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> Turn:
    """The days of one period: when its tasks open and when they are due."""
    due = _due(jurisdiction, obligation, period)
    opens = min(_opens(jurisdiction, obligation, period, due), due)
    guess = jurisdiction.workdays.is_provisional(due)
    if obligation.in_term:
        guess = guess or jurisdiction.school.is_provisional(due)
    return Turn(period, opens, due, guess)


def owed(jurisdiction: Jurisdiction, obligation: Obligation, turn: Turn) -> tuple[Owed, ...]:
    """One task for every subject that the turn concerns."""
    return tuple(
        Owed(subject.name, jurisdiction.answering_post(obligation, subject.name))
        for subject in jurisdiction.subjects(obligation)
        if _concerns(jurisdiction, subject, turn)
    )


def fair_due(jurisdiction: Jurisdiction, opened_on: date, due: date) -> date:
    """The due date for a task first opened on that day: nobody gets fewer than FAIR_DAYS."""
    if jurisdiction.workdays.count(opened_on, due) >= FAIR_DAYS:
        return due
    return max(due, jurisdiction.workdays.add(opened_on, FAIR_DAYS))


def _periods(
    jurisdiction: Jurisdiction, cadence: Cadence, first: date, last: date
) -> Iterator[Period]:
    if cadence.every is Every.ONCE:
        yield Period("once", Every.ONCE, date.min, date.max)
    elif cadence.every is Every.RULE:
        yield from rule_periods(cadence.rule, first - timedelta(_REACH), last)
    else:
        # A due date may be rolled out of its period, so the neighbours are looked at too.
        around = timedelta(31)
        yield from periods(cadence.every, first - around, last + around, jurisdiction.school)


def _counts(jurisdiction: Jurisdiction, obligation: Obligation, turn: Turn) -> bool:
    """Is the period one that the duty is for?"""
    cadence = obligation.every
    if cadence and cadence.in_term and not in_term(turn.period, jurisdiction.school):
        return False
    since = jurisdiction.since_of("cadence", obligation.id)
    return since is None or turn.opens >= since


def _concerns(jurisdiction: Jurisdiction, subject: Subject, turn: Turn) -> bool:
    if subject.to and subject.to < turn.due:
        return False
    begins = subject.from_ or jurisdiction.since_of("subject", subject.name)
    if begins is None or begins <= turn.opens:
        return True
    return jurisdiction.workdays.count(begins, turn.due) >= NEWCOMER_DAYS


def _due(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> date:
    workdays, rule = jurisdiction.workdays, obligation.due
    if rule is None:
        return _last_day(jurisdiction, obligation, period)
    if rule.after_start is not None:
        return workdays.add(_first_day(jurisdiction, obligation, period), rule.after_start)
    if isinstance(rule.day, date):
        return workdays.roll(rule.day, obligation.roll)
    if rule.month_day:
        named = _dated(period, *rule.month_day)
    else:
        named = _dated(period, period.first.month, rule.day or 1)
    return workdays.roll(named, obligation.roll)


def _last_day(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> date:
    """The last school day where the duty follows the school year, else the last working day.

    A period without a working day is due on the next one.
    """
    if obligation.in_term:
        if day := jurisdiction.school.last_school_day(period.first, period.last):
            return day
    found = jurisdiction.workdays.last(period.first, period.last)
    return found or jurisdiction.workdays.roll(period.last, "later")


def _first_day(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> date:
    """The first school day where the duty follows the school year, else the first working day."""
    if obligation.in_term:
        if day := jurisdiction.school.first_school_day(period.first, period.last):
            return day
    return jurisdiction.workdays.roll(period.first, "later")


def _dated(period: Period, month: int, day: int) -> date:
    """That month and day inside the period (a day too large is the month's last)."""
    for year in (period.first.year, period.last.year):
        named = _clip(year, month, day)
        if period.first <= named <= period.last:
            return named
    return _clip(period.first.year, month, day)


def _clip(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(
        date(year, month, min(day, 28)) + timedelta(max(0, day - 28)), following - timedelta(1)
    )


def _opens(jurisdiction: Jurisdiction, obligation: Obligation, period: Period, due: date) -> date:
    rule = obligation.opens
    if rule and rule.before_due is not None:
        return jurisdiction.workdays.add(due, -rule.before_due)
    if rule and rule.month_day:
        return _dated(period, *rule.month_day)
    if period.every is Every.ONCE:
        return min(jurisdiction.plan.effective_from, due)
    return period.first
