"""The columns of the board: the units, and posts that belong to none. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from obligations.jurisdiction import Jurisdiction

LEADING = "领导"  #: the leader and the deputy leaders
EXTERNAL = "外部岗位"
OTHERS = "其他岗位"


def column_of(rules: Jurisdiction, post: str) -> str:
    """The column of a post: its unit, or what kind of post it is."""
    return _columns(rules).get(post, OTHERS)


def ordered(rules: Jurisdiction, found: Iterable[str]) -> list[str]:
    """Those columns in the order of the roster, posts without a unit last."""
    known = set(found)
    units = [unit.name for unit in rules.roster.units]
    return [name for name in (*units, LEADING, OTHERS, EXTERNAL) if name in known]


def column_names(rules: Jurisdiction) -> list[str]:
    """Every column that there can be."""
    return ordered(rules, _columns(rules).values())


def posts_in(rules: Jurisdiction, column: str, posts: Iterable[str]) -> frozenset[str]:
    """Those of `posts` that stand in the column; the roster's and any that it no longer knows."""
    known = {*rules.roster.by_name, *posts}
    return frozenset(post for post in known if column_of(rules, post) == column)


@lru_cache(maxsize=32)
def _columns(rules: Jurisdiction) -> Mapping[str, str]:
    roster = rules.roster
    leading = {rules.post(name) for name in (roster.leader, *roster.deputy_leaders)}

    def where(name: str, unit: str | None) -> str:
        if unit:
            return unit
        if name in leading:
            return LEADING
        return EXTERNAL if roster.is_external(name) else OTHERS

    return {post.name: where(post.name, post.unit) for post in roster.all_posts()}
