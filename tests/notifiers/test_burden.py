"""What the system costs people: messages per person and week, in a month of the whole plan.

Once nobody hands anything in, once everybody does on the day of the first reminder. The tables are
printed: `pytest -s`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from notifiers.tables import Message
from obligations.fields import FieldKind, FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.roster import GroupKind
from runtime import clock
from runtime.database import Database
from tasks import commands, plans, queries
from tasks.queries import TaskLine
from tasks.tables import Nudge
from tests.rounds.town import HERE, SEPTEMBER, Town, morning

UNTIL = date(2026, 9, 30)
#: What is too short for a reminder is handed in with so many working days left.
BEFOREHAND = 1

Week = tuple[str, str]  # (recipient, `2026-W36`)


@dataclass(frozen=True)
class Month:
    """One month: how many messages each person got in each week, and who is a school."""

    rules: Jurisdiction
    told: Mapping[Week, int]
    weeks: tuple[str, ...]
    late: int  #: tasks that are overdue on the last day

    @property
    def people(self) -> list[str]:
        return sorted({who for who, _ in self.told}, key=lambda who: (-self.sum(who), who))

    def sum(self, who: str) -> int:
        return sum(count for (name, _), count in self.told.items() if name == who)

    def most(self, who: str) -> int:
        """In his busiest week."""
        return max((self.told.get((who, week), 0) for week in self.weeks), default=0)

    def table(self, title: str) -> str:
        rows = [f"{title}：每人每周收到的消息（{'、'.join(self.weeks)}）"]
        for who in self.people:
            counts = " ".join(f"{self.told.get((who, week), 0):2}" for week in self.weeks)
            rows.append(f"{counts}  最多 {self.most(who)}  共 {self.sum(who):2}  {who}")
        return "\n".join(rows)

    def schools(self) -> set[str]:
        """Who answers for a school."""
        groups = self.rules.roster.groups.values()
        names = [s for g in groups if g.kind is GroupKind.SCHOOL for s in g.subjects]
        posts = filter(None, (self.rules.roster.resolve(s.post or s.name) for s in names))
        found = (self.rules.roster.recipient(post, UNTIL) for post in posts)
        return {recipient.name for recipient in found if recipient}


def value(kind: FieldKind, name: str, on: date) -> Any:
    """Something that fits."""
    match kind.type:
        case FieldType.DATE:
            return on.isoformat()
        case FieldType.COUNT | FieldType.PERCENT:
            return "1"
        case FieldType.YES:
            return "是"
        case FieldType.CHOICE:
            return kind.choices[0]
        case FieldType.UNITS:
            return ["派出所"]
    return f"{name}已办"


def month(database: Database, *, on_time: bool) -> Month:
    """September 2026 with a round on every working day."""
    town = Town(database)
    town.load()
    with database.read() as session:
        rules = plans.current(session, HERE)
    for day in working_days(rules):
        town.round(day)
        if on_time:
            hand_in(database, rules, day)
    with database.read() as session:
        rows = session.execute(select(Message.recipient, Message.made_at)).tuples()
        told = Counter((who, week_of(clock.today(at, rules.zone))) for who, at in rows)
        late = queries.tasks(session, rules, UNTIL + timedelta(days=1), late=True)
    weeks = tuple(dict.fromkeys(week_of(day) for day in working_days(rules)))
    return Month(rules, told, weeks, len(late))


def working_days(rules: Jurisdiction) -> Iterator[date]:
    day = SEPTEMBER
    while day <= UNTIL:
        if rules.workdays.is_workday(day):
            yield day
        day += timedelta(days=1)


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def hand_in(database: Database, rules: Jurisdiction, day: date) -> None:
    """In the afternoon everybody hands in what he was reminded of, and reviewers accept what they hold."""
    now = morning(day) + timedelta(hours=6)
    with database.write() as session:
        reminded = set(session.scalars(select(Nudge.task_id).where(Nudge.kind == "reminder")))
        for line in queries.tasks(session, rules, day, open_only=True):
            if line.state == "submitted":
                commands.accept(session, line.id, by="测试", now=now)
            elif line.id in reminded or rules.workdays.count(day, line.due) <= BEFOREHAND:
                commands.submit(session, line.id, fields(rules, line, day), by=line.post, now=now)


def fields(rules: Jurisdiction, line: TaskLine, day: date) -> dict[str, Any]:
    kinds = rules.obligation(line.obligation).hand_in
    return {name: value(kind, name, day) for name, kind in kinds.items() if not kind.optional}


def test_in_a_month_on_time_a_school_gets_two_messages_a_week_at_most(
    sqlite_database: Database,
) -> None:
    on_time = month(sqlite_database, on_time=True)
    print("\n" + on_time.table("都按时"))  # noqa: T201 -- the table is what this test is for
    assert on_time.late == 0
    assert on_time.schools()
    assert {who: on_time.most(who) for who in on_time.schools() if on_time.most(who) > 2} == {}


def test_in_a_month_without_any_hand_in_nobody_gets_more_than_one_digest_a_day(
    sqlite_database: Database,
) -> None:
    idle = month(sqlite_database, on_time=False)
    print("\n" + idle.table("都不交"))  # noqa: T201 -- the table is what this test is for
    assert idle.late > 0
    for who in idle.people:
        for week in idle.weeks:
            assert idle.told.get((who, week), 0) <= 6, (who, week)
