"""What the round of a day would tell, without telling it: everything is done, looked at and undone."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from notifiers import previewing, telling
from notifiers.channels.channel import Channels
from notifiers.previewing import Preview
from rounds.day import prepare
from runtime.clock import today
from runtime.database import Database
from tasks import plans, working
from tasks.chasing import chase
from tasks.opening import open_duty


class _Undone(Exception):
    """Ends the transaction without a trace."""


def preview(
    database: Database, jurisdiction_id: str, now: datetime, channels: Channels
) -> tuple[Preview, ...]:
    """Every message that a round at `now` would send, whatever the hour. Changes nothing.

    Raises RoundRefused when a later day has already had its round.
    """
    found: tuple[Preview, ...] = ()
    with suppress(_Undone), database.write() as session:
        jurisdiction = plans.held(session, jurisdiction_id)
        for duty in working.duties_with_work(session, jurisdiction, today(now, jurisdiction.zone)):
            open_duty(session, jurisdiction, duty, now)
            chase(session, jurisdiction, duty, now)
        prepare(session, jurisdiction, now)
        made = telling.compose(session, jurisdiction, now, inbox_only=True)
        found = previewing.previews(session, made, channels)
        raise _Undone
    return found
