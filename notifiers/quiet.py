"""Do not disturb: what would leave in somebody's hours of quiet waits for their end, whatever it is: a first
try that comes late, another try, a fallback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from notifiers import addressing, contacts, outbox
from notifiers.outbox import Claimed
from obligations.jurisdiction import Jurisdiction


def undisturbing(
    session: Session, rules: Mapping[str, Jurisdiction], claimed: Sequence[Claimed], now: datetime
) -> list[Claimed]:
    """Those that may leave at `now`; the others are put back until then, and have not been tried.
    `rules` by id of the jurisdiction."""
    several = {one.jurisdiction for one in claimed}
    known = {each: contacts.of(session, rules[each]) for each in several}
    free: list[Claimed] = []
    for one in claimed:
        not_before = known[one.jurisdiction].not_before(_names(one, rules[one.jurisdiction]), now)
        if not_before > now:
            outbox.hold(session, one, not_before)
        else:
            free.append(one)
    return free


def _names(one: Claimed, rules: Jurisdiction) -> list[str]:
    """Whose hours count, in order. A post may have left the roster since the message was made."""
    still = [post for post in one.posts if post in rules.roster.by_name]
    return [one.recipient, *addressing.tags(rules, still)]
