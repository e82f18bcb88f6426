"""What uploads have left behind: taken away once a day, and looked for by `huhang doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rounds.health import Finding
from runtime.database import Database
from tasks import plans
from tasks.evidence.store import Store
from tasks.evidence.sweeping import Swept, missing, sweep


def tidy(database: Database, store: Store, jurisdiction_id: str, now: datetime) -> Swept | None:
    """With the day's round: sweep the store. All jurisdictions share it, so the first of them does it
    for all; for the others None. `now` is the clock of the machine, by which files are dated."""
    with database.read() as session:
        first = next(iter(plans.jurisdiction_ids(session)), "")
    return sweep(database, store, now) if jurisdiction_id == first else None


def examine(database: Database, store: Store, now: datetime) -> Iterator[Finding]:
    """Sweep, and say what was found: a note of what went, a problem where a file is lost. No file is
    named: its name can tell of a person."""
    swept = sweep(database, store, now)
    if swept:
        yield Finding("note", "evidence", _told(swept), "不用再办，任务里的佐证都在")
    lost = missing(database, store)
    if lost:
        says = f"{len(lost)} 份佐证的文件不在了，如任务 {lost[0].task_id} 的佐证 {lost[0].id}"
        does = "从备份恢复数据文件夹里的 evidence；恢复不了的，退回任务请承办岗重新上传"
        yield Finding("problem", "evidence", says, does)


def _told(swept: Swept) -> str:
    parts = (
        (swept.orphans, f"{swept.orphans} 个没有任务认领的文件（{swept.size / 1024**2:.1f} MB）"),
        (swept.unfinished, f"{swept.unfinished} 次没有传完的上传"),
        (swept.drafts, f"{swept.drafts} 份 30 天没有提交的草稿"),
    )
    return "清理了 " + "、".join(words for count, words in parts if count)
