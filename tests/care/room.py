"""安稳镇（演示） with its register open and invented children in it; every text of theirs is marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import contacts, register, zone
from care.keys import Keyring
from care.lifecycle import Basis
from care.register import Application
from care.tables import CareCase, CareReference
from notifiers.channels.channel import Channels
from obligations.jurisdiction import Jurisdiction
from rounds import day as rounds_day
from rounds.day import DayRun
from runtime.database import Database
from tasks import commands, plans
from tasks.tables import Task
from tests.plans.folders import DEMO
from tests.rounds.town import HERE, morning, only

KEEPER, HEAD = "郑例平", "吴例衡"
CLOUD, BAMBOO, DAWN = "云溪村·联系人", "竹坪村·联系人", "晨光社区·联系人"
CALLER, OTHER = "鲁例暖", "韦例晴"  # who hold the first two
START = date(2026, 9, 1)
#: The duties that the room has to do with; the rest of the plan only takes time.
DUTIES = ("care-register", "care-contact", "assigned-work")
#: What a story plays beside them: a census, and a visit that goes into a school's archive.
CENSUS, VISIT, ARCHIVE = "monthly-screening", "team-monthly-guidance", "school-law-archive"
#: Stands in every identity field, so that a search finds it wherever it wandered.
MARK = "例记"

T = TypeVar("T")


def identity(n: int) -> dict[str, str]:
    """What the contact of the n-th child needs."""
    return {
        "称呼": f"{MARK}小{n}",
        "电话": f"1390000{n:04d}",
        "监护人": f"{MARK}奶奶{n}",
        "需要的支持": f"{MARK}学费{n}",
    }


def application(n: int = 1, contact: str = CLOUD, **other: Any) -> Application:
    given: dict[str, Any] = {
        "contact": contact,
        "basis": Basis.CONSENT,
        "basis_on": date(2026, 8, 20),
        "basis_note": f"同意书〔2026〕{n}号",
        "purpose": "每月关爱联系",
        "under_14": True,
        "told_on": date(2026, 8, 20),
        "identity": identity(n),
    }
    return Application(**given | other)


def plan_files() -> Mapping[str, str]:
    """The duties of the room, a census, and a visit that goes into a school's archive."""
    files = only((*DUTIES, CENSUS, VISIT, ARCHIVE))
    fields = "    hand_in: {时间: date, 指导内容: line, 现场资料: files?}\n"
    feeds = f"    feeds: {{{ARCHIVE}: {{宣传活动: 指导内容}}}}\n"
    assert fields in files["plan.yaml"]
    return {**files, "plan.yaml": files["plan.yaml"].replace(fields, fields + feeds)}


@dataclass
class Room:
    database: Database
    keyring: Keyring

    def load(
        self, on: date = START, remark: str = "", files: Mapping[str, str] | None = None
    ) -> None:
        files = dict(files or only(DUTIES))
        files["plan.yaml"] += f"# {remark}\n"
        now = morning(on) - timedelta(hours=2)
        with self.database.write() as session:
            plans.load_plan(session, files, DEMO, now=now, by="测试")

    def open(self, on: date = START) -> None:
        self.do(zone.open_zone, on, assessment="办公室 2026—7 号卷，吴例衡签", by=KEEPER)

    def admit(self, n: int = 1, contact: str = CLOUD, on: date = START) -> str:
        """Register and approve; the code."""
        case = self.do(register.register, on, application(n, contact), by=KEEPER, keyring=True)
        self.do(register.approve, on, case.code, by=HEAD)
        return str(case.code)

    def do(
        self, command: Callable[..., T], on: date, *what: Any, keyring: bool = False, **how: Any
    ) -> T:
        """One command in one transaction, at seven in the morning."""
        with self.database.write() as session:
            keys = (self.keyring,) if keyring else ()
            now = morning(on) - timedelta(minutes=90)
            return command(session, *keys, self.rules(session), *what, now=now, **how)

    def rules(self, session: Session) -> Jurisdiction:
        return plans.current(session, HERE)

    def round(self, on: date) -> DayRun:
        run = rounds_day.run(self.database, HERE, morning(on), Channels())
        assert run.failed == {}, run.failed
        return run

    def case(self, code: str) -> CareCase:
        with self.database.read() as session:
            return session.scalars(select(CareCase).where(CareCase.code == code)).one()

    def calls(self, code: str) -> list[Task]:
        """The tasks of the case, the earliest first."""
        with self.database.read() as session:
            mine = (
                select(Task)
                .join(CareReference, CareReference.task_id == Task.id)
                .join(CareCase, CareCase.id == CareReference.case_id)
                .where(CareCase.code == code)
            )
            return list(session.scalars(mine.order_by(Task.id)))

    def tasks(self, duty: str) -> list[Task]:
        with self.database.read() as session:
            found = select(Task).where(Task.obligation == duty).order_by(Task.id)
            return list(session.scalars(found))

    def call(
        self, task: Task, on: date, result: str = "接通", support: str = "否", accept: bool = True
    ) -> None:
        """The contact answers for one call, and the judicial office accepts it."""
        values = {"联系方式": "电话", "结果": result, "需要支持": support}
        at: datetime = morning(on) + timedelta(hours=2)
        with self.database.write() as session:
            commands.submit(session, task.id, values, by=task.post, now=at)
        if accept:
            with self.database.write() as session:
                commands.accept(session, task.id, by=KEEPER, now=at + timedelta(hours=1))

    def settle(self, on: date) -> int:
        return self.do(contacts.settle, on)
