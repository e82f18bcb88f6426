"""Who sees which frozen report."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reports import frozen_queries
from reports.states import State
from reports.tables import Report
from web.errors import NotFound
from web.roles import Right, Visitor

#: What everybody may read.
OPEN = frozenset({State.ANNOUNCED, State.PUBLISHED})


def visible(session: Session, who: Visitor, report_id: int) -> Report:
    """The report. Raises NotFound where there is none that this visitor may see."""
    found = frozen_queries.report_of(session, who.jurisdiction, report_id)
    if found is None or not visible_to(who, found):
        raise NotFound
    return found


def visible_to(who: Visitor, report: Report) -> bool:
    """What is announced or signed is everybody's, a post's own its holder's; by a sign-in link none."""
    if who.may(Right.OVERSEE):
        return True
    return who.only is None and (State(report.state) in OPEN or is_own(who, report))


def is_own(who: Visitor, report: Report) -> bool:
    """Is it of a post that the visitor holds or stands in for?"""
    return report.subject in who.posts | who.stands_in


def knows(who: Visitor, report: Report) -> bool:
    """May the visitor see the tasks behind it, and what has changed since?"""
    return who.may(Right.OVERSEE) or is_own(who, report)
