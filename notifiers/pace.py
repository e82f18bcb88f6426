"""The pace of each robot: how soon it may tell the next message, whichever process asks.

A service counts the messages of a robot, not of a process, and shuts out a robot that was too fast. So what
was told lately, and for how long the service wants nothing, stand in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers.tables import RobotPace
from tasks import bulk

#: (messages, seconds): no more than so many in any so many seconds.
Limits = Sequence[tuple[int, int]]

_SKEW = 60  # seconds that clocks may differ; what is later was told before the clock was set back


def reserve(session: Session, robot: str, limits: Limits, now: datetime) -> timedelta:
    """Count one message that is about to be told at `now`. When it is too soon, count nothing and
    return how long to wait; otherwise zero."""
    row = _row(session, robot)
    wait = left(limits, row.told, row.rests_until, now)
    if not wait:
        longest = max((seconds for _, seconds in limits), default=0)
        recent = [at for at in row.told if at > now.timestamp() - longest]
        row.told = [*recent, now.timestamp()] if limits else []
    return wait


def rest(session: Session, robot: str, until: datetime) -> None:
    """The service wants nothing from this robot before `until`."""
    row = _row(session, robot)
    row.rests_until = max(until, row.rests_until or until)


def left(
    limits: Limits, told: Sequence[float], rests_until: datetime | None, now: datetime
) -> timedelta:
    """How long until one more may be told; zero for now. Pure."""
    moments = [rests_until] if rests_until else []
    past = [at for at in told if at < now.timestamp() + _SKEW]
    for most, seconds in limits:
        if len(past) >= most:
            moments.append(datetime.fromtimestamp(past[-most] + seconds, UTC))
    return max((moment - now for moment in moments if moment > now), default=timedelta(0))


def _row(session: Session, robot: str) -> RobotPace:
    """Its row, held until the transaction ends."""
    held = select(RobotPace).where(RobotPace.robot == robot).with_for_update()
    found = session.scalar(held)
    if found is None:
        bulk.insert(session, RobotPace, ["robot"], [[robot]], {"told": [], "rests_until": None})
        found = session.scalars(held).one()
    return found
