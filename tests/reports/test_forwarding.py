"""The package for the district: a letter, a list and the files of what was handed in, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document

from reports import forwarding, template_checks
from reports.forwarding import NothingToForward, Package
from reports.zips import FileLost
from runtime.database import Database
from runtime.word import TemplateFault
from tasks import commands
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.store import FolderStore
from tasks.tables import Task
from tests.tasks.brook import OFFICE, Brook, at
from tests.tasks.test_feeding import FEEDS, POST

SENT = (
    "plan.yaml",
    "    lead: 办公室\n    each: villages",
    "    lead: 办公室\n    send_to: 县里\n    each: villages",
)
ON = date(2026, 3, 12)
COURSEWARE = b"%PDF-1.7 courseware"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence")


@pytest.fixture
def brook(database: Database) -> Brook:
    """On both databases."""
    return Brook(database)


@pytest.fixture
def creek(sqlite_database: Database) -> Brook:
    return Brook(sqlite_database)


def forward(brook: Brook, store: FolderStore, name: str = "课件.pdf") -> Task:
    """The forward of 东村, opened by a lecture with courseware and its hand-over."""
    brook.load("03-02", *FEEDS, SENT, go_live="03-02")
    brook.round("03-02")
    lecture = brook.task("lecture", "东村", "2026-Q1")
    sha256 = _keep(store)
    with brook.database.write() as session:
        stored = Stored(sha256, name, "pdf", len(COURSEWARE))
        row = records.attach(session, lecture.id, stored, by=POST, now=at("03-10"), limits=Limits())
        file = str(row.id)
    values = {"时间": "2026-03-10", "主题": "防溺水 & <防火>", "课件": [file]}
    brook.move(commands.submit, lecture.id, "03-11", values, by=POST)
    brook.move(commands.accept, lecture.id, "03-11", by=OFFICE)
    return brook.task("forward", "东村", "2026-Q1")


def packed(brook: Brook, task: Task) -> Package:
    with brook.look() as session:
        return forwarding.package(session, brook.jurisdiction(), session.get_one(Task, task.id))


def test_the_package_holds_the_letter_the_list_and_each_file_once(
    brook: Brook, store: FolderStore, tmp_path: Path
) -> None:
    found = packed(brook, forward(brook, store))
    assert [(item.name, len(item.files)) for item in found.items] == [
        ("每季度一讲", 1),
        ("资料移交", 0),  # it named the same file again
    ]
    file = tmp_path / "县里.zip"
    forwarding.pack(found, store, file, ON, {})
    with zipfile.ZipFile(file) as made:
        assert made.namelist() == ["报送函.docx", "材料清单.txt", "材料/1-课件.pdf"]
        assert made.read("材料/1-课件.pdf") == COURSEWARE
        letter = Document(io.BytesIO(made.read("报送函.docx")))
    said = [paragraph.text for paragraph in letter.paragraphs]
    assert "关于报送每季度一讲资料的函" in said
    assert {"县里：", "小溪镇办公室", "2026年3月12日"} <= set(said)
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    assert "时间：2026-03-10；主题：防溺水 & <防火>" in cells


def test_the_same_package_has_the_same_bytes_but_for_the_letter(
    creek: Brook, store: FolderStore, tmp_path: Path
) -> None:
    found = packed(creek, forward(creek, store))
    files = [tmp_path / "1.zip", tmp_path / "2.zip"]
    for file in files:
        forwarding.pack(found, store, file, ON, {})
    one, two = (zipfile.ZipFile(file) for file in files)
    for name in ("材料清单.txt", "材料/1-课件.pdf"):
        assert one.read(name) == two.read(name)
        assert one.getinfo(name).date_time == two.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0)


def test_a_file_that_is_gone_is_named_and_nothing_is_written(
    creek: Brook, store: FolderStore, tmp_path: Path
) -> None:
    found = packed(creek, forward(creek, store))
    assert store.delete(found.files[0].sha256, datetime(2100, 1, 1, tzinfo=UTC))
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(FileLost, match="pdf”的文件已经不在了"):
        forwarding.pack(found, store, folder / "县里.zip", ON, {})
    assert list(folder.iterdir()) == []


def test_the_name_of_an_upload_is_no_path_in_the_package(creek: Brook, store: FolderStore) -> None:
    found = packed(creek, forward(creek, store, name="../../长" + "长" * 200 + ".pdf"))
    (file,) = found.files
    assert file.path.startswith("材料/1-")
    assert ".." not in file.path
    assert len(file.path.encode()) < 200


def test_a_task_before_which_nothing_was_handed_in_has_no_package(
    creek: Brook, store: FolderStore
) -> None:
    forward(creek, store)
    with pytest.raises(NothingToForward, match="不用打包报送"):
        packed(creek, creek.task("lecture", "西村", "2026-Q1"))


def test_a_plans_own_letter_is_tried_before_it_is_used() -> None:
    with pytest.raises(TemplateFault):
        template_checks.TRIALS[forwarding.TEMPLATE]({forwarding.TEMPLATE: "bm90IHdvcmQ="})
    assert template_checks.TRIALS[forwarding.TEMPLATE]({})[:2] == b"PK"


def _keep(store: FolderStore) -> str:
    sha256 = hashlib.sha256(COURSEWARE).hexdigest()
    with store.incoming() as folder:
        file = folder / "file"
        file.write_bytes(COURSEWARE)
        store.put(file, sha256)
    return sha256
