"""What is owed: for one obligation, its periods, and in each period one task per subject.

Pure arithmetic over a jurisdiction; who has already been asked is not known here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from obligations.cadence import Cadence
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Every, Period, in_term, periods, rule_periods
from obligations.plan import Obligation
from obligations.roster import Subject
from obligations.workdays import shift

#: A task opened with fewer working days left gets as many from its opening (DESIGN, "Go-live").
FAIR_DAYS = 3
#: A subject that begins in mid-period gets a task only with at least so many working days left.
NEWCOMER_DAYS = 5
#: How far a due date may be rolled out of its period, in days: longer than any holiday.
_ROLLED = 31
#: How long before its due date a named day of the year may open a task, in days.
_YEAR = 366


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
    around = _turns_around(jurisdiction, obligation, first, last)
    return (turn for turn in around if first <= turn.due <= last)


def open_turns(
    jurisdiction: Jurisdiction,
    obligation: Obligation,
    go_live: date,
    today: date,
    since: date | None = None,
) -> Iterator[Turn]:
    """The turns that should be open by today: opening on or before it, due on or after go-live.

    A duty that a later version of the plan brought starts like one at go-live. `since` leaves out
    what was due before it, for a caller that has opened all of that.
    """
    added = jurisdiction.since_of("duty", obligation.id)
    floor = max(go_live, added or date.min, since or date.min)
    around = _turns_of_years(jurisdiction, obligation, min(floor, today).year, today.year)
    return (turn for turn in around if turn.opens <= today and turn.due >= floor)


def opening_days(
    jurisdiction: Jurisdiction, obligation: Obligation, first: date, last: date
) -> list[date]:
    """The days in [first, last] on which turns of the duty open."""
    around = _turns_around(jurisdiction, obligation, first, last)
    return sorted({turn.opens for turn in around if first <= turn.opens <= last})


def turn_of(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> Turn:
    """The days of one period: when its tasks open and when they are due."""
    due = _due(jurisdiction, obligation, period)
    opens = min(_opens(jurisdiction, obligation, period, due), due)
    return Turn(period, opens, due, is_guess(jurisdiction, obligation, due))


def span_of(
    jurisdiction: Jurisdiction, obligation: Obligation, period: str, near: date
) -> tuple[date, date] | None:
    """The first and last day of the duty's period of that id, which holds or adjoins the day `near`."""
    if obligation.every is None:
        return None
    found = _periods(jurisdiction, obligation.every, shift(near, -_YEAR), shift(near, _YEAR))
    return next(((one.first, one.last) for one in found if one.id == period), None)


def is_guess(jurisdiction: Jurisdiction, obligation: Obligation, due: date) -> bool:
    """Is a due date provisional 暂定: in a year without a published arrangement, or set by the dates of
    a term that are themselves a guess? A month inside a term ends when it ends, whenever the term does.
    """
    if jurisdiction.workdays.is_provisional(due):
        return True
    if not obligation.in_term or not jurisdiction.school.is_provisional(due):
        return False
    school = (Every.TERM, Every.SCHOOL_YEAR)
    if obligation.every and obligation.every.every in school:
        return True
    return jurisdiction.school.ends_a_term(due)


def owed(jurisdiction: Jurisdiction, obligation: Obligation, turn: Turn) -> tuple[Owed, ...]:
    """One task for every subject that the turn concerns."""
    return tuple(
        Owed(subject.name, jurisdiction.answering_post(obligation, subject.name))
        for subject in jurisdiction.subjects(obligation)
        if _concerns(jurisdiction, subject, turn)
    )


def fair_due(jurisdiction: Jurisdiction, opened_on: date, due: date) -> date:
    """The due date for a task first opened on that day: nobody gets fewer than FAIR_DAYS."""
    return max(due, jurisdiction.workdays.add(opened_on, FAIR_DAYS))


def _turns_of_years(
    jurisdiction: Jurisdiction, obligation: Obligation, first: int, last: int
) -> tuple[Turn, ...]:
    """Every turn that opens or is due in these years, worked out once: a round asks for them every day."""
    known, key = jurisdiction.worked_out, ("turns", obligation, first, last)
    if key not in known:
        days = date(first, 1, 1), date(last, 12, 31)
        known[key] = tuple(_turns_around(jurisdiction, obligation, *days))
    found: tuple[Turn, ...] = known[key]
    return found


def _turns_around(
    jurisdiction: Jurisdiction, obligation: Obligation, first: date, last: date
) -> Iterator[Turn]:
    """Every turn that opens or is due in [first, last], in order, and some of their neighbours."""
    if obligation.every is None:
        return
    earliest = shift(first, -_ROLLED - _days(obligation.due.after_start if obligation.due else 0))
    latest = shift(last, _ahead(obligation))
    for period in _periods(jurisdiction, obligation.every, earliest, latest):
        turn = turn_of(jurisdiction, obligation, period)
        if _counts(jurisdiction, obligation, turn):
            yield turn


def _ahead(obligation: Obligation) -> int:
    """How many days before its period a turn can open or be due."""
    if obligation.opens is None:
        return _ROLLED
    return _YEAR + _days(obligation.opens.before_due)


def _days(workdays: int | None) -> int:
    """Days that hold so many working days, but for one holiday (see _ROLLED)."""
    return 2 * (workdays or 0)


def _periods(
    jurisdiction: Jurisdiction, cadence: Cadence, first: date, last: date
) -> Iterator[Period]:
    if cadence.every is Every.RULE:
        return rule_periods(cadence.rule, first, last)
    return periods(cadence.every, first, last, jurisdiction.school)


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
    workdays, school = jurisdiction.workdays, jurisdiction.school
    found = school.last_school_day(period.first, period.last) if obligation.in_term else None
    found = found or workdays.last(period.first, period.last)
    return found or workdays.roll(period.last, "later")


def _first_day(jurisdiction: Jurisdiction, obligation: Obligation, period: Period) -> date:
    """The first school day where the duty follows the school year, else the first working day."""
    school = jurisdiction.school
    found = school.first_school_day(period.first, period.last) if obligation.in_term else None
    return found or jurisdiction.workdays.roll(period.first, "later")


def _dated(period: Period, month: int, day: int) -> date:
    """That month and day inside the period (a day too large is the month's last)."""
    named = [_clip(year, month, day) for year in (period.first.year, period.last.year)]
    return next((d for d in named if period.first <= d <= period.last), named[0])


def _clip(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _opens(jurisdiction: Jurisdiction, obligation: Obligation, period: Period, due: date) -> date:
    rule = obligation.opens
    if rule and rule.before_due is not None:
        return jurisdiction.workdays.add(due, -rule.before_due)
    if rule and rule.month_day:
        named = _clip(due.year, *rule.month_day)
        return named if named <= due else _clip(due.year - 1, *rule.month_day)
    if period.every is Every.ONCE:
        return jurisdiction.plan.effective_from
    return period.first
