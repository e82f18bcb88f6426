"""`make screenshots`: the pictures of the README, from the pages of the invented town on an October morning.

It makes a town in a temporary folder, lets its rounds come and its people hand in, serves the pages, and
looks at them with Debian's Chromium. Nobody in the pictures exists.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from huhang.schema import upgrade
from notifiers.channels.channel import Channels
from obligations.fields import FieldType
from obligations.plan import Obligation
from runtime.database import Database
from runtime.settings import WebSettings
from tasks import commands, plans
from tasks.evidence.store import FolderStore
from tasks.lifecycle import MoveRefused, State
from tasks.tables import Task
from tests.rounds.town import HERE, Town, morning
from tests.web.browser import CHROMIUM, DESK, PHONE, chromium, device, served, sign_in
from tests.web.conftest import HOLDER, LEADER, PASSWORD, SCHOOL, SUPERVISOR
from web import accounts
from web.app import create_app

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PEOPLE = (HOLDER, SCHOOL, SUPERVISOR, LEADER)
OFFICE = "平安办"
VISIT, SEAT = "team-monthly-guidance", "杨地湾学校·法制副校长"
DAYS = [date(2026, 9, day) for day in (1, 8, 15, 22, 25, 29)] + [
    date(2026, 10, day) for day in (8, 13, 20, 26)
]
TODAY = date(2026, 10, 27)  # a Tuesday in term, three working days before the month is due
FRIDAY = date(2026, 10, 30)
LARGEST = 150_000  # bytes of a picture
#: name, who looks, on what, at which page (`{task}`: the visit of October), how high and from where, in pixels.
PICTURES = (
    ("my-tasks", HOLDER, PHONE, "/tasks", 844, 0),
    ("task", HOLDER, PHONE, "/tasks/{task}", 1100, 0),
    ("board", SUPERVISOR, DESK, "/board", 900, 0),
    ("notice", SUPERVISOR, DESK, "/notice", 900, 2200),
    ("leaders", LEADER, DESK, "/leaders", 1100, 0),
)


def main() -> None:
    if not CHROMIUM.exists():
        sys.exit(
            "没有浏览器：请先安装 Debian 的 chromium 和 fonts-wqy-microhei，再运行 make screenshots。"
        )
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="huhang-screenshots-") as folder,
        town_in(Path(folder)) as (town, address),
        chromium() as browser,
    ):
        take_all(town, address, browser)


@contextmanager
def town_in(folder: Path) -> Iterator[tuple[Town, str]]:
    """The town as it stands today at half past ten, and the address of its pages."""
    town = Town(Database(f"sqlite:///{folder / 'town.sqlite'}"))
    upgrade(town.database)
    town.load()
    live(town)
    make_accounts(town)
    store = FolderStore(folder / "evidence")
    app = create_app(WebSettings(), town.database, Channels(), store)
    app.state.house = replace(app.state.house, clock=half_past_ten)
    with served(app) as address:
        yield town, address
    town.database.dispose()


def half_past_ten() -> datetime:
    return morning(TODAY) + timedelta(hours=2)


def make_accounts(town: Town) -> None:
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        for person in PEOPLE:
            accounts.add(session, rules, person, PASSWORD, now=morning(TODAY))


def live(town: Town) -> None:
    """The rounds until today; after each the people do most of what they owe, the same at every run."""
    luck = random.Random(5)
    for day in DAYS:
        town.round(day)
        for task in town.tasks():
            if not is_kept(task, luck):
                # Nobody reviews his own, and what is closed stays closed.
                with suppress(MoveRefused):
                    work(town, task, day, luck)
    town.round(TODAY)
    ask_for_days(town)


def ask_for_days(town: Town) -> None:
    """So that something waits for a decision: who owes the first task due on Friday asks for a week."""
    now = morning(TODAY) + timedelta(hours=1)
    with town.database.write() as session:
        owed = select(Task).where(
            Task.state == State.PENDING, Task.due == FRIDAY, Task.subject != SEAT
        )
        task = session.scalars(owed.order_by(Task.id).limit(1)).one()
        commands.ask_extension(
            session,
            task.id,
            FRIDAY + timedelta(7),
            by=task.post,
            now=now,
            reason="本周迎检，推迟一周",
        )


def is_kept(task: Task, luck: random.Random) -> bool:
    """Is it left as it is that day?"""
    october_visit = (task.obligation, task.subject, task.period) == (VISIT, SEAT, "2026-10")
    return october_visit or luck.random() < 0.5


def work(town: Town, task: Task, day: date, luck: random.Random) -> None:
    """One step: who owes hands in what the plan asks for, who reviews accepts or gives back."""
    now = morning(day) + timedelta(hours=2)
    with town.database.write() as session:
        duty = plans.current(session, HERE).obligation(task.obligation)
        if task.state in (State.PENDING, State.RETURNED):
            commands.submit(session, task.id, values_of(duty, day), by=task.post, now=now)
        elif task.state == State.SUBMITTED and luck.random() < 0.7:
            # What the office owes itself, the leader accepts.
            by = LEADER if task.post == OFFICE else SUPERVISOR
            commands.accept(session, task.id, by=by, now=now)
        elif task.state == State.SUBMITTED:
            reason = "数字前后对不上，请核对"
            commands.return_(session, task.id, by=SUPERVISOR, now=now, reason=reason)


def values_of(duty: Obligation, day: date) -> dict[str, str]:
    """What has to be filled in. Units stay empty: such a hand-in is refused, and that task stays open."""
    typed = {
        FieldType.DATE: day.isoformat(),
        FieldType.LINE: "按计划完成",
        FieldType.TEXT: "按计划完成，情况正常",
        FieldType.COUNT: "4",
        FieldType.PERCENT: "100",
        FieldType.YES: "是",
    }
    return {
        name: kind.choices[0] if kind.choices else typed.get(kind.type, "")
        for name, kind in duty.hand_in.items()
        if not kind.optional
    }


def take_all(town: Town, address: str, browser: Browser) -> None:
    with town.database.read() as session:
        visit = select(Task.id).where(Task.obligation == VISIT, Task.subject == SEAT)
        task = session.scalars(visit.where(Task.period == "2026-10")).one()
    for name, person, size, path, height, top in PICTURES:
        page = device(browser, address, {**size, "height": height})
        sign_in(page, person, PASSWORD)
        page.goto(path.format(task=task))
        page.evaluate("top => scrollTo(0, top)", top)
        save(FOLDER / f"{name}.png", page.screenshot())
        page.context.close()


def save(file: Path, taken: bytes) -> None:
    """With as many colours as stay small enough."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in (256, 64, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return
    raise ValueError(f"{file.name} is larger than {LARGEST} bytes even with 16 colours")


if __name__ == "__main__":
    main()
