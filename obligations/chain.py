"""Whom a rung reaches: up the posts, never the person who is being chased, never a vacant chair.

Nobody reviews or escalates himself: it goes one post up (DESIGN, principle 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Role, Rung


def upwards(jurisdiction: Jurisdiction, post: str) -> Iterator[tuple[Role, str]]:
    """The posts above `post`, nearest first: unit head, supervising post, deputy leaders, leader."""
    roster = jurisdiction.roster
    if head := roster.head_of(post):
        yield Role.UNIT_HEAD, head
    yield Role.SUPERVISOR, jurisdiction.post(roster.supervisor)
    for deputy in roster.deputy_leaders:
        yield Role.DEPUTY_LEADER, jurisdiction.post(deputy)
    yield Role.LEADER, jurisdiction.post(roster.leader)


def addressees(jurisdiction: Jurisdiction, rung: Rung, post: str, on: date) -> tuple[str, ...]:
    """The posts that `rung` tells when `post` is chased on that day, each once.

    A vacant post, or one held by the person being chased, is passed over for the next post up.
    """
    found: list[str] = []
    for name in rung.to:
        target = post if name == Role.POST else _above(jurisdiction, name, post, on)
        if target and target not in found:
            found.append(target)
    return tuple(found)


def _above(jurisdiction: Jurisdiction, name: str, post: str, on: date) -> str | None:
    ranks = list(upwards(jurisdiction, post))
    roles = [role for role, _ in ranks]
    if name not in list(Role):
        return _free(jurisdiction, [jurisdiction.post(name), *(p for _, p in ranks)], post, on)
    wanted = Role(name)
    order = list(Role)
    start = next((n for n, r in enumerate(roles) if order.index(r) >= order.index(wanted)), None)
    return None if start is None else _free(jurisdiction, [p for _, p in ranks[start:]], post, on)


def _free(jurisdiction: Jurisdiction, posts: list[str], chased: str, on: date) -> str | None:
    """The first post that somebody holds who is not the one being chased."""
    roster = jurisdiction.roster
    self_told = roster.recipient(chased, on)
    for post in posts:
        recipient = roster.recipient(post, on)
        if post != chased and recipient is not None and recipient != self_told:
            return post
    return None


def reviewer(jurisdiction: Jurisdiction, review: str, answering: str, on: date) -> str:
    """The post that reviews what `answering` handed in: the plan's reviewer, or the next post up.

    When nobody above is somebody else, the plan's reviewer keeps it: a review is never lost.
    """
    named = jurisdiction.post(review)
    above = [post for _, post in upwards(jurisdiction, answering)]
    ahead = above[above.index(named) :] if named in above else [named, *above]
    return _free(jurisdiction, ahead, answering, on) or named
