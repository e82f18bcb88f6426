"""Three months of twelve children through the pages, as the app is served; every answer, log line and message is kept."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from care.keys import Keyring
from huhang.schema import upgrade
from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from rounds import day as rounds_day
from runtime.database import Database
from runtime.settings import WebSettings
from tasks import assigning, commands
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.store import FolderStore
from tests.care.marks import Log
from tests.care.room import (
    BAMBOO,
    CALLER,
    CLOUD,
    DAWN,
    HEAD,
    KEEPER,
    START,
    VISIT,
    Room,
    identity,
    plan_files,
)
from tests.rounds.town import HERE, morning
from tests.web.browser import served
from tests.web.conftest import ADMIN, HOLDER, LEADER, PASSWORD, SUPERVISOR, Browser
from web import accounts
from web.app import create_app

SCHOOL_HEAD = "秦例思"  # 杨地湾学校·负责人
CASES = 12
MONTHS = (START, date(2026, 10, 9), date(2026, 11, 2))
END = date(2026, 12, 1)
#: Who calls, by the post; each has four children.
CALLERS = {CLOUD: CALLER, BAMBOO: "韦例晴", DAWN: "昌例和"}
#: One of each kind of those to whom no identity is shown, beside whoever is not signed in.
OTHERS = (HEAD, SUPERVISOR, LEADER, HOLDER, ADMIN)
REVEALED = ("称呼", "电话", "监护人", "需要的支持", "备注")
QUIET = ("sqlalchemy.engine", "sqlalchemy.pool", "httpcore", "asyncio", "uvicorn", "uvicorn.error")
_PEOPLE = (KEEPER, HEAD, SUPERVISOR, LEADER, HOLDER, SCHOOL_HEAD, *CALLERS.values())


#: No mark: it is written into work that anybody may see. What a search for marks looks through must hold it,
#: else it looked through nothing.
SENTRY = "例哨兵词"
SEAT = "杨地湾学校·法制副校长"


class Ear(Channel):
    """A channel for everybody; it keeps what it is given."""

    name = "测试渠道"

    def __init__(self, tags: frozenset[str]) -> None:
        self.tags = tags
        self.heard: list[str] = []

    def send(self, letter: Letter) -> str:
        self.heard.append(repr(letter))
        return "ok"


@dataclass
class Story:
    folder: Path
    room: Room
    log: Log
    ear: Ear
    app: FastAPI
    address: str = ""
    cases: int = CASES
    now: datetime = field(default_factory=lambda: morning(START))
    shown: list[httpx.Response] = field(default_factory=list)  #: answers that show an identity
    others: list[httpx.Response] = field(default_factory=list)  #: all others

    def browser(self, person: str = "") -> Browser:
        client = httpx.Client(base_url=self.address, event_hooks={"response": [self._keep]})
        browser = Browser(cast("TestClient", client))
        if person:
            assert browser.sign_in(person).status_code == 303
        return browser

    def _keep(self, answer: httpx.Response) -> None:
        answer.read()
        is_reveal = answer.request.url.path.endswith("/reveal") and answer.status_code == 200
        is_refused = answer.request.url.path == "/care/register" and answer.status_code == 422
        (self.shown if is_reveal or is_refused else self.others).append(answer)

    def at(self, on: date) -> None:
        self.now = morning(on) + timedelta(hours=2)

    def play(self) -> None:
        self._register()
        for on in MONTHS:
            self.at(on)
            self.round(on)
            for post, person in CALLERS.items():
                self._call(post, self.browser(person))
            self._accept(on)
            if on == MONTHS[0]:
                self._visit(on)
        self._assign(MONTHS[-1])
        self.at(END)

    def round(self, on: date) -> None:
        run = rounds_day.run(self.room.database, HERE, morning(on), Channels([self.ear]))
        assert run.failed == {}

    def _register(self) -> None:
        self.at(START)
        keeper, head = self.browser(KEEPER), self.browser(HEAD)
        for n in range(self.cases):
            form = {**registration(list(CALLERS)[n % 3]), **identity(n)}
            answer = keeper.fill("/care/register", "/care/register", form)
            assert answer.status_code == 303, answer.text
        for case_id in self.case_ids():
            head.fill(f"/care/cases/{case_id}", f"/care/cases/{case_id}/approve")
        form = {**registration(CLOUD), **identity(99), "需要的支持": "例记学费 11010120080101123X"}
        assert keeper.fill("/care/register", "/care/register", form).status_code == 422

    def _call(self, post: str, caller: Browser) -> None:
        """Look the family up, call, and write down one line for the next time."""
        for task in self.room.tasks("care-contact"):
            if task.post == post and task.version == 0:
                page = caller.get(f"/tasks/{task.id}")
                case_id = page.partition("/care/cases/")[2][:32]
                assert reveal(caller, case_id).status_code == 200
                form = {"result": "接通", "note": "例记周末白天打"}
                done = caller.fill(f"/tasks/{task.id}", f"/care/calls/{task.id}", form)
                assert done.status_code == 303, done.text

    def _accept(self, on: date) -> None:
        keeper = self.browser(KEEPER)
        assert reveal(keeper, self.case_ids()[0]).status_code == 200
        for task in self.room.tasks("care-contact"):
            if task.state == "submitted":
                with self.room.database.write() as session:
                    commands.accept(session, task.id, by=KEEPER, now=morning(on))

    def _visit(self, on: date) -> None:
        """Somebody was at a school, and handed in a file."""
        store, data = FolderStore(self.evidence), f"%PDF-1.4 {SENTRY} %%EOF".encode()
        digest, now = hashlib.sha256(data).hexdigest(), morning(on)
        with store.incoming() as folder:
            (folder / "file").write_bytes(data)
            store.put(folder / "file", digest)
        (task,) = [one for one in self.room.tasks(VISIT) if one.subject == SEAT]
        with self.room.database.write() as session:
            stored = Stored(digest, f"{SENTRY}.pdf", "pdf", len(data))
            row = records.attach(session, task.id, stored, by=SEAT, now=now, limits=Limits())
            values = {"时间": f"{on}", "指导内容": SENTRY, "现场资料": [str(row.id)]}
            commands.submit(session, task.id, values, by=SEAT, now=now)
            commands.accept(session, task.id, by="平安办", now=now)

    def _assign(self, on: date) -> None:
        """平安办 gives somebody who calls a piece of work."""
        with self.room.database.write() as session:
            rules = self.room.rules(session)
            due, now = date(2026, 12, 31), morning(on) + timedelta(hours=3)
            order: dict[str, Any] = {
                "title": SENTRY,
                "lead": CLOUD,
                "due": due,
                "by": SUPERVISOR,
                "now": now,
            }
            assigning.assign(session, rules, **order)

    @property
    def evidence(self) -> Path:
        return self.folder / "data" / "evidence"

    def program(self, person: str) -> httpx.Client:
        """A program of that person's, with a token for all that he may."""
        browser = self.browser(person)
        page = browser.get("/account/keys")
        posts, scopes = (
            re.findall(rf'name="{one}" value="([^"]*)"', page) for one in ("post", "scope")
        )
        asked = {"name": "测试", "post": posts, "scope": scopes}
        answer = browser.fill("/account/keys", "/account/keys/tokens", asked)
        token = re.search(r'<code class="secret">([^<]*)</code>', answer.text)
        assert token, answer.text
        headers = {"authorization": f"Bearer {token[1]}"}
        return httpx.Client(
            base_url=self.address, headers=headers, event_hooks={"response": [self._keep]}
        )

    def case_ids(self) -> list[str]:
        return [self.room.case(f"关爱-{n:04d}").id for n in range(1, self.cases + 1)]


