"""Everywhere a mark could have wandered to: what every page, program, document, feed and copy of the story holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from notifiers import links
from runtime.database import Database
from tests.care.room import ARCHIVE, CALLER, CLOUD, KEEPER
from tests.care.story import SCHOOL_HEAD, SENTRY, Story, less_logged
from tests.plans.folders import DEMO
from tests.rounds.town import HERE
from tests.web.conftest import HOLDER, LEADER, SUPERVISOR, Browser
from tests.web.routes import ROUTES

SCHOOL, TERM, API = "杨地湾学校", "2026-27-T1", "/api/v1"
#: Where a refusal says what it read, as a message of a form does: a period, a person who is to hold a post, a village.
SAYS_WHAT_WAS_READ = ("/reports/", f"{API}/reports/", "/roster/")
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
#: Files that people take away: under which address, what they begin with, and a word that must be found in each.
DOCUMENTS = (
    ("/reports/bulletin/document?period=2026-Q4", b"PK", "派出所"),
    ("/reports/meeting/document?period=2026-Q4", b"PK", SENTRY),
    ("/reports/meeting/minutes?period=2026-Q4", b"PK", "安稳镇"),
    ("/reports/information/document?period=2026-09", b"PK", "安稳镇"),
    ("/reports/assessment/document?year=2026", b"PK", "派出所"),
    ("/reports/assessment/sheet?year=2026", b"PK", "派出所"),
    ("/reports/goals/document", b"PK", "安稳镇"),
    ("/ledgers/file?duty=care-contact", b"PK", "台账"),
    ("/ledgers/file?duty=team-monthly-guidance", b"PK", SENTRY),
    ("/ledgers/census/monthly-screening/file", b"PK", "留守"),
    (f"/archives/{ARCHIVE}/{TERM}/{SCHOOL}/zip", b"PK", SENTRY),
    (f"/roster/export/{DEMO}", b"#", CLOUD),
    ("/plan/versions/1/plan.yaml", b"#", "care-contact"),
)
#: The same for programs.
API_DOCUMENTS = (
    ("/reports/meeting/document?period=2026-Q4", b"PK", SENTRY),
    ("/ledgers/team-monthly-guidance/file", b"PK", SENTRY),
    (f"/archives/{ARCHIVE}/{TERM}/{SCHOOL}/zip", b"PK", SENTRY),
    (f"/plan/versions/1/{DEMO}", b"#", CLOUD),
)


def paths(method: str, within: str = "") -> Iterator[str]:
    """The addresses of the table of rights, without Prefect's."""
    for route in ROUTES:
        how, _, path = route.partition(" ")
        if how == method and path.startswith(within or "/") and not path.startswith("/prefect"):
            yield path


def address(story: Story, path: str) -> str:
    """The path with a case, a task and days that there are, and other things that there are not."""
    known = {
        "case_id": story.case_ids()[0],
        "task_id": story.room.tasks("care-contact")[0].id,
        "year": 2026,
        "month": 9,
        "duty": "care-contact",
        "archive": ARCHIVE,
        "period": TERM,
        "subject": SCHOOL,
        "evidence_id": 1,
        "paper_id": 1,
        "report_id": 1,
        "name": CLOUD,
        "post": CLOUD,
        "wanted": "care-contact",
    }
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: quote(str(known.get(found[1], 7))), path)


def walk(story: Story, person: str) -> list[httpx.Response]:
    """Every page and every answer to a program that the person can ask for; to nobody, if it is nobody."""
    browser, before = story.browser(person), len(story.others)
    program = story.program(person) if person and "管理员" not in person else browser.client
    with less_logged():
        for path in paths("GET"):
            client = program if path.startswith(API) else browser.client
            client.get(address(story, path))
    return story.others[before:]


def send_all(story: Story, program: httpx.Client, body: object) -> list[httpx.Response]:
    """Every change that a program can ask for, with that body."""
    with less_logged():
        return [program.post(address(story, path), json=body) for path in paths("POST", API)]


def feed(story: Story, person: str, post: str) -> httpx.Response:
    """The calendar of the post as a telephone reads it."""
    page = story.browser(person).fill("/account/keys", "/account/keys/feeds", {"post": post})
    secret = re.search(r'<code class="secret">([^<]*)</code>', page.text)
    assert secret, page.text
    found: httpx.Response = story.browser().client.get(urlsplit(secret[1]).path)
    return found


def by_link(story: Story, person: str, *tasks: int) -> Browser:
    """Somebody who came by the link of a message."""
    with story.room.database.write() as session:
        made = links.make(session, HERE, person, tasks, story.now)
    guest = story.browser()
    assert guest.fill(made, made).status_code == 303
    return guest


def documents(story: Story) -> list[tuple[str, bytes, str, httpx.Response]]:
    """What is taken away by whoever may: 平安办, by pages and by a program, and the school its archive."""
    office, program = story.browser(SUPERVISOR).client, story.program(SUPERVISOR)
    with less_logged():
        taken = [(*one, office.get(one[0])) for one in DOCUMENTS]
        taken += [(*one, program.get(API + one[0])) for one in API_DOCUMENTS]
        for person in (LEADER, HOLDER, SCHOOL_HEAD):
            client = story.browser(person).client
            for one in DOCUMENTS:
                answer = client.get(one[0])
                taken += [(*one, answer)] if answer.status_code == 200 else []
    return taken


def broken(database: Database) -> Callable[[], AbstractContextManager[Session]]:
    """A database whose transactions fail at their end, with everything in them."""
    whole = database.write

    @contextmanager
    def write() -> Iterator[Session]:
        with whole() as session:
            yield session
            raise RuntimeError("boom")

    return write


def at_home(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and flows of this process work on the story's installation."""
    url = story.room.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("HUHANG_DATA", str(story.folder / "data"))
    monkeypatch.setenv("HUHANG_DATABASE_URL", url)
    monkeypatch.setenv("HUHANG_CARE_KEYS", str(story.room.keyring.file))


def without_boxes(html: str) -> str:
    """A page without what stands in the boxes of its forms: what somebody typed stands there again."""
    bare = re.sub(r'(<(?:input|option)[^>]*?\bvalue=)"[^"]*"', r'\1""', html)
    return re.sub(r"(<textarea[^>]*>)[^<]*", r"\1", bare)


def boxes(story: Story) -> frozenset[str]:
    """The names of all boxes that a form has shown."""
    pages = (answer.text for answer in story.others if b"<form" in answer.content)
    return frozenset(name for page in pages for name in re.findall(r' name="([\w-]+)"', page))


def misread(story: Story, person: str, typed: str) -> list[httpx.Response]:
    """What is answered to that word in every address, query, field and box, by the app without a server."""
    client = TestClient(story.app, base_url="http://127.0.0.1:1", raise_server_exceptions=False)
    browser, answers = Browser(client), list[httpx.Response]()
    browser.sign_in(person)
    fields = {**dict.fromkeys(boxes(story), typed), "csrf": browser.csrf()}
    with less_logged():
        for path in paths("GET"):
            asked = re.sub(r"\{[^}]*\}", quote(typed), path)
            query = dict.fromkeys(("period", "duty", "year"), typed)
            answers.append(client.get(asked, params=query))
        for path in {*paths("POST")} - {"/sign-out", "/care/seal", "/care/unseal"}:
            if path.startswith(API):
                body = {"values": typed, "post": typed, typed: typed}
                answers.append(client.post(address(story, path), json=body))
            else:
                answers.append(browser.send(address(story, path), fields))
    return answers
