"""Three months of twelve children, and a contact who leaves in the middle: every call is made or chased."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from care import moving
from care.keys import Keyring
from huhang.schema import upgrade
from notifiers.tables import Message
from obligations.amending import Folder, hand_over
from rounds import health
from runtime.database import Database
from tasks import plans
from tasks.lifecycle import OWING
from tasks.lifecycle import State as TaskState
from tasks.tables import JournalRow, Nudge, Task
from tests.care.room import BAMBOO, CALLER, CLOUD, DAWN, DUTIES, KEEPER, MARK, START, Room
from tests.plans.folders import DEMO
from tests.rounds.town import HERE, ZONE, morning, only

VILLAGE_HEAD = "戚例云"  # 云溪村·负责人
POSTS = (CLOUD, BAMBOO, DAWN)
LEFT = date(2026, 10, 15)  # the first day without 鲁例暖, a Thursday
MOVED = date(2026, 10, 28)  # two days before they are due, when the case post finds others who call
END = date(2026, 12, 2)
MONTHS = ("2026-09", "2026-10", "2026-11")


@dataclass
class Quarter:
    """The room after its three months."""

    room: Room
    codes: list[str] = field(default_factory=list)
    alarms: dict[date, list[str]] = field(default_factory=dict)  #: of empty posts, at ten

    def play(self) -> None:
        self.room.load()
        self.room.open()
        self.codes += [self.room.admit(n, POSTS[n % 3]) for n in range(12)]
        day = START
        while day <= END:
            if day == LEFT:
                self.leave()
            self.room.round(day)
            self.look(day)
            self.answer(day)
            if day == MOVED:
                self.hand_on()
            day += timedelta(1)

    def leave(self) -> None:
        """Nobody follows 鲁例暖 in the post."""
        files = only(DUTIES)
        with self.room.database.write() as session:
            rules = plans.current(session, HERE)
            texts = hand_over(Folder(files, DEMO, rules), CLOUD, "", "", LEFT)
            plans.load_plan(
                session, dict(texts), DEMO, now=morning(LEFT) - timedelta(hours=1), by="测试"
            )

    def look(self, day: date) -> None:
        with self.room.database.read() as session:
            found = health.alarms(session, self.room.rules(session), morning(day))
        self.alarms[day] = [says for check, says in found.items() if check == "post"]

    def hand_on(self) -> None:
        for n, code in enumerate(self.codes):
            if POSTS[n % 3] == CLOUD:
                to = BAMBOO if n % 2 else DAWN
                self.room.do(moving.change_contact, MOVED, code, to, by=KEEPER)

    def answer(self, day: date) -> None:
        """云溪村 calls late in the month, 竹坪村 at once, 晨光社区 once it is overdue."""
        for task in self.room.tasks("care-contact"):
            late = {CLOUD: task.due - timedelta(5), BAMBOO: task.opened_on, DAWN: task.due}
            may = task.post != CLOUD or day < LEFT
            waits = task.state in OWING
            if may and waits and day > late[task.post]:
                self.room.call(task, day, "走访" if task.id % 2 else "接通")

    def texts(self) -> list[str]:
        with self.room.database.read() as session:
            return [f"{m.subject}\n{m.body}" for m in session.scalars(select(Message))]

    def nudges(self, task: Task) -> list[Nudge]:
        with self.room.database.read() as session:
            return list(session.scalars(select(Nudge).where(Nudge.task_id == task.id)))


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    folder: Path = tmp_path_factory.mktemp("quarter")
    database = Database(f"sqlite:///{folder / 'db.sqlite'}")
    upgrade(database)
    made = Quarter(Room(database, Keyring(folder / "keys.sqlite")))
    made.play()
    yield made
    database.dispose()


def test_every_child_is_called_once_a_month_whoever_leaves(quarter: Quarter) -> None:
    for code in quarter.codes:
        calls = quarter.room.calls(code)
        assert [call.period for call in calls] == [*MONTHS, "2026-12"]
        assert {call.state for call in calls[:3]} == {TaskState.DONE}


def test_a_call_that_is_late_was_chased_before_it_was_made(quarter: Quarter) -> None:
    late = [
        t for t in quarter.room.tasks("care-contact") if t.submitted_on and t.submitted_on > t.due
    ]
    assert Counter(t.period for t in late) == {"2026-09": 4, "2026-10": 6, "2026-11": 6}
    for task in late:
        told = [n for n in quarter.nudges(task) if n.outcome == "sent" and n.clock == "hand_in"]
        assert len(told) >= 2


def test_the_calls_of_who_left_are_the_village_heads_until_somebody_else_has_them(
    quarter: Quarter,
) -> None:
    calls = quarter.room.tasks("care-contact")
    moved = [t for t in calls if any(n.kind == "reassigned" for n in quarter.nudges(t))]
    assert Counter(t.post for t in moved) == {BAMBOO: 2, DAWN: 2}
    with quarter.room.database.read() as session:
        theirs = select(Message).where(Message.recipient == VILLAGE_HEAD).order_by(Message.made_at)
        told = [(m.made_at.astimezone(ZONE).date(), m.body) for m in session.scalars(theirs)]
    assert [day for day, _ in told] == [date(2026, 10, 27), date(2026, 10, 29)]
    assert "关爱联系（10月）：4 件" in told[0][1]
    assert "岗位空缺" in told[0][1]
    assert "已由他人承办" in told[1][1]


def test_whoever_runs_the_system_hears_of_the_empty_post_on_its_first_day(quarter: Quarter) -> None:
    assert quarter.alarms[LEFT - timedelta(1)] == []
    (alarm,) = quarter.alarms[LEFT]
    assert CLOUD in alarm
    assert alarm.endswith("在名册里写明任职的人，或请登记岗在关爱登记里变更联系人")


def test_nobody_who_left_is_told_anything_more(quarter: Quarter) -> None:
    with quarter.room.database.read() as session:
        to_them = select(Message.made_at).where(Message.recipient == CALLER)
        days = [made.date() for made in session.scalars(to_them)]
    assert days
    assert max(days) < LEFT


def test_no_message_and_no_line_of_the_journal_names_a_child_or_a_call(quarter: Quarter) -> None:
    with quarter.room.database.read() as session:
        lines = [f"{row.actor}{row.data}" for row in session.scalars(select(JournalRow))]
    references = {t.subject for t in quarter.room.tasks("care-contact")}
    assert len(references) == 48
    secret = re.compile("|".join([MARK, "1390000", *map(re.escape, quarter.codes)]))
    told = quarter.texts()
    assert len(told) > 20
    assert [text for text in (*told, *lines) if secret.search(text)] == []
    assert [text for text in told if any(one in text for one in references)] == []
    assert not re.search(r"关爱-\w", "".join(told))
