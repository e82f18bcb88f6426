"""安稳镇 with its invented roster behind the web app, as it stands on a day in September 2026."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from playwright.sync_api import Browser as Chromium

from huhang import demo_cases
from huhang.schema import upgrade
from notifiers.channels.channel import Channels
from runtime.database import Database
from runtime.settings import WebSettings
from tasks import plans
from tasks.evidence.store import FolderStore
from tests.plans.folders import texts
from tests.rounds.town import HERE, SEPTEMBER, Town, morning
from tests.web.browser import chromium
from web import accounts
from web.app import create_app

#: Who is who in the demo roster.
HOLDER = "窦例毅"  # 杨地湾学校·法制副校长
DEPUTY = "许例问"  # 杨地湾学校's B岗
SCHOOL = "尤例学"  # 杨地湾学校's 承办岗
HEAD = "秦例思"  # 杨地湾学校·负责人
SUPERVISOR = "褚例宁"  # 平安办
REVIEWER = "周例书"  # 教育督导责任区
LEADER = "王例正"  # 领导小组组长
CONTACT = "鲁例暖"  # 云溪村·联系人
POLICE = "钱例川"  # 派出所
JUSTICE = "郑例平"  # 司法所
ADMIN = "管理员"
PASSWORD = "correct horse battery"
PEOPLE = (HOLDER, DEPUTY, SCHOOL, HEAD, SUPERVISOR, REVIEWER, LEADER, CONTACT, POLICE, JUSTICE)

ACT = date(2026, 9, 8)  # a Tuesday; the tasks of September are due on 30 September


@dataclass
class Browser:
    """One device: it keeps its cookie, and sends forms as a browser does."""

    client: TestClient
    last: Response | None = field(default=None)
    sent: dict[str, Any] | None = field(default=None)  #: the last form that was filled in

    @property
    def answer(self) -> Response:
        """The last answer."""
        assert self.last is not None
        return self.last

    def csrf(self) -> str:
        """The token of this session, as its forms hold it."""
        return form_of(self.get("/account"), "/sign-out")["csrf"]

    def get(self, path: str, status: int = 200) -> str:
        self.last = self.client.get(path)
        assert self.last.status_code == status, (path, self.last.status_code, self.last.text[-800:])
        return self.last.text

    def send(self, path: str, values: dict[str, Any] | None = None, **more: Any) -> Response:
        """Send a form without looking at the page before."""
        said = {"sec-fetch-site": "same-origin", **more.pop("headers", {})}
        headers = {name: value for name, value in said.items() if value}
        self.last = self.client.post(path, data=values or {}, headers=headers, **more)
        return self.last

    def fill(
        self, page: str, action: str, values: dict[str, Any] | None = None, **more: Any
    ) -> Response:
        """Open `page` and send its form that leads to `action`, with what stands hidden in it."""
        self.sent = {**form_of(self.get(page), action), **(values or {})}
        return self.send(action, self.sent, **more)

    def sign_in(self, login: str, password: str = PASSWORD) -> Response:
        return self.send("/sign-in", {"login": login, "password": password, "next": "/"})


def form_of(html: str, action: str) -> dict[str, str]:
    """What stands in the form that leads to `action`, for somebody who types nothing: hidden fields, dates."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert found, f"no form to {action} on the page"
    dates = re.findall(r'name="([\w-]+)" type="date" value="([^"]*)"', found[0])
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', found[0])
    return dict([*dates, *hidden])


@dataclass
class Place:
    """The app over a town, its clock, and as many devices as a test wants."""

    app: FastAPI
    town: Town
    now: datetime

    def browser(self, login: str = "") -> Browser:
        """A new device, signed in as `login` when one is given."""
        client = TestClient(self.app, base_url="http://127.0.0.1:8280", follow_redirects=False)
        browser = Browser(client)
        if login:
            assert browser.sign_in(login).status_code == 303
        return browser


@pytest.fixture(scope="session")
def september(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo, its accounts, and its rounds of 1 and 8 September; to copy from."""
    file = tmp_path_factory.mktemp("web") / "september.sqlite"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    town = Town(database)
    town.load(dict(texts(HERE)))
    with database.write() as session:
        rules, before = plans.current(session, HERE), morning(SEPTEMBER) - timedelta(hours=1)
        demo_cases.seed(session, file.with_name("keys.sqlite"), rules, before)
    town.round(SEPTEMBER)
    town.round(ACT)
    _make_accounts(database)
    database.dispose()
    return file


def _make_accounts(database: Database) -> None:
    with database.write() as session:
        rules = plans.current(session, HERE)
        for person in PEOPLE:
            accounts.add(session, rules, person, PASSWORD, now=morning(ACT))
        accounts.add(session, rules, ADMIN, PASSWORD, is_admin=True, now=morning(ACT))


@pytest.fixture(scope="session")
def late_october(september: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same until 20 October, ten working days after 30 September; nobody handed anything in."""
    file = tmp_path_factory.mktemp("web") / "october.sqlite"
    shutil.copy(september, file)
    shutil.copy(september.with_name("keys.sqlite"), file.with_name("keys.sqlite"))
    database = Database(f"sqlite:///{file}")
    for day in (8, 10, 13, 15, 20):
        Town(database).round(date(2026, 10, day))
    database.dispose()
    return file


@contextmanager
def opened(file: Path, folder: Path, on: date) -> Iterator[Place]:
    """The app over a copy of that database, at 10:30 of that day."""
    copy = folder / "web.sqlite"
    shutil.copy(file, copy)
    database = Database(f"sqlite:///{copy}")
    keys = folder / "keys.sqlite"
    shutil.copy(file.with_name("keys.sqlite"), keys)
    store = FolderStore(folder / "evidence")
    app = create_app(WebSettings(), database, Channels(), store, keys=keys)
    made = Place(app, Town(database), morning(on) + timedelta(hours=2))
    app.state.house = replace(app.state.house, clock=lambda: made.now)
    yield made
    database.dispose()


@pytest.fixture
def place(september: Path, tmp_path: Path) -> Iterator[Place]:
    """The app on 8 September 2026, 10:30."""
    with opened(september, tmp_path, ACT) as made:
        yield made


@pytest.fixture
def october(late_october: Path, tmp_path: Path) -> Iterator[Place]:
    """The app on 20 October 2026."""
    with opened(late_october, tmp_path, date(2026, 10, 20)) as made:
        yield made


@pytest.fixture
def browse(place: Place) -> Callable[..., Browser]:
    return place.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Debian's Chromium, for the tests of one file; see tests/web/browser.py."""
    with chromium() as started:
        yield started
