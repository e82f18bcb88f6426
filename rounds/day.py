"""The day's round 巡检: every duty with something left to do, and then each person told once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifiers import delivery, heartbeat, telling
from notifiers.channels import file as channel_file
from notifiers.channels.channel import Channels
from obligations.jurisdiction import Jurisdiction
from rounds import caring, duty, lapsing
from runtime.clock import today
from runtime.database import Database
from runtime.settings import Settings, WatchSettings, WebSettings
from tasks import handover, plans, working
from tasks.notices.drafting import draft

#: How long a round waits for a robot that may tell no more messages this minute.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Told:
    """Messages made in this round, and deliveries by outside channels that went well or failed."""

    messages: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class DayRun:
    """One round: what each duty did, which of them failed and why, and who was told."""

    runs: tuple[duty.DutyRun, ...]
    failed: dict[str, str]
    told: Told


def begin(database: Database, jurisdiction_id: str, now: datetime) -> tuple[str, ...]:
    """The duties with something left to do, in the plan's order.

    Raises RoundRefused when a later day has already had its round: nothing is rewound.
    """
    return tuple(_due(database, jurisdiction_id, now))


def _due(database: Database, jurisdiction_id: str, now: datetime) -> dict[str, bool]:
    """The same, each with whether it may have anything to open."""
    with database.read() as session:
        jurisdiction = plans.current(session, jurisdiction_id)
        on = today(now, jurisdiction.zone)
        work = working.left(session, jurisdiction, on)
        to_open = {*work.to_open, *caring.duties_with_work(session, jurisdiction, on)}
    found = to_open | work.to_chase
    return {d.id: d.id in to_open for d in jurisdiction.plan.obligations if d.id in found}


def finish(
    database: Database,
    jurisdiction_id: str,
    now: datetime,
    moved: Sequence[str],
    failed: Sequence[str],
) -> None:
    """Remember that this day had its round."""
    with database.write() as session:
        jurisdiction = plans.held(session, jurisdiction_id)
        working.remember_round(session, jurisdiction, now, moved, failed)


def channels_of(settings: Settings) -> Channels:
    """The channels of an installation: `channels.yaml` in its data folder, or none.

    Raises ChannelsError with every fault of every entry.
    """
    return channel_file.load(settings.data / "channels.yaml", WebSettings().url or "")


def beat() -> None:
    """Let the outside know that there was a round today. A failure is logged and fails nothing."""
    if url := WatchSettings().heartbeat_url:
        heartbeat.ping(url)


def prepare(session: Session, jurisdiction: Jurisdiction, now: datetime) -> None:
    """Once all duties have moved: end what has lapsed, draft what a person may sign, and note who took over
    from whom."""
    lapsing.end_what_lapsed(session, jurisdiction, now)
    draft(session, jurisdiction, now)
    handover.hand_over(session, jurisdiction, now)


def tell(
    database: Database,
    jurisdiction_id: str,
    now: datetime,
    channels: Channels,
    *,
    at_once_only: bool = False,
    inbox_only: bool = False,
) -> Told:
    """Make one message for each person from what waits to be told, and deliver what can go now.

    `inbox_only`: nothing leaves the house, for a day that is not today.
    """
    with database.write() as session:
        jurisdiction = plans.held(session, jurisdiction_id)
        if not at_once_only:
            prepare(session, jurisdiction, now)
        made = telling.compose(
            session, jurisdiction, now, at_once_only=at_once_only, inbox_only=inbox_only
        )
    if inbox_only:
        return Told(len(made))
    patience = delivery.NO_PATIENCE if at_once_only else PATIENCE
    delivered = delivery.deliver(database, channels, now, patience=patience)
    return Told(len(made), delivered.sent, delivered.failed)


def run(
    database: Database,
    jurisdiction_id: str,
    now: datetime,
    channels: Channels,
    *,
    inbox_only: bool = False,
    progress: Callable[[duty.DutyRun], None] | None = None,
) -> DayRun:
    """The whole round in this process. A duty that fails does not stop the others."""
    runs: list[duty.DutyRun] = []
    failed: dict[str, str] = {}
    for obligation_id, opens in _due(database, jurisdiction_id, now).items():
        try:
            done = duty.reconcile(database, jurisdiction_id, obligation_id, now, opens=opens)
        except Exception as error:  # noqa: BLE001  # whatever it is, the other duties go on
            failed[obligation_id] = f"{type(error).__name__}: {error}"
        else:
            runs.append(done)
            if progress:
                progress(done)
    finish(database, jurisdiction_id, now, [r.obligation for r in runs if r.moved], list(failed))
    told = tell(database, jurisdiction_id, now, channels, inbox_only=inbox_only)
    return DayRun(tuple(runs), failed, told)
