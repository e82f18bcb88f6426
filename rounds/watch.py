"""The watch on ourselves: no round by ten, a channel that fails, an outbox that grows. Told once.

It runs beside the web app, so that it notices when rounds do not come at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from notifiers import alarms
from notifiers.channels.channel import Channels
from rounds import health
from runtime.database import Database
from tasks import plans

PAUSE = 300.0  # seconds between two looks
FIRST = 120.0  # seconds until the first: `huhang up` has a round of its own when it starts

_log = logging.getLogger(__name__)


def look(database: Database, channels: Channels, now: datetime) -> int:
    """Note what is wrong in each jurisdiction, and tell the administrator of what is new; return how
    many alarms that were."""
    told = 0
    with database.read() as session:
        ids = plans.jurisdiction_ids(session)
    for one in ids:
        with database.write() as session:
            wrong = health.alarms(session, plans.current(session, one), now)
            alarms.note(session, one, wrong, now)
        told += alarms.tell(database, one, channels, now)
    return told


def watch_forever(
    database: Database,
    channels: Channels,
    clock: Callable[[], datetime],
    stop: Event,
    *,
    first: float = FIRST,
    pause: float = PAUSE,
) -> None:
    """Look again and again until `stop` is set. When the database does not answer, that is logged."""
    stop.wait(first)
    while not stop.is_set():
        try:
            look(database, channels, clock())
        except SQLAlchemyError as error:
            _log.warning("自检暂停：数据库没有应答（%s）", type(error).__name__)
        stop.wait(pause)
