"""What a plan says about its dates before anything is played: moved by holidays, or resting on a guess.
Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from obligations.calendars import Calendar
from obligations.jurisdiction import Jurisdiction
from obligations.owed import Turn, turn_of, turns
from obligations.periods import Every
from obligations.plan import Obligation
from obligations.sensitive import neutral_name
from simulation.what import Guessed, MovedDate


def moved(rules: Jurisdiction, first: date, last: date) -> tuple[MovedDate, ...]:
    """The due dates in [first, last] that are not where Monday to Friday alone would put them."""
    plain = replace(rules, calendar=_without_holidays(rules.calendar))
    return tuple(sorted(_moved(rules, plain, first, last), key=lambda m: (m.due, m.duty)))


def _without_holidays(calendar: Calendar) -> Calendar:
    return calendar.model_copy(update={"published": None, "covers": (), "rest": (), "work": ()})


def _moved(
    rules: Jurisdiction, plain: Jurisdiction, first: date, last: date
) -> Iterator[MovedDate]:
    for duty in rules.plan.obligations:
        for turn in _turns(rules, duty, first, last):
            before = turn_of(plain, duty, turn.period).due
            if before != turn.due:
                yield MovedDate(
                    duty.id, neutral_name(duty), turn.period.label, before, turn.due, turn.provisional
                )  # fmt: skip


def _turns(rules: Jurisdiction, duty: Obligation, first: date, last: date) -> Iterator[Turn]:
    return (t for t in turns(rules, duty, first, last) if t.period.every is not Every.ONCE)


def guessed(rules: Jurisdiction, first: date, last: date) -> tuple[Guessed, ...]:
    """The duties with due dates in [first, last] that are provisional, by the first of them."""
    found = (
        Guessed(duty.id, neutral_name(duty), len(days), min(days), max(days))
        for duty in rules.plan.obligations
        if (days := [t.due for t in turns(rules, duty, first, last) if t.provisional])
    )
    return tuple(sorted(found, key=lambda one: (one.first, one.duty)))
