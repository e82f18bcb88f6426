"""The edge of a command: the settings are read, the database opened, the clock looked at, here only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from huhang.console import Refused
from huhang.schema import upgrade
from obligations.jurisdiction import Jurisdiction
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans

OPERATOR = "命令行"  #: who acted, in the journal, when a command names nobody
NO_PLAN = "还没有载入方案，请先 huhang plan load plans/anwen（加 --demo 用虚构的名册）"


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


def jurisdiction(session: Session, wanted: str | None) -> Jurisdiction:
    """The jurisdiction that was named, or the only one there is. Raises Refused with what there is."""
    ids = plans.jurisdiction_ids(session)
    if not ids:
        raise Refused(NO_PLAN)
    if wanted is None and len(ids) > 1:
        raise Refused(f"有 {len(ids)} 个辖区（{'、'.join(ids)}），请用 --jurisdiction 指明", code=2)
    if wanted is not None and wanted not in ids:
        raise Refused(f"没有辖区 {wanted!r}，有：{'、'.join(ids)}", code=2)
    return plans.current(session, wanted or ids[0])


def moment(jurisdiction: Jurisdiction, as_of: date | None) -> datetime:
    """Now, or the moment that `--as-of` stands for."""
    return clock.now() if as_of is None else clock.as_of(as_of, jurisdiction.zone)


def is_other_day(jurisdiction: Jurisdiction, as_of: date | None) -> bool:
    """Is it a day that is not today? Then only the in-app inbox is told: a typing error must not send
    a real 督办 (DESIGN, "Rules of time")."""
    return as_of is not None and as_of != clock.today(clock.now(), jurisdiction.zone)
