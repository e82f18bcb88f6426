"""The columns of the board: the units, and posts that belong to none. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from obligations.jurisdiction import Jurisdiction
from obligations.units import EXTERNAL, LEADING, OTHERS, in_order, unit_of, units

__all__ = [
    "EXTERNAL",
    "LEADING",
    "OTHERS",
    "column_names",
    "column_of",
    "ordered",
    "posts_in",
]

#: The column of a post, and columns in order, are those by which work is counted everywhere.
column_of, ordered = unit_of, in_order


def column_names(rules: Jurisdiction) -> list[str]:
    """Every column that there can be."""
    return ordered(rules, units(rules).values())


def posts_in(rules: Jurisdiction, column: str, posts: Iterable[str]) -> frozenset[str]:
    """Those of `posts` that stand in the column; the roster's and any that it no longer knows."""
    known = {*rules.roster.by_name, *posts}
    return frozenset(post for post in known if column_of(rules, post) == column)
