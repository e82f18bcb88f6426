"""Evidence of a task: a draft until a hand-in names it, then part of what was handed in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tasks import commands
from tasks.evidence import records
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.store import FolderStore
from tasks.evidence.sweeping import missing
from tasks.evidence.uploading import Sent, upload
from tasks.lifecycle import MoveRefused, State
from tasks.tables import HandIn
from tests.tasks.brook import OFFICE, Brook, at
from tests.tasks.evidence.files import needs_libmagic, photo
from tests.tasks.moves import POST

STORED = Stored("a" * 64, "讲座照片.jpg", "jpg", 1234, "b" * 64)


def attach(
    brook: Brook, task: int, on: str = "03-03", stored: Stored = STORED, **limits: int
) -> str:
    """Attach a file; return its id as a hand-in names it."""
    with brook.database.write() as session:
        row = records.attach(
            session, task, stored, by=POST, now=at(on), limits=Limits().model_copy(update=limits)
        )
        return str(row.id)


def submit(brook: Brook, task: int, on: str = "03-03", **values: Any) -> None:
    brook.move(commands.submit, task, on, {"次数": "2", **values}, by=POST)


def detach(brook: Brook, evidence: str) -> None:
    with brook.database.write() as session:
        records.detach(session, int(evidence), by=POST, now=at("03-03"))


def versions(brook: Brook, task: int) -> list[int | None]:
    with brook.look() as session:
        return [row.version for row in records.of_task(session, task)]


def test_a_file_is_a_draft_until_a_hand_in_names_it(brook: Brook) -> None:
    task = brook.task("visit", "东村").id
    photo, draft = attach(brook, task), attach(brook, task)
    submit(brook, task, 资料=[photo])
    assert versions(brook, task) == [1, None]
    with brook.look() as session:
        fields = session.scalars(select(HandIn.fields).where(HandIn.task_id == task)).one()
        assert [row.name for row in records.named(session, fields["资料"])] == ["讲座照片.jpg"]
    assert draft not in fields["资料"]


@needs_libmagic
def test_a_photo_is_uploaded_handed_in_and_given_out(brook: Brook, store: FolderStore) -> None:
    task, sent = brook.task("visit", "东村").id, Sent("现场.jpg", [photo()])
    row = upload(brook.database, store, Limits(), task, sent, by=POST, now=at("03-03"))
    submit(brook, task, 照片=[str(row.id)])
    with brook.look() as session:
        kept = records.find(session, row.id)
    assert kept is not None
    assert (kept.name, kept.kind, kept.version, kept.uploaded_by) == ("现场.jpg", "jpg", 1, POST)
    with store.open(kept.sha256) as opened:
        assert len(opened.read()) == kept.size
    assert missing(brook.database, store) == []


def test_a_file_for_a_task_that_takes_none_is_refused_before_a_byte_is_read(
    creek: Brook, store: FolderStore
) -> None:
    blocks = iter([b"%PDF-"])
    task, sent = creek.task("report", "小溪镇").id, Sent("总结.pdf", blocks)
    with pytest.raises(EvidenceRefused, match="不用交文件"):
        upload(creek.database, store, Limits(), task, sent, by=POST, now=at("03-03"))
    assert next(blocks) == b"%PDF-"


def test_one_file_may_prove_two_things(creek: Brook) -> None:
    task = creek.task("visit", "东村").id
    photo = attach(creek, task)
    submit(creek, task, 资料=photo, 照片=photo)
    assert versions(creek, task) == [1]


def test_after_a_return_the_earlier_files_may_be_named_again_beside_new_ones(brook: Brook) -> None:
    task = brook.task("visit", "东村").id
    first = attach(brook, task)
    submit(brook, task, 资料=[first])
    brook.move(commands.return_, task, "03-04", by=OFFICE, reason="照片不清楚")
    second = attach(brook, task, "03-05")
    submit(brook, task, "03-05", 资料=[first, second])
    assert versions(brook, task) == [1, 2]


@pytest.mark.parametrize("strange", ["999", "abc", "-1", "１"])
def test_a_hand_in_that_names_no_evidence_of_its_task_is_refused(
    brook: Brook, strange: str
) -> None:
    task = brook.task("visit", "东村")
    with pytest.raises(MoveRefused, match=f"没有佐证 {strange}，请先上传到这项任务"):
        submit(brook, task.id, 资料=[strange])
    assert brook.again(task).state == State.PENDING


def test_evidence_of_another_task_cannot_be_handed_in(brook: Brook) -> None:
    theirs = attach(brook, brook.task("visit", "西村").id)
    with pytest.raises(MoveRefused, match="没有佐证"):
        submit(brook, brook.task("visit", "东村").id, 资料=[theirs])


def test_a_draft_can_be_taken_back_and_what_was_handed_in_cannot(brook: Brook) -> None:
    task = brook.task("visit", "东村").id
    draft, photo = attach(brook, task), attach(brook, task)
    detach(brook, draft)
    with pytest.raises(EvidenceRefused, match=f"没有佐证 {draft}"):
        detach(brook, draft)
    submit(brook, task, 资料=[photo])
    with pytest.raises(EvidenceRefused, match=r"“讲座照片\.jpg”已经提交，不能再删"):
        detach(brook, photo)


def test_the_journal_knows_the_hash_and_not_the_name(brook: Brook) -> None:
    """A name can tell of a person."""
    task = brook.task("visit", "东村")
    detach(brook, attach(brook, task.id))
    rows = [row for row in brook.journal(task) if row.verb in ("attach", "detach")]
    assert [(row.verb, row.actor) for row in rows] == [("attach", POST), ("detach", POST)]
    assert all("a" * 64 in row.data and "讲座" not in row.data for row in rows)
    assert brook.verify() == []


def test_what_is_handed_in_takes_no_more_files_until_it_is_returned(creek: Brook) -> None:
    task = creek.task("visit", "东村").id
    submit(creek, task)
    with pytest.raises(EvidenceRefused, match="这项任务是“待审核”，不能再加文件"):
        attach(creek, task)
    creek.move(commands.return_, task, "03-04", by=OFFICE, reason="缺照片")
    attach(creek, task, "03-04")


def test_a_task_takes_only_so_many_files(creek: Brook) -> None:
    task = creek.task("visit", "东村").id
    attach(creek, task, max_files=1)
    with pytest.raises(EvidenceRefused, match="最多 1 个文件"):
        attach(creek, task, max_files=1)


def test_a_duty_that_asks_for_no_files_and_a_task_that_is_none_take_none(creek: Brook) -> None:
    with pytest.raises(EvidenceRefused, match="不用交文件"):
        attach(creek, creek.task("report", "小溪镇").id)
    with pytest.raises(EvidenceRefused, match="没有任务 999"):
        attach(creek, 999)


def test_a_sensitive_duty_takes_no_files(creek: Brook) -> None:
    sensitive = ("plan.yaml", "    name: 每月走访\n", "    name: 每月走访\n    sensitive: true\n")
    creek.load("03-03", sensitive)
    creek.round("04-01")
    with pytest.raises(EvidenceRefused, match="不收照片和文件"):
        attach(creek, creek.task("visit", "东村", "2026-04").id, "04-01")
