"""Which period a report is about: what can be chosen from, and what is shown where nothing was chosen."""

from __future__ import annotations

from datetime import date

from obligations.periods import Every, Period, periods
from web.roles import Visitor

#: So many periods can be chosen from, the newest first.
CHOICES = 8


def begun(who: Visitor, every: Every) -> list[Period]:
    """The periods of the last years that have begun, the newest last."""
    first = date(max(who.on.year - 2, 1), 1, 1)
    found = periods(every, first, who.on, who.jurisdiction.school)
    return [one for one in found if one.first <= who.on]


def choices(who: Visitor, every: Every) -> list[tuple[str, str]]:
    """Id and words, the newest first."""
    return [(one.id, one.label) for one in reversed(begun(who, every)[-CHOICES:])]


def last_over(who: Visitor, every: Every) -> str:
    """The last one that is over; where none is, the one under way."""
    found = begun(who, every)
    over = [one for one in found if one.last < who.on]
    return (over or found)[-1].id


def under_way(who: Visitor, every: Every) -> str:
    """The one that holds the day."""
    return begun(who, every)[-1].id
