"""小溪镇: a small invented township in a database, with rounds and people that act on given days.

Its working days are Monday to Friday. 2 March 2026 is a Monday; the tasks of March are due on Tuesday,
31 March.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks import chasing, journal, opening, plans, working
from tasks.tables import JournalRow, Nudge, Task

ZONE = ZoneInfo("Asia/Shanghai")
HERE = "brook"
#: Posts that make the moves of a supervisor.
OFFICE, DEPUTY = "办公室", "副镇长"
Change = tuple[str, str, str]


@lru_cache(maxsize=1)
def _files() -> tuple[tuple[str, str], ...]:
    folder = Path(__file__).parent / "samples" / "brook"
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in sorted(folder.iterdir()))


def texts(*changes: Change) -> dict[str, str]:
    """The files, with (file, old text, new text) changed; the old text must be there."""
    found = dict(_files())
    for file, old, new in changes:
        assert old in found[file], f"{file} has no {old!r}"
        found[file] = found[file].replace(old, new, 1)
    return found


def without(*duties: str) -> list[Change]:
    """The changes that take duties out of the plan."""
    plan = dict(_files())["plan.yaml"]
    blocks = plan.split("\n  - id: ")
    return [
        ("plan.yaml", f"\n  - id: {block.rstrip()}", "")
        for block in blocks[1:]
        if block.partition("\n")[0] in duties
    ]


def day(text: str) -> date:
    """`03-31` of 2026, or a whole date."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def at(text: str, hour: int = 9) -> datetime:
    return datetime.combine(day(text), time(hour), ZONE)


@dataclass
class Brook:
    """The township in one database."""

    database: Database

    def load(self, on: str, *changes: Change, go_live: str | None = None) -> int:
        with self.database.write() as session:
            return plans.load_plan(
                session,
                texts(*changes),
                "roster.yaml",
                go_live=day(go_live) if go_live else None,
                now=at(on, 7),
                by="测试",
            )

    def preview(self, on: str, *changes: Change) -> list[str]:
        with self.database.read() as session:
            return plans.preview(session, texts(*changes), "roster.yaml", now=at(on, 7))

    def round(self, on: str, hour: int = 8) -> int:
        """One round without telling anybody; return how many things it changed."""
        now, changed = at(on, hour), 0
        with self.database.read() as session:
            due = working.duties_with_work(session, plans.current(session, HERE), day(on))
        for duty in due:
            with self.database.write() as session:
                jurisdiction = plans.held(session, HERE)
                opened = opening.open_duty(session, jurisdiction, duty, now)
                chased = chasing.chase(session, jurisdiction, duty, now)
            changed += opened.opened + opened.changed
            changed += chased.waiting + chased.skipped + chased.queued
        with self.database.write() as session:
            working.remember_round(session, plans.held(session, HERE), now, due, ())
        return changed

    def tell(self) -> None:
        """Everybody hears what waits for them."""
        with self.database.write() as session:
            for nudge in session.scalars(select(Nudge).where(Nudge.outcome == "")):
                nudge.outcome, nudge.message_id = "sent", "a message"

    def move(
        self, command: Callable[..., Task], task: int, on: str, *what: Any, **more: Any
    ) -> Task:
        """Make one move, by 副镇长 unless somebody else is named."""
        with self.database.write() as session:
            return command(session, task, *what, **{"by": DEPUTY, "now": at(on), **more})

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def tasks(self, duty: str | None = None) -> list[Task]:
        with self.look() as session:
            found = select(Task).order_by(Task.id)
            return list(session.scalars(found.where(Task.obligation == duty) if duty else found))

    def task(
        self, duty: str, subject: str, period: str = "2026-03", cause: str | None = None
    ) -> Task:
        (found,) = (
            task
            for task in self.tasks(duty)
            if (task.subject, task.period) == (subject, period) and cause in (None, task.cause)
        )
        return found

    def again(self, task: Task) -> Task:
        """The task as it is now."""
        with self.look() as session:
            return session.get_one(Task, task.id)

    def nudges(self, task: Task | None = None, on: str | None = None) -> list[Nudge]:
        with self.look() as session:
            found = select(Nudge).order_by(Nudge.on, Nudge.id)
            found = found.where(Nudge.task_id == task.id) if task else found
            return list(session.scalars(found.where(Nudge.on == day(on)) if on else found))

    def told(self, task: Task, on: str | None = None) -> list[tuple[str, str]]:
        """(kind, post) of what waits to be told or has been told of a task, in order."""
        return [(n.kind, n.post) for n in self.nudges(task, on) if n.outcome in ("", "sent")]

    def outcomes(self, task: Task, clock: str = "hand_in") -> dict[str, str]:
        """The outcomes of each rung of a clock's attempts, joined, in order."""
        found: dict[str, list[str]] = {}
        for nudge in self.nudges(task):
            if nudge.clock == clock:
                found.setdefault(nudge.rung, []).append(nudge.outcome or "waiting")
        return {rung: "+".join(outcomes) for rung, outcomes in found.items()}

    def journal(self, task: Task) -> list[JournalRow]:
        with self.look() as session:
            rows = select(JournalRow).where(JournalRow.task_id == task.id)
            return list(session.scalars(rows.order_by(JournalRow.seq)))

    def journal_row(self, session: Session, seq: int) -> JournalRow:
        return session.get_one(JournalRow, (HERE, seq))

    def verify(self) -> list[str]:
        with self.look() as session:
            return journal.verify(session, HERE)

    def jurisdiction(self) -> Jurisdiction:
        with self.look() as session:
            return plans.current(session, HERE)
