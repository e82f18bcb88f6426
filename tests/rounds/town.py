"""安稳镇 with its invented roster, its rounds, and what people find in their inboxes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from notifiers import inbox
from notifiers.channels.channel import Channels
from notifiers.tables import Message
from rounds import day as rounds_day
from rounds.day import DayRun
from runtime import clock
from runtime.database import Database
from tasks import commands, journal, plans
from tasks.tables import Nudge, Task
from tests.plans.folders import DEMO, jurisdiction, texts

HERE = "anwen"
_FEEDS = re.compile(r"\n    feeds:.*\n(?:      .*\n)*")
ZONE = jurisdiction(HERE, DEMO).zone
SEPTEMBER = date(2026, 9, 1)


def only(duties: Collection[str]) -> dict[str, str]:
    """The plan's files with these duties alone; none feeds another."""
    found = dict(texts(HERE))
    head, *blocks = found["plan.yaml"].split("\n  - id: ")
    kept = [_FEEDS.sub("\n", block) for block in blocks if block.partition("\n")[0] in duties]
    found["plan.yaml"] = "\n  - id: ".join([head, *kept])
    return found


def morning(on: date) -> datetime:
    """08:30, when the round runs."""
    return clock.as_of(on, ZONE)


def from_month(text: str) -> date:
    """`09-24` of 2026."""
    return date.fromisoformat(f"2026-{text}")


@dataclass
class Town:
    database: Database

    def load(self, files: dict[str, str] | None = None, on: date = SEPTEMBER) -> None:
        with self.database.write() as session:
            now = morning(on) - timedelta(hours=1)
            plans.load_plan(session, files or dict(texts(HERE)), DEMO, now=now, by="测试")

    def round(self, on: date) -> DayRun:
        run = rounds_day.run(self.database, HERE, morning(on), Channels())
        assert run.failed == {}
        return run

    def heard(self, on: date) -> dict[str, list[str]]:
        """What everybody was told on that day: recipient to the texts of the messages."""
        with self.database.read() as session:
            people = set(session.scalars(select(Message.recipient)))
            found = {
                who: [m.body for m in inbox.messages(session, HERE, who, on) if _on(m.at) == on]
                for who in people
            }
        return {who: bodies for who, bodies in found.items() if bodies}

    def submit(
        self, subject: str, values: dict[str, Any], on: date, duty: str | None = None
    ) -> Task:
        task = self.task(subject, duty)
        with self.database.write() as session:
            now = morning(on) + timedelta(hours=2)
            return commands.submit(session, task.id, values, by=task.post, now=now)

    def accept(self, task: Task, on: date, by: str = "平安办") -> Task:
        with self.database.write() as session:
            return commands.accept(session, task.id, by=by, now=morning(on) + timedelta(hours=3))

    def task(self, subject: str, duty: str | None = None, period: str = "2026-09") -> Task:
        with self.database.read() as session:
            found = select(Task).where(Task.subject == subject, Task.period == period)
            return session.scalars(found.where(Task.obligation == duty) if duty else found).one()

    def tasks(self) -> Sequence[Task]:
        with self.database.read() as session:
            return session.scalars(select(Task).order_by(Task.id)).all()

    def nudges(self) -> Sequence[Nudge]:
        with self.database.read() as session:
            return session.scalars(select(Nudge).order_by(Nudge.id)).all()

    def verify(self) -> list[str]:
        with self.database.read() as session:
            return journal.verify(session, HERE)


def _on(moment: datetime) -> date:
    return clock.today(moment, ZONE)
