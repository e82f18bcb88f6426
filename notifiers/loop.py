"""Delivering all day: what the round could not send, and what becomes due between two rounds.

It runs beside the web app, in a thread of its own. Another one at the same time does no harm: the outbox
gives each message to one of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from notifiers.channels.channel import Channels
from notifiers.delivery import deliver
from runtime.database import Database

PAUSE = 20.0  # seconds between the end of a pass and the next
AFTER_TROUBLE = 60.0  # seconds after a pass that the database did not allow

_log = logging.getLogger(__name__)


def run_forever(
    database: Database,
    channels: Channels,
    clock: Callable[[], datetime],
    stop: Event,
    *,
    pause: float = PAUSE,
    after_trouble: float = AFTER_TROUBLE,
) -> None:
    """Deliver what is due, again and again, until `stop` is set; then finish the pass and return.

    When the database does not answer, that is logged and the loop goes on.
    """
    while not stop.is_set():
        done = _pass(database, channels, clock())
        stop.wait(pause if done else after_trouble)


def _pass(database: Database, channels: Channels, now: datetime) -> bool:
    try:
        deliver(database, channels, now)
    except SQLAlchemyError as error:
        _log.warning("投递暂停：数据库没有应答（%s）", type(error).__name__)
        return False
    return True
