"""Report once on the pages: one hand-in serves several duties, and each "already have it" names its item."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from tasks.lifecycle import State
from tasks.tables import Task
from tests.tasks.evidence.files import needs_libmagic
from tests.web.conftest import ACT, HOLDER, SCHOOL, SUPERVISOR, Place
from tests.web.test_review import decide
from tests.web.test_units import SEAT, again, photo

LECTURE, HANDOVER, FORWARD = (
    "team-quarterly-lecture",
    "lecture-materials-handover",
    "lecture-materials-forward",
)
ARCHIVE = "school-law-archive"
QUARTER, TERM = "2026-Q3", "2026-27-T1"
SAID = {"时间": "2026-09-08", "主题": "防溺水", "受众": "六年级", "人数": 40}


def lecture(place: Place) -> Task:
    return place.town.task(SEAT, LECTURE, QUARTER)


def hand_in(place: Place, *, with_photo: bool) -> Task:
    """The holder hands in the lecture on its page, and 平安办 accepts it."""
    task, browser = lecture(place), place.browser(HOLDER)
    path, values = f"/tasks/{task.id}", dict(enumerate(SAID.values()))
    sent = {f"f{task.id}-{number}": str(value) for number, value in values.items()}
    files = {f"f{task.id}-5": ("现场.jpg", photo(), "image/jpeg")} if with_photo else {}
    answer = browser.fill(path, f"{path}/hand-in", sent, files=files or {"none": b""})
    assert answer.status_code == 303, answer.text[-500:]
    assert decide(place.browser(SUPERVISOR), accept=f"{task.id}.1") == 303
    return again(place, task)


@needs_libmagic
def test_a_lecture_with_its_materials_is_one_act_that_serves_three_duties_and_readies_the_fourth(
    place: Place,
) -> None:
    done = hand_in(place, with_photo=True)
    handover = place.town.task(SEAT, HANDOVER, QUARTER)
    forward = place.town.task(SEAT, FORWARD, QUARTER)
    archive = place.town.task("杨地湾学校", ARCHIVE, TERM)
    assert (done.state, handover.state, forward.state) == (State.DONE, State.DONE, "pending")
    office = place.browser(SUPERVISOR)
    page = office.get(f"/tasks/{done.id}")
    assert "这次提交同时用于" in page
    for served in (handover, archive):
        assert f'href="/tasks/{served.id}"' in page
    assert "取自任务" in office.get(f"/tasks/{handover.id}")
    assert HANDOVER not in place.browser(HOLDER).get("/tasks")
    packed = office.get(f"/tasks/{forward.id}")
    assert "下载报送区普法办的材料" in packed
    office.get(f"/tasks/{forward.id}/package")
    with zipfile.ZipFile(io.BytesIO(office.answer.content)) as made:
        letter, listed, file = made.namelist()
        assert (letter, listed) == ("报送函.docx", "材料清单.txt")
        assert file.endswith("现场.jpg")
        assert made.read(file)[:3] == b"\xff\xd8\xff"
        words = _words(made.read(letter))
    for said in (
        "关于报送每季度一堂法治讲座资料的函",
        "区普法办：",
        "防溺水",
        "现场.jpg",
        "安稳镇（演示）平安办",
    ):
        assert said in words


@needs_libmagic
def test_the_school_finds_its_archive_filled_with_the_lecture_by_name(place: Place) -> None:
    done = hand_in(place, with_photo=True)
    archive = place.town.task("杨地湾学校", ARCHIVE, TERM)
    page = place.browser(SCHOOL).get(f"/tasks/{archive.id}")
    assert "已有：每季度一堂法治讲座（杨地湾学校·法制副校长，第三季度），9月8日交" in page
    assert f'href="/tasks/{done.id}"' not in page  # the seat's own page is not the school's


def test_without_materials_the_hand_over_is_filled_and_still_to_be_handed_in(place: Place) -> None:
    done = hand_in(place, with_photo=False)
    handover = place.town.task(SEAT, HANDOVER, QUARTER)
    page = place.browser(HOLDER).get(f"/tasks/{handover.id}")
    assert 'value="防溺水"' in page
    assert f'已有：<a href="/tasks/{done.id}">每季度一堂法治讲座（第三季度），9月8日交</a>' in page


@needs_libmagic
def test_evidence_that_is_named_again_can_be_seen_where_it_is_named_and_nowhere_else(
    place: Place,
) -> None:
    hand_in(place, with_photo=True)
    handover = place.town.task(SEAT, HANDOVER, QUARTER)
    other = place.town.task("羊角学校·法治辅导员", LECTURE, QUARTER)
    office = place.browser(SUPERVISOR)
    assert office.get(f"/tasks/{handover.id}/evidence/1")
    office.get(f"/tasks/{other.id}/evidence/1", 404)


def test_a_task_that_nothing_is_sent_on_from_has_no_package(place: Place) -> None:
    task = lecture(place)
    assert place.now.date() == ACT
    place.browser(SUPERVISOR).get(f"/tasks/{task.id}/package", 404)


def _words(letter: bytes) -> str:
    read = Document(io.BytesIO(letter))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])
