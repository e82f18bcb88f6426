"""From the cookie of a request to the session behind it: the first question of every page."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from starlette.requests import HTTPConnection

from notifiers import alarms
from obligations.jurisdiction import Jurisdiction
from runtime import tokens
from runtime.clock import today
from tasks import plans
from web import security, sessions
from web.house import InHouse, Now
from web.sessions import Held


@dataclass(frozen=True, slots=True)
class Visit:
    """A good session, the rules in force, and the moment."""

    held: Held
    jurisdiction: Jurisdiction
    now: datetime
    on: date
    changes: int  #: how many there had been when the rules were read
    alarms: tuple[str, ...]  #: what is wrong with the installation, the oldest first

    @property
    def stands_on(self) -> Hashable:
        """All of it but the moment: what is drawn for one visit is good for another that stands on the same."""
        return self.held, self.jurisdiction, self.on, self.changes, self.alarms


def visit(connection: HTTPConnection, house: InHouse, now: Now) -> Visit | None:
    """Who is signed in; None when nobody is."""
    secret = security.cookie_of(connection, house.settings)
    if not secret:
        return None
    with house.database.look() as asked:
        rows = asked.execute(_VISIT, {"hash": tokens.hashed(secret)}).all()
        held = sessions.held(rows[0], now) if rows else None
        if held is None:
            return None
        rules = plans.rules_of(asked, rows[0])
    if held.is_stale(now):
        with house.database.write() as session:
            sessions.saw(session, held.hash, now)
    wrong = tuple(row.says for row in rows if row.says)
    return Visit(held, rules, now, today(now, rules.zone), rows[0].changes, wrong)


#: One question for all of it, made once: a row for each alarm, or one without.
_VISIT = (
    select(*sessions.COLUMNS, *plans.COLUMNS, alarms.ALARM.c.says)
    .select_from(sessions.SESSION)
    .outerjoin(sessions.ACCOUNT, sessions.ACCOUNT.c.id == sessions.SESSION.c.account_id)
    .join(plans.IN_FORCE, plans.HEAD.c.id == sessions.SESSION.c.jurisdiction)
    .outerjoin(alarms.ALARM, alarms.stands_in(plans.HEAD.c.id))
    .where(sessions.SESSION.c.hash == bindparam("hash"))
    .order_by(*alarms.OLDEST_FIRST)
)
