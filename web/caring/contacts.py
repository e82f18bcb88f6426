"""Which posts can be the contact of a child."""

from __future__ import annotations

from obligations.jurisdiction import Jurisdiction
from obligations.roster import HEAD

_CONTACT = "联系人"


def contact_posts(rules: Jurisdiction) -> list[tuple[str, list[str]]]:
    """In groups: the villages' contacts first, then every other post that is no head of a unit."""
    names = [name for name in rules.roster.by_name if not name.endswith(HEAD)]
    first = [name for name in names if name.endswith(_CONTACT)]
    return [(_CONTACT, first), ("其他岗位", [name for name in names if name not in first])]
