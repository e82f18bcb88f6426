"""The versions of a plan folder as they were loaded: their texts, when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.amending import Folder
from tasks import plans
from tasks.tables import JurisdictionRow, PlanVersion


@dataclass(frozen=True, slots=True)
class Version:
    """One loaded version; `changed`: the files that differ from the one before."""

    number: int
    loaded_at: datetime
    loaded_by: str
    changed: tuple[str, ...]


def folder(session: Session, jurisdiction_id: str, number: int | None = None) -> Folder | None:
    """The texts of a version, by default of the one in force; None when there is none of that number."""
    wanted = number or session.get_one(JurisdictionRow, jurisdiction_id).version
    row = session.get(PlanVersion, (jurisdiction_id, wanted))
    if row is None:
        return None
    rules = plans.version(session, jurisdiction_id, wanted)
    return Folder(dict(row.texts), row.roster_file, rules)


def history(session: Session, jurisdiction_id: str, limit: int = 30) -> list[Version]:
    """The last versions, newest first."""
    newest = (
        select(PlanVersion)
        .where(PlanVersion.jurisdiction == jurisdiction_id)
        .order_by(PlanVersion.number.desc())
        .limit(limit + 1)
    )
    rows = list(session.scalars(newest))
    return [
        Version(row.number, row.loaded_at, row.loaded_by, _changed(row, before))
        for row, before in zip(rows, [*rows[1:], None], strict=True)
    ][:limit]


def _changed(row: PlanVersion, before: PlanVersion | None) -> tuple[str, ...]:
    older = before.texts if before else {}
    return tuple(name for name in row.texts if row.texts[name] != older.get(name))
