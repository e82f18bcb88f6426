"""What a check starts from: what the posts it is about have not done, each post's work together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from obligations.fed import gives_to
from obligations.jurisdiction import Jurisdiction
from obligations.plan import SUBJECT, Obligation
from obligations.roster import GroupKind
from obligations.sensitive import hides_subjects, neutral_name
from obligations.wording import bracketed, period_text
from tasks import assigning, plans, queries
from tasks.lifecycle import OWING
from tasks.queries import TaskLine
from tasks.tables import Task
from web.roles import Visitor
from web.wording import Row, row

URGE = "督促办理："


@dataclass(frozen=True, slots=True)
class Missing:
    """What one post has not done: late, or still to come. `title` says it for whoever is urged."""

    post: str
    late: list[Row]
    open: list[Row]
    title: str


def missing(
    session: Session, who: Visitor, duty: Obligation, task: Task
) -> tuple[list[Missing], list[str]]:
    """What the groups that `duty` checks have not done, those with late work first; and the posts that were
    urged out of this very check already."""
    urged = {t.post for t in assigning.assigned(session, who.jurisdiction, task.id)}
    lines = [line for line in _owing(session, who) if _is_checked(who, duty, task.subject, line)]
    lines.sort(key=lambda line: (line.post, line.due, line.id))
    found = [
        _missing(session, who, post, list(theirs))
        for post, theirs in groupby(lines, key=lambda line: line.post)
    ]
    waiting = [one for one in found if one.post not in urged]
    return sorted(waiting, key=lambda one: (not one.late, -len(one.late))), sorted(urged)


def _owing(session: Session, who: Visitor) -> Iterator[TaskLine]:
    for line in queries.tasks(session, who.jurisdiction, who.on, open_only=True):
        known = line.obligation in who.jurisdiction.plan.by_id
        if known and line.state in OWING and not line.paused and line.opens <= who.on:
            yield line


def _is_checked(who: Visitor, duty: Obligation, subject: str, line: TaskLine) -> bool:
    """Does a subject of the groups owe it itself, one of the checked school where the check is about one,
    and may it be shown?"""
    rules = who.jurisdiction
    owed = rules.obligation(line.obligation)
    if owed.lead[0] != SUBJECT or hides_subjects(rules, owed):
        return False
    groups = rules.roster.groups
    names = (s.name for g in duty.checks if g in groups for s in groups[g].subjects)
    everywhere = rules.kinds(duty) == {GroupKind.JURISDICTION}
    return line.subject in names and (everywhere or gives_to(rules, line.subject, subject))


def _missing(session: Session, who: Visitor, post: str, lines: Sequence[TaskLine]) -> Missing:
    def rows(chosen: Sequence[TaskLine]) -> list[Row]:
        own = [plans.rules_for(session, who.jurisdiction, x.plan_version) for x in chosen]
        return [
            row(rules, line, who.on, near=True, mine=True)
            for rules, line in zip(own, chosen, strict=True)
        ]

    late = [line for line in lines if line.late]
    rest = [line for line in lines if not line.late]
    return Missing(post, rows(late), rows(rest), _title(who.jurisdiction, late or rest, who))


def _title(rules: Jurisdiction, lines: Sequence[TaskLine], who: Visitor) -> str:
    """`督促办理：每月到校指导（9月）、…`, no longer than a title may be."""
    names = list(dict.fromkeys(_name(rules, line, who) for line in lines))
    whole = URGE + "、".join(names)
    if len(whole) <= assigning.LONGEST:
        return whole
    first = f"{URGE}{names[0]}等 {len(names)} 项"
    return first if len(first) <= assigning.LONGEST else f"{URGE}{len(names)} 项工作"


def _name(rules: Jurisdiction, line: TaskLine, who: Visitor) -> str:
    period = period_text(line.period, who.on)
    return neutral_name(rules.obligation(line.obligation)) + bracketed([period] if period else [])
