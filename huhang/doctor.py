"""What is wrong with an installation, and what to do about it: one finding a line.

The checks of the work itself are in `rounds.health`; here are those of the database and its schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from huhang import mishaps
from huhang.schema import SchemaTooNewError, is_current
from rounds import health, lapsing, tidying
from rounds.health import Finding
from runtime.database import Database
from tasks import plans
from tasks.evidence.store import FolderStore

NO_PLAN = "载入方案：huhang plan load plans/anwen（加 --demo 用虚构的名册）"


def examine(
    database: Database | None, folder: Path, now: datetime, keys: Path | None = None
) -> tuple[Finding, ...]:
    """Every finding about the installation, problems first. `database` is None where there is none; `keys` is
    the file of the care register's keys.

    What uploads have left behind for more than a day is taken away on the way.
    """
    store = FolderStore.of(folder)
    found = [*health.of_space(folder), *_database(database, store, now, keys)]
    return tuple(sorted(found, key=lambda finding: finding.level == "note"))


def _database(
    database: Database | None, store: FolderStore, now: datetime, keys: Path | None
) -> Iterator[Finding]:
    if database is None:
        yield Finding("problem", "plan", "还没有数据库，也没有载入方案", NO_PLAN)
        return
    try:
        if not is_current(database):
            does = "运行 huhang up 或 huhang round，会自动升级；先备份数据文件夹"
            yield Finding("problem", "database", "数据库的版本比程序旧", does)
            return
        with database.read() as session:
            yield from _jurisdictions(session, now)
            if keys:
                yield from lapsing.of_keys(session, keys)
        yield from tidying.examine(database, store, now)
    except SchemaTooNewError as error:
        yield Finding("problem", "database", str(error), "升级程序，或换回对应的数据库备份")
    except DBAPIError as error:
        says = mishaps.of_database(error)
        does = "检查 HUHANG_DATABASE_URL 和数据库服务"
        yield Finding(
            "problem",
            "database",
            f"数据库没有应答（{type(error.orig).__name__}）{says[:120]}",
            does,
        )


def _jurisdictions(session: Session, now: datetime) -> Iterator[Finding]:
    ids = plans.jurisdiction_ids(session)
    if not ids:
        yield Finding("problem", "plan", "还没有载入方案", NO_PLAN)
    for one in ids:
        yield from health.of_jurisdiction(session, plans.current(session, one), now)
