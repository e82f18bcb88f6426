"""Who may do it: the person that `--by` names holds a post for it on that day, as on the pages.

It is asked inside the transaction, after the command: what is not possible at all is said first, and what
somebody else has to do leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from huhang.console import Refused
from huhang.edge import AtWork


def supervisors(at: AtWork) -> list[str]:
    """The supervising post, its head, and the leaders above."""
    roster, post = at.jurisdiction.roster, at.jurisdiction.post
    leading = (post(name) for name in (*roster.deputy_leaders, roster.leader))
    return [*with_head(at, post(roster.supervisor)), *leading]


def with_head(at: AtWork, post: str) -> list[str]:
    """A post, and the head of its unit."""
    head = at.jurisdiction.roster.head_of(post)
    return [post, head] if head else [post]


def check(at: AtWork, by: str, posts: Iterable[str]) -> None:
    """Raises Refused, naming the posts that may, where `by` neither is nor holds one of `posts`, nor is the
    deputy of its holder."""
    allowed = list(dict.fromkeys(posts))
    if not _held_by(at, by) & set(allowed):
        raise Refused(f"{by} 在 {at.on} 不能办理这一步，可以办理的岗位：{'、'.join(allowed)}")


def _held_by(at: AtWork, name: str) -> set[str]:
    roster = at.jurisdiction.roster
    held = {post: roster.holder(post, at.on) for post in roster.by_name}
    stands_in = {post for post, holder in held.items() if holder and holder.deputy == name}
    return stands_in.union(roster.posts_of(name, at.on))
