"""What lies in a school's archive of a played term, compared with what the database says when asked directly."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from obligations.archives import NoArchive, archives
from obligations.jurisdiction import Jurisdiction
from reports.archives.contents import OWN, Contents, contents
from reports.archives.packing import pack
from reports.archives.verifying import verify
from runtime.database import Database
from tasks import commands, feeding, plans
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.store import FolderStore
from tasks.tables import Task
from tests.reports.archived import put
from tests.rounds.town import morning

TERM, SCHOOL = "2026-27-T1", "杨地湾学校"
LAST = date(2027, 1, 25)
PDF = b"%PDF-1.4 the slides of one lecture %%EOF"
#: The tasks of a term, by duty and state: asked of the tables, with nothing of ours in between.
COUNTED = """
    SELECT count(*) FROM task JOIN hand_in ON hand_in.task_id = task.id AND hand_in.version = task.version
    WHERE task.state = 'done' AND hand_in.outcome = 'accepted' AND task.obligation IN ({duties})
    AND (task.subject = '杨地湾学校' OR task.subject LIKE '杨地湾学校·%')
    AND task.original_due BETWEEN '2026-09-01' AND '2027-02-21'
"""
MISSING = """
    SELECT count(*) FROM task WHERE closed_on IS NULL AND obligation IN ({duties})
    AND (subject = '杨地湾学校' OR subject LIKE '杨地湾学校·%')
    AND original_due BETWEEN '2026-09-01' AND '2027-02-21'
