"""A jurisdiction 辖区: a plan with its roster and its calendar, ready to be asked what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from obligations.calendars import Calendar
from obligations.plan import SUBJECT, Obligation, Plan
from obligations.roster import GroupKind, Roster, Subject
from obligations.terms import SchoolCalendar
from obligations.workdays import WorkCalendar


@dataclass(frozen=True, eq=False)
class Jurisdiction:
    """Everything the pure rules need to know of one township (or district).

    `templates` are the plan's own, file name to content (of a Word file in base64).
    `since` says from when a subject, a duty or a changed cadence counts, where no file says so:
    keys `subject:杨家村`, `duty:team-monthly-guidance` and `cadence:team-monthly-guidance`.
    """

    plan: Plan
    roster: Roster
    calendar: Calendar
    notice: str = ""
    since: Mapping[str, date] | None = None
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.roster.jurisdiction

    @property
    def name(self) -> str:
        return self.roster.name

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.zone)

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What the rules have worked out about it; nothing in it ever changes, so that it stays true."""
        return {}

    @cached_property
    def workdays(self) -> WorkCalendar:
        return self.calendar.workdays()

    @cached_property
    def school(self) -> SchoolCalendar:
        return self.calendar.school(self.workdays)

    def obligation(self, obligation_id: str) -> Obligation:
        """Raises LookupError, in words for the person who typed the id."""
        try:
            return self.plan.by_id[obligation_id]
        except KeyError:
            raise LookupError(f"方案里没有职责 {obligation_id!r}，见 huhang plan show") from None

    def since_of(self, kind: str, name: str) -> date | None:
        return self.since.get(f"{kind}:{name}") if self.since else None

    def subjects(self, obligation: Obligation) -> Iterator[Subject]:
        """Every subject the duty is owed for, whatever its dates, each once."""
        seen: set[str] = set()
        # A duty of an older version of the plan may name a group that is gone.
        for group in filter(None, map(self.roster.groups.get, obligation.each)):
            for subject in group.subjects:
                if subject.name not in seen:
                    seen.add(subject.name)
                    yield subject

    @cached_property
    def subject_by_name(self) -> Mapping[str, Subject]:
        return {s.name: s for g in self.roster.groups.values() for s in g.subjects}

    def answering_post(self, obligation: Obligation, subject: str) -> str:
        """The post that answers for `obligation` towards `subject`.

        A subject that the roster no longer knows falls to the supervising post.
        """
        if obligation.lead[0] != SUBJECT:
            return self.post(obligation.lead[0])
        found = self.subject_by_name.get(subject)
        named = (found.post or found.name) if found else subject
        return self.roster.resolve(named) or self.post(self.roster.supervisor)

    def post(self, name: str) -> str:
        """The post behind a name of the plan. Loading has checked that there is one; a name in an
        older version of the plan that the roster no longer knows falls to the supervising post."""
        post = self.roster.resolve(name) or self.roster.resolve(self.roster.supervisor)
        if post is None:
            raise LookupError(f"名册里没有岗位 {name!r}")
        return post

    def is_registered(self, obligation: Obligation) -> bool:
        """Are the duty's subjects cases? No roster names them: the care register opens their tasks, each
        under a reference of its own, and answers for who calls."""
        groups = self.roster.groups
        of_cases = (groups[g].kind is GroupKind.CASE for g in obligation.each if g in groups)
        return any(of_cases) and next(self.subjects(obligation), None) is None

    def kinds(self, obligation: Obligation) -> frozenset[GroupKind]:
        """What the duty's subjects are. Those of a group that the roster no longer has count as
        cases: nobody can tell any more that they may be shown."""
        groups = self.roster.groups
        return frozenset(groups[g].kind if g in groups else GroupKind.CASE for g in obligation.each)
