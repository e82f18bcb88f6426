"""Every identity field is marked, three months are played, and then everything else is searched: no mark."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from care.tables import CareField
from flows.day import day_round
from huhang.cli import run
from tests.care.looking import (
    API,
    API_DOCUMENTS,
    COMMANDS,
    DOCUMENTS,
    SAYS_WHAT_WAS_READ,
    address,
    at_home,
    broken,
    by_link,
    documents,
    feed,
    misread,
    paths,
    send_all,
    walk,
    without_boxes,
)
from tests.care.marks import holds, is_marked, marked_files
from tests.care.room import BAMBOO, CALLER, CLOUD, KEEPER, identity
from tests.care.story import (
    CALLERS,
    END,
    OTHERS,
    REVEALED,
    SENTRY,
    Story,
    less_logged,
    played,
    registration,
    reveal,
)
from tests.rounds.town import HERE
from tests.web.conftest import ADMIN, LEADER, SUPERVISOR
from tests.web.routes import ROUTES


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
    """Nor a program of his. Not even who may read an identity: that takes a purpose, and a form that is sent."""
    walked = walk(story, person)
    assert len(walked) > 100
    by_program = [one for one in walked if one.url.path.startswith(API) and one.status_code == 200]
    assert len(by_program) >= (5 if person and person != ADMIN else 1)
    assert [answer.url for answer in walked if answer.status_code >= 500] == []
    assert [answer.url for answer in walked if is_marked(answer.content)] == []


def test_no_document_that_is_taken_away_holds_a_mark(story: Story) -> None:
    """Word, Excel, zips of archives, YAML; what each must hold shows that it was looked through."""
    freeze = {"period": "2026-Q3"}
    story.browser(SUPERVISOR).fill(
        "/reports/bulletin?period=2026-Q3", "/reports/bulletin/freeze", freeze
    )
    taken = documents(story)
    assert len(taken) > len(DOCUMENTS) + len(API_DOCUMENTS)
    assert [path for path, begins, _, one in taken if not one.content.startswith(begins)] == []
    assert [path for path, _, word, one in taken if not holds(one.content, word)] == []
    assert [path for path, _, _, one in taken if is_marked(one.content)] == []


def test_a_calendar_holds_no_mark_and_no_code(story: Story) -> None:
    for person, post in ((CALLER, CLOUD), (KEEPER, "司法所")):
        told = feed(story, person, post)
        assert told.text.count("BEGIN:VEVENT") > 0, post
        assert not is_marked(told.content)
        assert not re.search(r"关爱-\w", told.text)
    assert holds(feed(story, CALLER, CLOUD).content, SENTRY)


def test_who_came_by_a_link_finds_no_mark_whatever_he_opens(story: Story) -> None:
    call = next(t for t in story.room.tasks("care-contact") if t.post == CLOUD)
    (order,) = [t for t in story.room.tasks("assigned-work") if t.post == CLOUD]
    guest, before = by_link(story, CALLER, call.id, order.id), len(story.others)
    with less_logged():
        for path in paths("GET"):
            guest.client.get(address(story, path))
        token = re.search(r'name="csrf" value="([^"]+)"', guest.get(f"/tasks/{order.id}"))
        assert token
        form = {"csrf": token[1], "purpose": "电话联系", "field": list(REVEALED)}
        stolen = [guest.send(f"/care/cases/{one}/reveal", form) for one in story.case_ids()]
    assert holds(guest.client.get(f"/tasks/{order.id}").content, SENTRY)
    assert {answer.status_code for answer in stolen} == {403}
    walked = story.others[before:]
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


def test_no_answer_to_what_a_program_changes_holds_a_mark(story: Story) -> None:
    """Whatever it sends: nothing, or what some of them understand."""
    body = {"reason": "情况有变", "post": BAMBOO, "until": "2026-12-20", "version": 1, "values": {}}
    answers = []
    for person, sent in ((SUPERVISOR, body), (LEADER, {}), (CALLER, body), (KEEPER, {})):
        answers += send_all(story, story.program(person), sent)
    call = story.room.tasks("care-contact")[-1]
    assert call.state == "pending"
    done = {"values": {"联系方式": "电话", "结果": "接通", "需要支持": "否"}}
    by = next(person for post, person in CALLERS.items() if post == call.post)
    handed_in = story.program(by).post(f"{API}/tasks/{call.id}/hand-in", json=done)
    assert (handed_in.status_code, handed_in.json()["state"]) == (200, "submitted")
    assert len({answer.status_code for answer in answers}) > 3
    assert [one.url for one in answers if one.status_code >= 500] == []
    assert [one.url for one in (*answers, handed_in) if is_marked(one.content)] == []


@pytest.mark.parametrize("person", [SUPERVISOR, KEEPER])
def test_an_error_repeats_nothing_of_what_was_asked(story: Story, person: str) -> None:
    """A name in an address, a query or a field stands in no 4xx and no 5xx; what was typed into a box of a form
    stands in that box again and nowhere else. Reports and dates of the roster say which period they could not read."""
    typed, logged = "例错认", len(story.log.lines)
    answers = misread(story, person, typed)
    wrong = [one for one in answers if one.status_code >= 400]
    assert {403, 404, 422} <= {one.status_code for one in wrong}
    quiet = [one for one in wrong if not one.url.path.startswith(SAYS_WHAT_WAS_READ)]
    assert len(quiet) > len(wrong) / 2
    told = [one.url for one in quiet if holds(without_boxes(one.text).encode(), typed)]
    assert told == []
    lines = [one for one in story.log.lines[logged:] if not one.startswith("httpx ")]
    assert [line for line in lines if holds(line.encode(), typed)] == []


def test_after_all_of_it_no_log_line_holds_a_mark(story: Story) -> None:
    """Last, so that what the tests above provoked is in it."""
    loggers = {line.partition(" ")[0] for line in story.log.lines}
    assert {"uvicorn.access", "sqlalchemy.engine.Engine"} <= loggers
    assert story.log.marked() == []
    assert marked_files(story.folder) == []
