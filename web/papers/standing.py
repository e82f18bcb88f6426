"""Who may see a notice, and which steps with it are his. The commands check again who signs what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from obligations.ladder import RungKind
from tasks.notices import kinds
from tasks.notices.kinds import Step
from tasks.notices.tables import Notice
from web.roles import Right, Visitor

#: What the post does to whom the notice is addressed; the rest is done by whoever signs.
ADDRESSED = frozenset({Step.RECEIVE, Step.OBJECT})


def is_addressed(who: Visitor, notice: Notice) -> bool:
    """Is it to one of his posts, or to one of his unit's?"""
    if who.only is not None and notice.task_id not in who.only:
        return False
    head = who.jurisdiction.roster.head_of(notice.post)
    return notice.post in who.posts | who.stands_in or head in who.posts


def answers(who: Visitor, notice: Notice) -> bool:
    """Does he receive it, or object? A token that only reads does neither."""
    return who.may(Right.HAND_IN) and is_addressed(who, notice)


def signs(who: Visitor, kind: RungKind) -> bool:
    """Does he sign notices of that kind? A talk is for a leader to decide on. A token that only reads signs
    nothing."""
    leads = who.may(Right.LEAD) and who.may(Right.REVIEW)
    return leads or (who.may(Right.SUPERVISE) and kind is not RungKind.TALK)


def may_see(who: Visitor, notice: Notice) -> bool:
    """A draft is seen by those who may sign it; what was signed also by those it is about."""
    kind = RungKind(notice.kind)
    oversees = who.may(Right.OVERSEE) and (kind is not RungKind.TALK or who.may(Right.LEAD))
    return oversees or (notice.issued_at is not None and is_addressed(who, notice))


def steps(who: Visitor, notice: Notice) -> list[Step]:
    """What this visitor can do with it today."""
    return list(_steps(who, notice))


def _steps(who: Visitor, notice: Notice) -> Iterator[Step]:
    kind = RungKind(notice.kind)
    addressed = is_addressed(who, notice)
    for state, step in kinds.TABLES[kind]:
        if state != notice.state or not _is_time(step, notice, who.on):
            continue
        # Nobody signs what is about himself, but he receives it.
        if answers(who, notice) if step in ADDRESSED else signs(who, kind) and not addressed:
            yield step


def _is_time(step: Step, notice: Notice, on: date) -> bool:
    """Objections come until a day, and nothing is published before it is over, unless one was answered."""
    if notice.until is None or notice.state != kinds.State.ISSUED:
        return True
    return (
        on <= notice.until if step is Step.OBJECT else step is not Step.PUBLISH or on > notice.until
    )
