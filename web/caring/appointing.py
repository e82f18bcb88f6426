"""The question that every new version of roster or plan is asked before it is shown or loaded."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from care import appointing
from obligations.loading import load
from web.roles import Visitor


def check(session: Session, who: Visitor, texts: Mapping[str, str], roster_file: str) -> None:
    """Raises CareRefused where the visitor would let himself into the register; PlanError with every
    fault of the texts."""
    after = load(texts, roster=roster_file)[0]
    appointing.check(session, who.jurisdiction, after, who.person, who.on)
