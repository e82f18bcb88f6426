"""Whom a rung reaches: up the posts, never the person who is being chased, never a vacant chair.

Nobody reviews or escalates himself: it goes one post up (DESIGN, principle 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Role, Rung


def upwards(jurisdiction: Jurisdiction, post: str) -> Iterator[tuple[Role, str]]:
    """The posts above `post`, nearest first.

    Head of the unit, supervising post, deputy leaders in the roster's order, leader.
    """
    roster = jurisdiction.roster
    if head := roster.head_of(post):
        yield Role.UNIT_HEAD, head
    yield Role.SUPERVISOR, jurisdiction.post(roster.supervisor)
    for deputy in roster.deputy_leaders:
        yield Role.DEPUTY_LEADER, jurisdiction.post(deputy)
    yield Role.LEADER, jurisdiction.post(roster.leader)


def addressees(jurisdiction: Jurisdiction, rung: Rung, post: str, on: date) -> tuple[str, ...]:
    """The posts that `rung` tells when `post` is chased on that day, each once.

    A vacant post, or one held by the person being chased, is passed over for the next post up. A
    unit's mailbox answers for its head as well: it is told once, and nobody above for that.
    """
    reached = (_reached(jurisdiction, name, post, on) for name in rung.to)
    return tuple(dict.fromkeys(filter(None, reached)))


def _reached(jurisdiction: Jurisdiction, name: str, chased: str, on: date) -> str | None:
    roster = jurisdiction.roster
    told, head = roster.recipient(chased, on), roster.head_of(chased)
    if name == Role.POST and told:
        return chased
    is_shared = told and told.is_mailbox and head and roster.recipient(head, on) == told
    if name == Role.UNIT_HEAD and is_shared:
        return chased
    return _free(jurisdiction, _from(jurisdiction, name, chased), chased, on)


def _from(jurisdiction: Jurisdiction, name: str, chased: str) -> list[str]:
    """The posts to try for a role or a named post, nearest first."""
    ranks = list(upwards(jurisdiction, chased))
    if name not in _RANKS:
        return [jurisdiction.post(name), *(post for _, post in ranks)]
    return [post for role, post in ranks if _RANKS.index(role) >= _RANKS.index(Role(name))]


_RANKS = list(Role)  # lowest first


def _free(jurisdiction: Jurisdiction, posts: list[str], chased: str, on: date) -> str | None:
    """The first post that somebody holds who is not the one being chased."""
    return next((p for p in posts if _independent(jurisdiction, p, chased, on)), None)


def _independent(jurisdiction: Jurisdiction, post: str, chased: str, on: date) -> bool:
    """Is `post` held, neither by the one being chased nor by somebody who works for that person?"""
    roster = jurisdiction.roster
    recipient, told = roster.recipient(post, on), roster.recipient(chased, on)
    head = roster.head_of(post)
    if recipient is None or told is None:
        return recipient is not None
    return told not in (recipient, roster.recipient(head, on) if head else None)


def reviewer(jurisdiction: Jurisdiction, review: str, answering: str, on: date) -> str:
    """The post that reviews what `answering` handed in: the plan's reviewer, or the next post above it.

    When nobody above is somebody else, the plan's reviewer keeps it: a review is never lost.
    """
    named = jurisdiction.post(review)
    above = [post for _, post in upwards(jurisdiction, named)]
    ahead = above[above.index(named) :] if named in above else [named, *above]
    return _free(jurisdiction, ahead, answering, on) or named
