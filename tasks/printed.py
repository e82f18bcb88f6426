"""Who is named in the plan's own roster while another one, an invented one, is in force.

A demo shows the notice as printed; the people printed in it are real, and no page of a demo names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.loading import ROSTER, load
from tasks.tables import JurisdictionRow, PlanVersion


def names_not_shown(session: Session, jurisdiction_id: str) -> frozenset[str]:
    """The people of `roster.yaml` where the roster in force is another file; else nobody."""
    row = session.scalars(
        select(PlanVersion)
        .join(JurisdictionRow, JurisdictionRow.id == PlanVersion.jurisdiction)
        .where(
            PlanVersion.jurisdiction == jurisdiction_id,
            PlanVersion.number == JurisdictionRow.version,
        )
    ).one()
    if row.roster_file == ROSTER or ROSTER not in row.texts:
        return frozenset()
    return _people(_Texts(row.digest, row.texts))


class _Texts:
    """Texts that are told apart by their digest."""

    def __init__(self, digest: str, texts: Mapping[str, str]) -> None:
        self.digest, self.texts = digest, texts

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts) and other.digest == self.digest


@lru_cache(maxsize=8)
def _people(folder: _Texts) -> frozenset[str]:
    roster = load(folder.texts, roster=ROSTER)[0].roster
    return frozenset(name for post in roster.all_posts() for name in post.people)
