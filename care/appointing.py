"""Nobody lets himself into the locked room: whoever changes the roster or the plan gains no way in by it.

Principle 4 for the register: the post that opens it is given by one person to another.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from care.access import case_post
from care.lifecycle import READABLE, CareRefused
from care.tables import CareCase
from obligations.jurisdiction import Jurisdiction


def check(
    session: Session, before: Jurisdiction, after: Jurisdiction, person: str, on: date
) -> None:
    """Raises CareRefused where `after`, put in the place of `before` by `person`, makes that person holder
    or deputy, from `on` or later, of a post that reads identities."""
    gained = _ways_in(session, after, person, on) - _ways_in(session, before, person, on)
    if gained:
        raise CareRefused(
            f"{'、'.join(sorted(gained))}能打开关爱登记，不能由本人交给本人，请另一位督办岗办理"
        )


def _ways_in(session: Session, rules: Jurisdiction, person: str, on: date) -> set[str]:
    """The posts of the register that the person holds, or stands in for, on that day or later."""
    if rules.plan.caring is None:
        return set()
    readable = CareCase.jurisdiction == rules.id, CareCase.state.in_(READABLE)
    contacts = session.scalars(select(CareCase.contact).where(*readable).distinct())
    return {
        post.name
        for name in {case_post(rules), *contacts}
        if (post := rules.roster.by_name.get(name))
        and any(
            person in (held.person, held.deputy) and (held.to is None or held.to >= on)
            for held in post.holders
        )
    }
