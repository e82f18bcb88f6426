"""安稳镇 in the autumn of 2026: what was due in September, some of it done, looked at on 13 October."""

from __future__ import annotations

from datetime import date
from typing import Any

from runtime.database import Database
from tasks import commands
from tasks.tables import Task
from tests.rounds.town import Town, from_month, morning

VISIT = "team-monthly-guidance"
OFFICE, LEADER, HEAD = "平安办", "领导小组组长", "领导小组副组长·政法"
ON = from_month("10-13")
VALUES = {"时间": "2026-09-15", "指导内容": "讲课"}
#: Seats of the team, and what became of the visit of each.
IN_TIME, TOO_LATE, WAITING, EXCUSED, WAIVED, OWED = (
    "羊角学校·法制副校长",
    "羊角学校·法治辅导员",
    "杨地湾学校·法制副校长",
    "杨地湾学校·法治辅导员",
    "松藻学校·法制副校长",
    "松藻学校·法治辅导员",
)


def play(database: Database) -> None:
    """The rounds until 13 October, and one visit of each standing."""
    town = Town(database)
    town.load()
    town.round(from_month("09-01"))
    town.accept(town.submit(IN_TIME, VALUES, from_month("09-15"), VISIT), from_month("09-15"))
    do(town, WAIVED, "waive", "09-16", by=OFFICE, reason="休产假")
    town.round(from_month("09-30"))
    town.accept(town.submit(TOO_LATE, VALUES, from_month("10-08"), VISIT), from_month("10-08"))
    town.submit(WAITING, VALUES, from_month("09-30"), VISIT)
    do(town, EXCUSED, "excuse", "10-09", by=OFFICE, reason="停课")
    town.round(ON)


def do(town: Town, seat: str, move: str, day: str, **more: Any) -> Task:
    """A supervisor's move of the visit of that seat."""
    task = town.task(seat, VISIT)
    with town.database.write() as session:
        made: Task = getattr(commands, move)(session, task.id, now=morning(from_month(day)), **more)
        return made


def later(days: int) -> date:
    return date.fromordinal(ON.toordinal() + days)
