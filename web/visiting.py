"""From the cookie of a request to the session behind it: the first question of every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import HTTPConnection

from notifiers import alarms
from obligations.jurisdiction import Jurisdiction
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


def visit(connection: HTTPConnection, house: InHouse, now: Now) -> Visit | None:
    """Who is signed in; None when nobody is."""
    secret = security.cookie_of(connection, house.settings)
    if not secret:
        return None
    with house.database.read() as session:
        held = sessions.held(session, secret, now)
        if held is None:
            return None
        rules, changes = plans.in_force(session, held.jurisdiction)
        wrong = alarms.says(session, held.jurisdiction)
    if held.is_stale:
        with house.database.write() as session:
            sessions.saw(session, held.hash, now)
    return Visit(held, rules, now, today(now, rules.zone), changes, wrong)
