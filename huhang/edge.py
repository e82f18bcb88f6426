"""The edge of a command: the settings are read, the database opened, the clock looked at, here only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from huhang.console import Refused
from huhang.schema import upgrade
from notifiers.channels.channel import Channels
from obligations.jurisdiction import Jurisdiction
from rounds import day
from rounds.day import Told
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans, queries, working

OPERATOR = "命令行"  #: who acted, in the journal, when a command names nobody
FARTHEST = timedelta(days=120)  #: how far ahead `--as-of` may be of the days that were
NO_PLAN = "还没有载入方案，请先 huhang plan load plans/anwen（加 --demo 用虚构的名册）"


@dataclass(frozen=True)
class AtWork:
    """What one command works with: whose duties, and the moment that it stands for."""

    settings: Settings
    database: Database
    jurisdiction: Jurisdiction
    now: datetime
    inbox_only: bool  #: on a day that is not today a typing error must not send a real 督办

    @property
    def on(self) -> date:
        return clock.today(self.now, self.jurisdiction.zone)

    @cached_property
    def channels(self) -> Channels:
        return day.channels_of(self.settings)

    def tell_at_once(self) -> Told:
        """Send what somebody waits for; the rest is for the day's round."""
        return day.tell(
            self.database,
            self.jurisdiction.id,
            self.now,
            self.channels,
            at_once_only=True,
            inbox_only=self.inbox_only,
        )


@contextmanager
def at_work(wanted: str | None = None, as_of: date | None = None) -> Iterator[AtWork]:
    """Open everything for one command. Raises Refused where there is no plan, no such jurisdiction,
    or `as_of` is far away or earlier than the last round: nothing is rewound."""
    with database() as opened:
        with opened.read() as session:
            found = jurisdiction(session, wanted)
            today = clock.today(clock.now(), found.zone)
            if as_of is not None:
                head = queries.head(session, found.id)
                working.check_not_earlier(head, as_of)
                _check_not_far(as_of, max(today, head.go_live, head.rounds_until or today))
        now = clock.now() if as_of is None else clock.as_of(as_of, found.zone)
        yield AtWork(Settings(), opened, found, now, as_of not in (None, today))


def _check_not_far(as_of: date, since: date) -> None:
    """Raises Refused for a day that can only be a typing error: whatever is done as of it stays, and until it
    comes there is no round any more."""
    if as_of - since > FARTHEST:
        raise Refused(
            f"读到 --as-of {as_of}，比 {since} 晚 {(as_of - since).days} 天，最多晚 {FARTHEST.days} 天；"
            "要预先看以后的日子请用 huhang simulate",
            code=2,
        )


@contextmanager
def database(*, create: bool = False) -> Iterator[Database]:
    """The installation's database, brought up to date. Raises Refused where there is none yet, unless
    it is to be created: a listing must not leave files in a folder that was misspelt."""
    opened = Database(Settings().url)
    if not create and not exists(opened):
        raise Refused(NO_PLAN)
    try:
        upgrade(opened)
        yield opened
    finally:
        opened.dispose()


def exists(database: Database) -> bool:
    """Is there a file to open? A PostgreSQL database is taken to be there until it does not answer."""
    file = database.url.database
    return not database.is_sqlite or bool(file and Path(file).exists())


def jurisdictions(session: Session) -> list[Jurisdiction]:
    """Every jurisdiction that has a plan. Raises Refused where there is none."""
    ids = plans.jurisdiction_ids(session)
    if not ids:
        raise Refused(NO_PLAN)
    return [plans.current(session, one) for one in ids]


def jurisdiction(session: Session, wanted: str | None) -> Jurisdiction:
    """The jurisdiction that was named, or the only one there is. Raises Refused with what there is."""
    found = {one.id: one for one in jurisdictions(session)}
    if wanted is None and len(found) > 1:
        names = "、".join(found)
        raise Refused(f"有 {len(found)} 个辖区（{names}），请用 --jurisdiction 指明", code=2)
    if wanted is not None and wanted not in found:
        raise Refused(f"没有辖区 {wanted!r}，有：{'、'.join(found)}", code=2)
    return found[wanted or next(iter(found))]


def posts_of(at: AtWork, name: str) -> tuple[str, ...]:
    """The posts that a person, post or unit stands for. Raises Refused for a name nobody knows."""
    posts = at.jurisdiction.roster.posts_of(name, at.on)
    if not posts:
        known = "、".join(list(at.jurisdiction.roster.by_name)[:8])
        raise Refused(f"名册里没有 {name!r}（岗位、单位或任职的人），岗位如：{known}", code=2)
    return posts
