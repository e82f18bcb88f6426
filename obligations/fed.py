"""Which hand-ins feed which: the plan's `feeds` seen from the duty that is fed. Pure."""

from __future__ import annotations

from functools import lru_cache

from obligations.feeds import Given
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation, Plan
from obligations.roster import GroupKind

#: The duty that feeds, and what it gives: fields of the fed duty to its own.
Feeder = tuple[Obligation, Given]


def feeders(plan: Plan, duty: str) -> tuple[Feeder, ...]:
    """The duties whose hand-ins feed `duty`, in the plan's order."""
    return tuple((one, one.feeds[duty]) for one in plan.obligations if duty in one.feeds)


def gives_to(rules: Jurisdiction, source: str, target: str) -> bool:
    """Is work about the subject `source` also about `target`? The same one; a seat's work is also its
    school's; everybody's is the township's."""
    return source == target or target in _townships(rules) or source in seats_of(rules, target)


@lru_cache(maxsize=256)
def seats_of(rules: Jurisdiction, school: str) -> frozenset[str]:
    """The seats of a school: 杨地湾学校·法制副校长 bears its name."""
    groups = rules.roster.groups.values()
    seats = (s.name for g in groups if g.kind is GroupKind.SEAT for s in g.subjects)
    return frozenset(seat for seat in seats if seat.startswith(f"{school}·"))


@lru_cache(maxsize=64)
def _townships(rules: Jurisdiction) -> frozenset[str]:
    groups = rules.roster.groups.values()
    return frozenset(s.name for g in groups if g.kind is GroupKind.JURISDICTION for s in g.subjects)
