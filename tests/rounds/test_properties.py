"""Any plan, any order of rounds, moves, pauses and new versions: the laws hold.

A small sample runs with every test run, a large one with `make soak`.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import func, select

from notifiers.channels.channel import Channels
from notifiers.tables import Message
from rounds import day as rounds_day
from runtime.database import Database
from tasks import commands, plans
from tasks.lifecycle import TABLE, Move, MoveRefused
from tasks.tables import JournalRow, Nudge, Task
from tests.rounds import laws
from tests.rounds.invention import HERE, SEATS, START, Folder, changes, folders

ZONE = ZoneInfo("Asia/Shanghai")
REASON = {"reason": "另有安排"}
#: Somebody of whom no roster knows: he owes nothing, so that he may answer for anything.
SOMEBODY = "督导员"
_COMMANDS = {Move.RETURN: "return_"} | {
    move: f"{move}_extension" for move in (Move.ASK, Move.GRANT, Move.REFUSE)
}


class Township(RuleBasedStateMachine):
    """One jurisdiction, from its first plan on."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        file = Path(self.home.name) / "huhang.sqlite"
        shutil.copy(self.template, file)
        self.database = Database(f"sqlite:///{file}")
        self.day, self.minutes = START, 0
        self.ledger = laws.Ledger()

    @initialize(folder=folders(), back=st.integers(0, 40))
    def begin(self, folder: Folder, back: int) -> None:
        self.folder, self.go_live = folder, START - timedelta(back)
        self._load(folder)

    # --- Time ---

    @rule(days=st.sampled_from([0, 0, 1, 1, 1, 2, 3, 5, 12]), twice=st.integers(0, 3))
    def round(self, days: int, twice: int) -> None:
        """Days pass, and the day's round runs, now and then twice."""
        self.day += timedelta(days)
        made = self._round()
        recipients = self._recipients(made)
        assert len(set(recipients)) == len(recipients), "two messages in one round"
        if not twice:
            before = self._counts()
            assert self._round() == 0
            assert self._counts() == before, "a second round changed something"
        self._look()
        with self.database.read() as session:
            jurisdiction = plans.current(session, HERE)
            laws.check_round(session, jurisdiction, self.ledger, self.day, self.go_live)

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        """Days pass without a round."""
        self.day += timedelta(days)

    # --- People ---

    @precondition(lambda self: self._ids())
    @rule(data=st.data())
    def work(self, data: st.DataObject) -> None:
        """Something is handed in, and mostly accepted."""
        task = data.draw(st.sampled_from(self._ids()))
        self._make(data, task, Move.SUBMIT)
        if data.draw(st.integers(0, 3)):
            self._make(data, task, Move.ACCEPT)

    @precondition(lambda self: self._ids())
    @rule(data=st.data(), wild=st.integers(0, 9))
    def move(self, data: st.DataObject, wild: int) -> None:
        """A move that its state allows; now and then any."""
        task = data.draw(st.sampled_from(self._ids()))
        with self.database.read() as session:
            state = session.get_one(Task, task).state
        allowed = [move for at, move in TABLE if at == state]
        self._make(data, task, data.draw(st.sampled_from(allowed if wild else list(Move))))

    def _make(self, data: st.DataObject, task: int, move: Move) -> None:
        """Make the move; where it is refused, nothing has changed."""
        what, more = self._with(data, move)
        before = self._counts()
        try:
            with self.database.write() as session:
                command = getattr(commands, _COMMANDS.get(move, move.value))
                command(session, task, *what, by=SOMEBODY, now=self._now(), **more)
        except MoveRefused as refused:
            note(f"{self.day} {move} {task}: {refused}")
            assert self._counts() == before
        self._look()

    def _with(self, data: st.DataObject, move: Move) -> tuple[list[Any], dict[str, Any]]:
        match move:
            case Move.SUBMIT:
                held = (self.day - timedelta(data.draw(st.integers(0, 5)))).isoformat()
                return [{"次数": 1, "日子": held, "要不要": data.draw(st.sampled_from("是否"))}], {}
            case Move.REASSIGN:
                return [data.draw(st.sampled_from([*SEATS, "乙所"]))], REASON
            case Move.ASK:
                return [self.day + timedelta(data.draw(st.integers(1, 20)))], REASON
            case Move.ACCEPT | Move.WITHDRAW | Move.GRANT:
                return [], {}
        return [], REASON

    # --- The office ---

    @rule(data=st.data(), days=st.sampled_from([None, None, 0, 1]))
    def change(self, data: st.DataObject, days: int | None) -> None:
        """A new version of the plan, and mostly a round soon after it."""
        kind, folder = data.draw(changes(self.folder, self.day))
        note(f"{self.day} {kind}")
        self.folder = folder
        with self.database.read() as session:
            plans.preview(session, folder.texts(), "roster.yaml", now=self._now())
        self._load(folder)
        if days is not None:
            self.round(days=days, twice=1)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.round(days=30, twice=0)
        self.database.dispose()
        self.home.cleanup()

    # --- How ---

    def _load(self, folder: Folder) -> None:
        with self.database.write() as session:
            plans.load_plan(
                session,
                folder.texts(),
                "roster.yaml",
                go_live=self.go_live,
                now=self._now(),
                by="测试",
            )
        self._look(load=True)

    def _look(self, *, load: bool = False) -> None:
        with self.database.read() as session:
            jurisdiction = plans.current(session, HERE)
            self.ledger.look(session, jurisdiction, self.day, load=load)
            laws.check(session, jurisdiction, self.ledger, self.day)

    def _now(self) -> datetime:
        """A little later than before, in working hours."""
        self.minutes += 1
        return datetime.combine(self.day, time(9), ZONE) + timedelta(seconds=self.minutes)

    def _round(self) -> int:
        run = rounds_day.run(self.database, HERE, self._now(), Channels())
        assert run.failed == {}
        return run.told.messages

    def _recipients(self, made: int) -> list[str]:
        """Those of the newest messages."""
        with self.database.read() as session:
            newest = select(Message.recipient, Message.is_mailbox).order_by(Message.made_at.desc())
            return [
                f"{name} {is_mailbox}" for name, is_mailbox in session.execute(newest.limit(made))
            ]

    def _counts(self) -> tuple[object, ...]:
        with self.database.read() as session:
            tables = (Task, Nudge, JournalRow, Message)
            counts = [session.scalar(select(func.count()).select_from(t)) for t in tables]
            rows = [self._row(task) for task in session.scalars(select(Task).order_by(Task.id))]
            return (*counts, rows)

    @staticmethod
    def _row(task: Task) -> dict[str, object]:
        return {column.name: getattr(task, column.name) for column in Task.__table__.columns}

    def _ids(self) -> list[int]:
        with self.database.read() as session:
            return list(session.scalars(select(Task.id).order_by(Task.id.desc()).limit(12)))


@pytest.fixture(autouse=True, scope="module")
def migrated(sqlite_template: Path) -> None:
    Township.template = sqlite_template


class Soak(Township):
    """The same, for longer."""


_calm = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestTownship = Township.TestCase
TestTownship.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=_calm
)
TestSoak = pytest.mark.soak(Soak.TestCase)
TestSoak.settings = settings(
    max_examples=600, stateful_step_count=40, deadline=None, suppress_health_check=_calm
)
