"""Alarms about the installation itself: each is told to the administrator once, until it is over.

The administrator's channel is an entry of the file of channels with the tag 管理员 or admin. Without one
an alarm stands where supervisors look, and in `huhang doctor`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from notifiers.errors import DeliveryError
from notifiers.rendering import masked
from notifiers.tables import Alarm
from runtime.database import Database, table_of
from tasks import journal

TAGS = ("管理员", "admin")
_NAMESPACE = uuid.UUID("0b0f9f0e-5a41-4c7e-9d52-414c41524d53")


def standing(session: Session, jurisdiction_id: str) -> Sequence[Alarm]:
    """The alarms that are not over, the oldest first."""
    open_ = select(Alarm).where(Alarm.jurisdiction == jurisdiction_id, Alarm.over_at.is_(None))
    return session.scalars(open_.order_by(Alarm.since, Alarm.id)).all()


#: The same for whoever asks for more in one question: every page does.
ALARM = table_of(Alarm)
OLDEST_FIRST = (ALARM.c.since, ALARM.c.id)


def stands_in(jurisdiction_id: ColumnElement[str]) -> ColumnElement[bool]:
    """That an alarm of ALARM is not over there."""
    return (ALARM.c.jurisdiction == jurisdiction_id) & ALARM.c.over_at.is_(None)


def note(session: Session, jurisdiction_id: str, wrong: Mapping[str, str], now: datetime) -> None:
    """Write down what is `wrong` now (check to words), and what is not any more."""
    journal.lock(session, jurisdiction_id)
    known = {alarm.check: alarm for alarm in standing(session, jurisdiction_id)}
    for check, alarm in known.items():
        if check not in wrong:
            alarm.over_at = now
    for check, says in wrong.items():
        if check in known:
            known[check].says = says
        else:
            session.add(Alarm(jurisdiction=jurisdiction_id, check=check, says=says, since=now))


def tell(database: Database, jurisdiction_id: str, channels: Channels, now: datetime) -> int:
    """Tell what nobody was told of yet, in one message; return how many alarms that were.

    Sent outside any transaction. What could not be sent is tried at the next call.
    """
    with database.read() as session:
        untold = [alarm for alarm in standing(session, jurisdiction_id) if alarm.told_at is None]
    if not untold or not _sent(untold, channels.of(jurisdiction_id, TAGS)):
        return 0
    with database.write() as session:
        for alarm in untold:
            session.get_one(Alarm, alarm.id).told_at = now
    return len(untold)


def _sent(untold: Sequence[Alarm], found: Sequence[Channel]) -> bool:
    named = ",".join(str(alarm.id) for alarm in untold)
    # The name of a post can hold a word that is not for a message.
    body = masked("\n".join(f"{n}. {alarm.says}" for n, alarm in enumerate(untold, start=1)))
    letter = Letter(str(uuid.uuid5(_NAMESPACE, named)), f"护航 {len(untold)} 项要处理", body)
    return any(_accepted(channel, letter) for channel in found)


def _accepted(channel: Channel, letter: Letter) -> bool:
    try:
        channel.send(letter)
    except DeliveryError:
        return False
    return True
