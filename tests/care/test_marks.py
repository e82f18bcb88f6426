"""Every identity field is marked, three months are played, and then everything else is searched: no mark."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from care.tables import CareField
from flows.day import day_round
from huhang.cli import run
from runtime.database import Database
from tests.care.marks import is_marked, marked_files
from tests.care.room import BAMBOO, CALLER, KEEPER, identity
from tests.care.story import END, OTHERS, REVEALED, Story, less_logged, played, registration, reveal
from tests.rounds.town import HERE
from tests.web.routes import ROUTES

#: Commands whose answers are searched. None of them needs an identity.
COMMANDS = (
    "doctor",
    "tasks --as-of 2026-12-01",
    "journal",
    "journal --json",
    "inbox 司法所 --json",
    "ledger care-contact --out 联系.xlsx",
    "ledger care-register --out 登记.xlsx",
    "report bulletin 2026-Q4 --out 通报.docx",
    "report assessment 2026 --out 考核.xlsx",
    "contacts export contacts.xlsx",
    f"case list --by {KEEPER}",
    f"case list --by {CALLER} --json",
    f"exchange list --by {KEEPER}",
    "case rotate",
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with played(tmp_path_factory.mktemp("story")) as made:
        yield made


def test_the_two_rightful_people_see_the_identity(story: Story) -> None:
    assert len(story.shown) > 36
    assert [answer.url for answer in story.shown if not is_marked(answer.content)] == []
    assert {answer.headers["cache-control"] for answer in story.shown} == {"no-store"}


def test_no_page_and_no_address_holds_a_mark_otherwise(story: Story) -> None:
    assert len(story.others) > 150
    for answer in story.others:
        assert not is_marked(answer.content), answer.url
    for answer in (*story.others, *story.shown):
        told = f"{answer.url} {answer.headers} {answer.request.headers}"
        assert not is_marked(told.encode()), answer.url


def test_no_file_holds_a_mark_neither_the_databases_nor_the_keys_nor_what_is_attached(
    story: Story,
) -> None:
    names = {path.name for path in story.folder.rglob("*")}
    assert {"huhang.sqlite", "huhang.sqlite-wal", "huhang.sqlite-shm", "care.sqlite"} <= names
    assert marked_files(story.folder) == []


def test_a_backup_holds_no_mark(story: Story, tmp_path: Path) -> None:
    file = str(story.room.database.url.database)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(tmp_path / "b")) as copy:
        source.backup(copy)
        assert copy.execute("SELECT count(*) FROM care_field").fetchone()[0] > 48
        dumped = "\n".join(copy.iterdump())
    assert marked_files(tmp_path) == []
    assert not is_marked(dumped.encode())


def test_no_message_as_a_channel_gets_it_holds_a_mark_or_a_code(story: Story) -> None:
    assert len(story.ear.heard) > 10
    assert [told for told in story.ear.heard if is_marked(told.encode())] == []
    assert not re.search(r"关爱-\w|13900", "".join(story.ear.heard))


@pytest.mark.parametrize("person", [*OTHERS, "韦例晴", "", KEEPER])
def test_nobody_finds_a_mark_on_any_page_by_looking(story: Story, person: str) -> None:
    """Not even who may read an identity: that takes a purpose, and a form that is sent."""
    browser, before = story.browser(person), len(story.others)
    with less_logged():
        for route in ROUTES:
            method, _, path = route.partition(" ")
            if method == "GET" and not path.startswith("/prefect"):
                browser.client.get(address(story, path))
    walked = story.others[before:]
    assert len(walked) > 60
    assert [answer.url for answer in walked if answer.status_code >= 500] == []
    assert [answer.url for answer in walked if is_marked(answer.content)] == []


def test_nobody_else_gets_anything_by_sending_a_form(story: Story) -> None:
    mine = {story.room.case(f"关爱-{n:04d}").id for n in range(1, 13, 3)}
    for person in (*OTHERS, "韦例晴"):
        browser = story.browser(person)
        form = {"csrf": browser.csrf(), "purpose": "电话联系", "field": list(REVEALED)}
        for case_id in mine:
            answer = browser.send(f"/care/cases/{case_id}/reveal", form)
            assert answer.status_code == 404, (person, answer.status_code)
            assert not is_marked(answer.content)


def test_an_error_on_a_page_of_the_room_shows_nothing_and_writes_nothing_down(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, task = story.case_ids()[0], story.room.tasks("care-contact")[0].id
    keeper, caller, head = (story.browser(who) for who in (KEEPER, CALLER, OTHERS[0]))
    fits = {"contact": BAMBOO, "need": "yes", "reason": "迁出本镇", "kind": "查阅", "why": "演练"}
    filled = {**registration(BAMBOO), **fits, **identity(9), "received": "2026-11-02"}
    filled |= {"field": "称呼", "note": "例记周末", "result": "接通"}
    sent = []
    for browser in (keeper, caller, head):
        token = browser.csrf()
        monkeypatch.setattr(story.room.database, "write", broken(story.room.database))
        for route in ROUTES:
            method, _, path = route.partition(" ")
            if method == "POST" and path.startswith("/care"):
                path = path.replace("{case_id}", case_id).replace("{task_id:int}", str(task))
                reads = {"purpose": "电话联系"} if path.endswith("/reveal") else {}
                form = {**filled, **reads, "csrf": token}
                alone = {"connection": "close"}  # after an error the server ends the connection
                answer = browser.send(path.replace("{number:int}", "1"), form, headers=alone)
                sent.append(answer)
        monkeypatch.undo()
    failed = {answer.url.path.rpartition("/")[2] for answer in sent if answer.status_code == 500}
    every = {"register", "reveal", "review", "contact", "exit", "correct", "requests", "seal"}
    assert failed == every
    assert any("boom" in line for line in story.log.lines)
    refused = [a for a in sent if a.status_code == 422]
    for answer in sent:
        assert not is_marked(answer.content) or answer in refused, answer.url
    assert [line for line in story.log.lines if is_marked(line.encode())] == []


def broken(database: Database) -> Callable[[], AbstractContextManager[Session]]:
    """A database whose transactions fail at their end, with everything in them."""
    whole = database.write

    @contextmanager
    def write() -> Iterator[Session]:
        with whole() as session:
            yield session
            raise RuntimeError("boom")

    return write


@pytest.mark.parametrize("wrong", ["swapped", "moved", "old key"])
def test_a_ciphertext_that_is_not_in_its_place_is_refused_on_the_page(
    story: Story, wrong: str
) -> None:
    mine, other = story.case_ids()[:2]
    with story.room.database.write() as session:
        name, telephone = (session.get_one(CareField, (mine, one)) for one in ("称呼", "电话"))
        strange = session.get_one(CareField, (other, "称呼"))
        before = name.sealed, name.key_id
        name.sealed, name.key_id = {
            "swapped": (telephone.sealed, telephone.key_id),
            "moved": (strange.sealed, name.key_id),
            "old key": (name.sealed, "k-0123456789abcdef"),
        }[wrong]
    answer = reveal(story.browser(KEEPER), mine)
    assert answer.status_code == 422
    says = "密钥已经更换或销毁" if wrong == "old key" else "被改动过，或是从别处移来的"
    assert says in answer.text
    assert not is_marked(answer.content)
    with story.room.database.write() as session:
        name = session.get_one(CareField, (mine, "称呼"))
        name.sealed, name.key_id = before
    assert is_marked(reveal(story.browser(KEEPER), mine).content)


def test_no_command_prints_or_writes_a_mark(
    story: Story,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_home(story, monkeypatch)
    monkeypatch.chdir(tmp_path)
    codes = {line: run(line.split()) for line in COMMANDS}
    assert [line for line, code in codes.items() if code and line != "doctor"] == []
    said = capsys.readouterr()
    assert not is_marked(said.out.encode()), said.out
    assert not is_marked(said.err.encode())
    assert len(list(tmp_path.iterdir())) == 5
    assert marked_files(tmp_path) == []


def test_prefect_sees_a_round_and_its_database_holds_no_mark(
    story: Story,
    prefect_server: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_home(story, monkeypatch)
    state = day_round(HERE, END, return_state=True)
    assert state.is_completed(), state.message
    folders = list(tmp_path_factory.getbasetemp().glob("prefect*"))
    databases = [file for folder in folders for file in folder.rglob("*.db*")]
    runs = [file for file in databases if "巡检".encode() in file.read_bytes()]
    assert runs
    assert [file for folder in folders for file in marked_files(folder)] == []
    assert not is_marked(httpx.get(f"{prefect_server}/health").content)


def test_after_all_of_it_no_log_line_holds_a_mark(story: Story) -> None:
    """Last, so that what the tests above provoked is in it."""
    loggers = {line.partition(" ")[0] for line in story.log.lines}
    assert {"uvicorn.access", "sqlalchemy.engine.Engine"} <= loggers
    assert story.log.marked() == []
    assert marked_files(story.folder) == []


def at_home(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and flows of this process work on the story's installation."""
    address = story.room.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("HUHANG_DATA", str(story.folder / "data"))
    monkeypatch.setenv("HUHANG_DATABASE_URL", address)
    monkeypatch.setenv("HUHANG_CARE_KEYS", str(story.room.keyring.file))


def address(story: Story, path: str) -> str:
    """The path with a case, a task and days that there are, and other things that there are not."""
    task = story.room.tasks("care-contact")[0].id
    filled = path.replace("{case_id}", story.case_ids()[0]).replace("{year:int}", "2026")
    filled = filled.replace("{month:int}", "9").replace("{duty}", "care-contact")
    return re.sub(r"\{[^}]*\}", "7", re.sub(r"\{task_id[^}]*\}", str(task), filled))
