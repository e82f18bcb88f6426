"""The pages of archives and ledgers: who may see whose, what they hold, and how files are given out."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote

import openpyxl
import pytest
from sqlalchemy import update

from tasks import commands, plans
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.store import FolderStore
from tasks.tables import Task
from tests.rounds.town import HERE
from tests.web.conftest import (
    HEAD,
    HOLDER,
    LEADER,
    POLICE,
    REVIEWER,
    SCHOOL,
    SUPERVISOR,
    Browser,
    Place,
)
from web.reports.seeing import seen
from web.roles import Visitor

TERM = "2026-27-T1"
SEAT = "杨地湾学校·法制副校长"
PDF = b"%PDF-1.4 slides %%EOF"


def path(school: str = "杨地湾学校", term: str = TERM) -> str:
    return f"/archives/school-law-archive/{term}/{quote(school)}"


@pytest.fixture
def visited(place: Place, tmp_path: Path) -> int:
    """A visit of September with a file has been handed in and accepted; its piece of evidence."""
    store, digest = FolderStore(tmp_path / "evidence"), hashlib.sha256(PDF).hexdigest()
    with store.incoming() as folder:
        (folder / "file").write_bytes(PDF)
        store.put(folder / "file", digest)
    task, now = place.town.task(SEAT, "team-monthly-guidance").id, place.now
    with place.town.database.write() as session:
        stored = Stored(digest, "现场记录.pdf", "pdf", len(PDF))
        row = records.attach(session, task, stored, by=SEAT, now=now, limits=Limits())
        values = {"时间": "2026-09-07", "指导内容": "课前检查", "现场资料": [str(row.id)]}
        commands.submit(session, task, values, by=SEAT, now=now)
        commands.accept(session, task, by="平安办", now=now)
        return row.id


def test_the_staff_of_a_school_finds_its_archive_from_its_tasks(
    browse: Callable[..., Browser], visited: int
) -> None:
    for person in (SCHOOL, HEAD):
        browser = browse(person)
        assert f'href="{path()}"' in browser.get("/tasks")
        page = browser.get(path())
        assert "宣传活动" in page
        assert "课前检查" in page
        assert "现场记录.pdf" in page
        assert "还没有材料" in page


@pytest.mark.parametrize("person", [SUPERVISOR, REVIEWER, LEADER])
def test_who_oversees_or_reviews_sees_the_archives_of_all_schools(
    browse: Callable[..., Browser], visited: int, person: str
) -> None:
    browser = browse(person)
    assert browser.get("/archives").count("羊角学校") >= 1
    browser.get(path("羊角学校"))


@pytest.mark.parametrize("person", [SCHOOL, HEAD, HOLDER, POLICE])
def test_nobody_sees_the_archive_of_another_school(
    browse: Callable[..., Browser], visited: int, person: str
) -> None:
    browser = browse(person)
    for more in ("", "/zip", f"/files/{visited}"):
        browser.get(path("羊角学校") + more, status=404)


def test_the_post_of_another_unit_sees_no_archive_at_all(browse: Callable[..., Browser]) -> None:
    browser = browse(POLICE)
    browser.get("/archives", status=404)
    browser.get(path(), status=404)
    assert "/archives/" not in browser.get("/tasks")


def test_a_file_of_the_archive_is_an_attachment_and_a_file_of_another_is_not_found(
    browse: Callable[..., Browser], visited: int
) -> None:
    browser = browse(SCHOOL)
    browser.get(f"{path()}/files/{visited}")
    assert browser.answer.content == PDF
    assert browser.answer.headers["content-disposition"].startswith("attachment")
    browser.get(f"{path()}/files/{visited + 1}", status=404)
    browser.get(f"{path(term='2025-26-T1')}/files/{visited}", status=404)
    browser.get(path(term="x"), status=404)


def test_the_zip_is_whole_named_and_leaves_nothing_beside_the_store(
    browse: Callable[..., Browser], visited: int, tmp_path: Path
) -> None:
    browser = browse(SCHOOL)
    code = browser.get(path()).partition("<code")[2].partition(">")[2][:64]
    browser.get(f"{path()}/zip")
    named = browser.answer.headers["content-disposition"].partition("''")[2]
    assert unquote(named) == f"学校法制教育档案-杨地湾学校-{TERM}.zip"
    with zipfile.ZipFile(io.BytesIO(browser.answer.content)) as package:
        assert package.read(f"3-宣传活动/{visited:06d} 现场记录.pdf") == PDF
        assert hashlib.sha256(package.read("manifest.json")).hexdigest() == code
    assert list((tmp_path / "evidence" / "incoming").iterdir()) == []


def test_an_archive_whose_file_is_lost_says_so_and_sends_no_zip(
    browse: Callable[..., Browser], visited: int, tmp_path: Path
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    (tmp_path / "evidence" / digest[:2] / digest).unlink()
    said = browse(SCHOOL).get(f"{path()}/zip", status=422)
    assert "已经不在了，档案没有写出" in said


def test_a_sign_in_link_made_for_one_task_opens_no_archive(place: Place) -> None:
    with place.town.database.read() as session:
        rules = plans.current(session, HERE)
    school = Visitor(
        person=SCHOOL,
        jurisdiction=rules,
        changes=0,
        now=place.now,
        on=place.now.date(),
        posts=frozenset({"杨地湾学校"}),
        stands_in=frozenset(),
        roles=frozenset(),
        rights=frozenset(),
        session="",
        csrf="",
        account=None,
        only=None,
    )
    duty = rules.obligation("school-law-archive")
    assert seen(school, duty) == ["杨地湾学校"]
    assert seen(replace(school, only=frozenset({1})), duty) == []


def test_a_ledger_is_saved_as_excel_from_the_list_of_a_duty(
    place: Place, browse: Callable[..., Browser], visited: int
) -> None:
    browser = browse(SUPERVISOR)
    assert 'href="/ledgers?duty=team-monthly-guidance"' in browser.get(
        "/board/tasks?duty=team-monthly-guidance"
    )
    assert '<option value="team-monthly-guidance" selected>' in browser.get(
        "/ledgers?duty=team-monthly-guidance"
    )
    browser.get("/ledgers/file?duty=team-monthly-guidance&period=2026-09")
    sheet = openpyxl.load_workbook(io.BytesIO(browser.answer.content)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert len(rows) == 12 + 1
    assert [row[-1] for row in rows if row[1] == SEAT] == [1]
    named = browser.answer.headers["content-disposition"].partition("''")[2]
    assert unquote(named) == "台账-每月到校指导-2026年9月.xlsx"


def test_a_period_that_there_is_not_is_said_beside_the_field(
    browse: Callable[..., Browser],
) -> None:
    browser = browse(SUPERVISOR)
    said = browser.get("/ledgers/file?duty=team-monthly-guidance&period=九月", status=422)
    assert "读不懂周期" in said
    browser.get("/ledgers/file?duty=nothing", status=404)


def test_what_is_not_accepted_yet_is_not_in_the_archive(
    place: Place, browse: Callable[..., Browser], visited: int
) -> None:
    with place.town.database.write() as session:
        session.execute(
            update(Task).where(Task.state == "done").values(state="returned", closed_on=None)
        )
    page = browse(SCHOOL).get(path())
    assert "课前检查" not in page
    assert "退回补正" in page
