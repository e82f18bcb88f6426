"""The turn of each duty that counts on a day: the one that was opened last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from obligations.jurisdiction import Jurisdiction
from obligations.owed import open_turns
from obligations.plan import Obligation
from obligations.workdays import shift

#: How far back a turn can have opened, in days: longer than a school year.
_BACK = 400


@lru_cache(maxsize=32)
def current_periods(jurisdiction: Jurisdiction, on: date) -> Mapping[str, frozenset[str]]:
    """Duty id to the ids of the periods that count on that day.

    For a duty with a cadence the one opened last (outside term the last one of the term), for a
    follow-up those of the duties that it follows. Empty for what was never opened so far.
    """
    plan = jurisdiction.plan
    return {duty.id: _periods(jurisdiction, duty, on, frozenset()) for duty in plan.obligations}


def _periods(
    jurisdiction: Jurisdiction, duty: Obligation, on: date, seen: frozenset[str]
) -> frozenset[str]:
    if duty.every is not None:
        opened = list(open_turns(jurisdiction, duty, shift(on, -_BACK), on))
        return frozenset(turn.period.id for turn in opened[-1:])
    parents = (jurisdiction.plan.by_id.get(after.obligation) for after in duty.after)
    known = seen | {duty.id}
    return frozenset().union(
        *(_periods(jurisdiction, p, on, known) for p in parents if p and p.id not in known)
    )
