"""Every page that can be opened, and the way of one task, on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from notifiers.channels.channel import Channels
from reports import drawing
from reports.catalogue import BULLETIN
from runtime.database import Database
from runtime.settings import WebSettings
from tasks import plans
from tasks.evidence.store import FolderStore
from tests.plans.folders import texts
from tests.rounds.town import HERE, SEPTEMBER, Town, morning
from tests.web.conftest import HOLDER, LEADER, PASSWORD, SUPERVISOR, Place
from tests.web.routes import ROUTES
from tests.web.test_units import visit
from web import accounts
from web.app import create_app

LATE = date(2026, 10, 13)
#: The pages that leave the house, or begin with something that is not there.
ELSEWHERE = ("/prefect", "/k/", "/feeds/")
#: What there is by what addresses call it; anything else is taken for a post.
THERE = {
    "paper_id": "1",
    "report_id": "1",
    "year": "2026",
    "month": "9",
    "archive": "school-law-archive",
    "period": "2026-27-T1",
    "subject": "杨地湾学校",
    "duty": "team-monthly-guidance",
}
#: What a page has to be asked besides its address.
ASKED = {
    "/reports/items": "?period=2026-Q3",
    "/reports/bulletin/document": "?period=2026-Q3",
    "/ledgers/file": "?duty=team-monthly-guidance&period=2026-09",
}
#: Pages of which one of the three has to see each; each is also under /api/v1.
BOTH = (
    "/reports/items?period=2026-Q3",
    "/reports/bulletin",
    "/reports/bulletin/document?period=2026-Q3",
    "/reports/meeting",
    "/reports/meeting/document",
    "/reports/meeting/minutes",
    "/reports/information/document",
    "/reports/assessment",
    "/reports/assessment/document",
    "/reports/assessment/sheet",
    "/reports/burden",
    "/reports/goals",
    "/reports/frozen",
    "/reports/frozen/1",
    "/reports/frozen/1/document",
    "/archives/school-law-archive/2026-27-T1/杨地湾学校",
    "/archives/school-law-archive/2026-27-T1/杨地湾学校/zip",
    "/ledgers",
    "/papers/1",
)


@pytest.fixture
def autumn(postgres_database: Database, tmp_path: Path) -> Place:
    """The town on 13 October, when the first 督办单 are drafted."""
    town = Town(postgres_database)
    town.load(dict(texts(HERE)))
    for day in (SEPTEMBER, date(2026, 10, 8), LATE):
        town.round(day)
    with postgres_database.write() as session:
        rules = plans.current(session, HERE)
        for person in (HOLDER, SUPERVISOR, LEADER):
            accounts.add(session, rules, person, PASSWORD, now=morning(SEPTEMBER))
        drawing.freeze(session, rules, BULLETIN, "2026-Q3", by=SUPERVISOR, now=morning(LATE))
    files = FolderStore(tmp_path / "evidence")
    made = Place(
        create_app(WebSettings(), postgres_database, Channels(), files),
        town,
        morning(LATE) + timedelta(hours=2),
    )
    made.app.state.house = replace(made.app.state.house, clock=lambda: made.now)
    return made


def pages(place: Place) -> Iterator[str]:
    """Every page by its address: a task, a notice, a day, a post that there is."""
    known = {**THERE, "task_id": str(visit(place).id)}
    for route in ROUTES:
        method, _, path = route.partition(" ")
        if method == "GET" and not path.startswith(ELSEWHERE):
            found = re.sub(r"\{(\w+)[^}]*\}", lambda m: known.get(m[1], "派出所"), path)
            found = re.sub(r"派出所(?=/|$)", "7", found) if "evidence" in path else found
            yield found + ASKED.get(path.removeprefix("/api/v1"), "")


def test_every_page_opens_on_postgresql(autumn: Place) -> None:
    browsers = [autumn.browser(person) for person in (SUPERVISOR, LEADER, HOLDER)]
    seen = {path: {one.client.get(path).status_code for one in browsers} for path in pages(autumn)}
    broken = {path: found for path, found in seen.items() if max(found) >= 500}
    assert broken == {}
    opened = [path for path, found in seen.items() if 200 in found]
    assert {"/board", "/notice", "/leaders", "/papers", "/papers/1", "/calendar/2026/9"} <= {
        *opened
    }
    assert {*BOTH, *(f"/api/v1{path}" for path in BOTH)} <= {*opened}
    assert len(opened) > 80


def test_a_form_is_sent_once_on_postgresql(autumn: Place) -> None:
    browser = autumn.browser(SUPERVISOR)
    browser.fill("/papers/1", "/papers/1/issue")
    assert browser.send("/papers/1/issue", browser.sent).status_code == 303
    assert "督办〔2026〕1号" in browser.get("/papers/1")


#: PostgreSQL keeps no text with it; browsers do not type it, whoever looks for faults does.
NUL = "\x00"


def test_a_sign_that_postgresql_cannot_keep_breaks_no_page(autumn: Place) -> None:
    nobody, browser = autumn.browser(), autumn.browser(SUPERVISOR)
    assert nobody.sign_in(f"褚例宁{NUL}", f"wrong{NUL}").status_code == 422
    task = visit(autumn)
    page = f"/tasks/{task.id}"
    said = browser.fill(page, f"{page}/excuse", {"phrase": NUL, "reason": f"停电{NUL}了"})
    assert said.status_code < 500
    for path in (
        "/board/tasks?duty=%00&post=%00",
        "/roster/posts/%00",
        "/ledgers/file?duty=%00&period=%00",
        "/k/%00",
        "/feeds/%00.ics",
        "/archives/%00/%00/%00",
        "/reports/items?period=2026-Q3&duty=%00",
        "/api/v1/tasks?post=%00&cursor=%00",
        "/api/v1/roster?x=%00",
        "/calendar/2026/10?post=%00",
        "/papers?unit=%00",
        "/deliveries?only=%00&after=%00",
    ):
        assert browser.client.get(path).status_code < 500, path