"""
KINDS = {
    "会议安排": "'team-semester-meeting'",
    "宣传活动": "'team-monthly-guidance', 'hotline-12355'",
    "法制专栏": "''",
    "工作总结": "'team-annual-summary'",
}


def archive(database: Database, rules: Jurisdiction, school: str = SCHOOL) -> Contents:
    [duty] = archives(rules.plan)
    with database.read() as session:
        return contents(session, rules, duty, school, TERM)


def counted(database: Database, statement: str, duties: str) -> int:
    with database.read() as session:
        return int(session.execute(text(statement.format(duties=duties))).scalar_one())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_holds_what_was_accepted_for_the_school_and_its_seats(
    term_read: Database, rules: Jurisdiction, kind: str
) -> None:
    [found] = [one for one in archive(term_read, rules).kinds if one.name == kind]
    assert len(found.items) == counted(term_read, COUNTED, KINDS[kind])
    assert len(found.missing) == counted(term_read, MISSING, KINDS[kind])
    assert {item.subject.partition("·")[0] for item in found.items} <= {SCHOOL}


def test_a_term_of_a_school_has_something_of_most_kinds_and_says_calmly_what_is_missing(
    term_read: Database, rules: Jurisdiction
) -> None:
    found = {kind.name: kind for kind in archive(term_read, rules).kinds}
    assert len(found["备课讲课"].items) > 10
    assert len(found["会议安排"].items) + len(found["会议安排"].missing) == 3
    assert found["法制专栏"].items == ()


def test_what_is_handed_in_late_lies_in_the_term_in_which_it_was_due(
    term_read: Database, rules: Jurisdiction
) -> None:
    [duty] = archives(rules.plan)
    with term_read.read() as session:
        after = contents(session, rules, duty, SCHOOL, "2026-27-T2")
    assert {item.task for item in after.items}.isdisjoint(
        item.task for item in archive(term_read, rules).items
    )


@pytest.mark.parametrize("school", [SCHOOL, "羊角学校"])
def test_an_archive_and_the_form_that_fills_it_name_the_same_hand_ins(
    term_read: Database, rules: Jurisdiction, school: str
) -> None:
    """Late or not, by the day on which the calendar had them due: see docs/decisions/the-term-of-a-late-hand-in.md."""
    with term_read.read() as session:
        tasks = select(Task).where(Task.obligation == "school-law-archive", Task.subject == school)
        own = session.scalars(tasks.where(Task.period == TERM)).one()
        said = feeding.known(session, rules, own)
        filled = {s.task_id: s.on for kind in said.values() for s in kind}
    in_the_archive = {item.task for item in archive(term_read, rules, school).items} - {own.id}
    assert in_the_archive == filled.keys()
    with term_read.read() as session:
        late = [n for n, on in filled.items() if on > session.get_one(Task, n).original_due]
    assert late, "some of them were handed in late"


def test_no_school_sees_what_another_handed_in(term_read: Database, rules: Jurisdiction) -> None:
    several = [archive(term_read, rules, school) for school in (SCHOOL, "羊角学校", "安稳学校")]
    tasks = [item.task for one in several for item in one.items]
    assert len(tasks) == len(set(tasks)) > 30


def test_a_school_that_there_is_not_has_no_archive(
    term_read: Database, rules: Jurisdiction
) -> None:
    with pytest.raises(NoArchive, match="没有 '别的学校'"):
        archive(term_read, rules, "别的学校")


def test_the_zip_of_a_played_term_holds_its_files_and_verifies(
    term: Database, rules: Jurisdiction, tmp_path: Path
) -> None:
    """A meeting of the term is opened again and handed in with a file, which is then in the zip."""
    store = FolderStore(tmp_path / "evidence")
    task = next(
        item.task for item in archive(term, rules).items if item.duty == "team-monthly-guidance"
    )
    hand_in_with_a_file(term, rules, task, put(store, PDF))
    found = archive(term, rules)
    told = pack(found, store, tmp_path / "archive.zip")
    assert (told.items, told.files) == (len(found.items), len(found.files))
    with zipfile.ZipFile(tmp_path / "archive.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
        paths = [name for name in package.namelist() if name.endswith(".pdf")]
        # What the visit brought was handed over to 平安办 in the same moment: it proves both.
        assert {path.partition("/")[0] for path in paths} >= {"3-宣传活动"}
        assert {package.read(path) for path in paths} == {PDF}
        page = package.read("index.html").decode()
    assert page.count("<li>") == sum(len(kind.items) for kind in found.kinds) + (
        found.own is not None
    )
    proved = [one["tasks"] for one in manifest["files"] if one["path"] in paths]
    assert [task] in proved
    assert len(manifest["items"]) == len(found.items)
    assert verify(tmp_path / "archive.zip", told.sha256).faults == ()


def hand_in_with_a_file(
    database: Database, rules: Jurisdiction, task: int, digest: str, field: str = "现场资料"
) -> None:
    now = morning(LAST) + timedelta(hours=1)
    with database.write() as session:
        commands.reopen(session, task, by="平安办", now=now, reason="补佐证")
        stored = Stored(digest, "现场.pdf", "pdf", len(PDF))
        row = records.attach(session, task, stored, by="x", now=now, limits=Limits())
        found = plans.duty_of(session, rules, records.check_welcome(session, task, Limits()))
        values = {"时间": "2027-01-20", "指导内容": "课前检查", field: [str(row.id)]}
        assert set(values) <= set(found.hand_in)
        commands.submit(session, task, values, by="x", now=now)
        commands.accept(session, task, by="领导小组组长", now=now)


def test_what_was_handed_in_with_the_archive_itself_lies_beside_the_kinds(
    term: Database, rules: Jurisdiction, tmp_path: Path
) -> None:
    with term.write() as session:
        own = session.execute(
            text(
                "SELECT id, state FROM task WHERE obligation = 'school-law-archive'"
                " AND subject = :school AND period = :term"
            ),
            {"school": SCHOOL, "term": TERM},
        ).one()
        now = morning(LAST) + timedelta(hours=1)
        if own.state == "submitted":
            commands.return_(session, own.id, by="领导小组组长", now=now, reason="补佐证")
        if own.state == "done":
            commands.reopen(session, own.id, by="平安办", now=now, reason="补佐证")
        stored = Stored("a" * 64, "专栏.pdf", "pdf", len(PDF))
        row = records.attach(session, own.id, stored, by="x", now=now, limits=Limits())
        yes = dict.fromkeys(("会议安排", "备课讲课", "宣传活动", "工作总结"), "是")
        values = {**yes, "法制专栏": "是", "补充材料": [str(row.id)]}
        commands.submit(session, own.id, values, by="x", now=now)
    before = archive(term, rules)
    assert before.own is None
    assert {k.name for k in before.kinds if k.is_empty} >= {"法制专栏"}
    with term.write() as session:
        commands.accept(session, own.id, by="领导小组组长", now=now)
    after = archive(term, rules)
    assert after.own is not None
    assert [file.path for file in after.own.files] == [f"{OWN}/{row.id:06d} 专栏.pdf"]
    assert not any(kind.is_empty for kind in after.kinds)
