"""Where a post stands when work is counted: its unit, or what kind of post it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from obligations.jurisdiction import Jurisdiction

LEADING = "领导"  #: the leader and the deputy leaders
EXTERNAL = "外部岗位"
OTHERS = "其他岗位"


def unit_of(rules: Jurisdiction, post: str) -> str:
    """The unit of a post, or what kind of post it is where it belongs to none."""
    return units(rules).get(post, OTHERS)


def in_order(rules: Jurisdiction, found: Iterable[str]) -> list[str]:
    """Those units in the order of the roster, posts without a unit last."""
    known = set(found)
    named = [unit.name for unit in rules.roster.units]
    return [name for name in (*named, LEADING, OTHERS, EXTERNAL) if name in known]


@lru_cache(maxsize=32)
def units(rules: Jurisdiction) -> Mapping[str, str]:
    """Every post of the roster with its unit."""
    roster = rules.roster
    leading = {rules.post(name) for name in (roster.leader, *roster.deputy_leaders)}

    def where(name: str, unit: str | None) -> str:
        if unit:
            return unit
        if name in leading:
            return LEADING
        return EXTERNAL if roster.is_external(name) else OTHERS

    return {post.name: where(post.name, post.unit) for post in roster.all_posts()}