def reveal(browser: Browser, case_id: str) -> httpx.Response:
    form = {"purpose": "电话联系", "field": list(REVEALED)}
    return browser.fill(f"/care/cases/{case_id}", f"/care/cases/{case_id}/reveal", form)


def registration(contact: str) -> dict[str, str]:
    return {
        "contact": contact,
        "basis": "监护人同意",
        "basis_note": "同意书 9 号",
        "basis_on": "2026-08-20",
        "told_on": "2026-08-20",
        "under_14": "yes",
        "purpose": "每月关爱联系",
    }


@contextmanager
def played(folder: Path, on: Database | None = None, cases: int = CASES) -> Iterator[Story]:
    """The story, its app still served; all logs at DEBUG are kept meanwhile. `on`: that database instead
    of a new one on SQLite."""
    log = Log()
    with _logged(log):
        database = on or Database(f"sqlite:///{folder / 'data' / 'huhang.sqlite'}")
        upgrade(database)
        room = Room(database, Keyring(folder / "keys" / "care.sqlite"))
        room.load(files=plan_files())
        room.open()
        ear = Ear(_accounts_and_tags(room))
        app = create_app(
            WebSettings(),
            database,
            Channels([ear]),
            FolderStore(folder / "data" / "evidence"),
            keys=room.keyring.file,
        )
        with served(app) as address:
            servers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.access")]
            for logger in servers:  # uvicorn keeps what it says from the others
                logger.setLevel(logging.DEBUG)
                logger.handlers = [log]
            story = Story(folder, room, log, ear, app, address, cases)
            app.state.house = replace(app.state.house, clock=lambda: story.now)
            story.play()
            yield story
            for logger in servers:
                logger.removeHandler(log)
        database.dispose()


def _accounts_and_tags(room: Room) -> frozenset[str]:
    """Give everybody an account; what a channel for everybody is found by."""
    with room.database.write() as session:
        rules = room.rules(session)
        for person in _PEOPLE:
            accounts.add(session, rules, person, PASSWORD, now=morning(START))
        accounts.add(session, rules, ADMIN, PASSWORD, is_admin=True, now=morning(START))
        return frozenset(rules.roster.by_name) | {unit.name for unit in rules.roster.units}


@contextmanager
def _logged(log: Log) -> Iterator[None]:
    """Every logger down to DEBUG, SQLAlchemy's with its statements and rows; nobody else writes it down."""
    root, names = logging.getLogger(), ("", *QUIET)
    handlers, root.handlers = root.handlers, [log]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    root.handlers = handlers


@contextmanager
def less_logged() -> Iterator[None]:
    """Statements and rows are left out, where they are many and say what others have said."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.INFO if "uvicorn" in name else logging.WARNING)
    yield
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.DEBUG)
