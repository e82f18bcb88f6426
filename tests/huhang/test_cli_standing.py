"""Who signs and decides at the command line: whoever holds a post for it on that day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.huhang.conftest import FIRST, VISIT, Huhang

LATE = ("--as-of", "2026-10-10")
SEAT = "羊角学校·法治辅导员"  # held by 苏例楷


@pytest.fixture
def late(demo: Huhang) -> Huhang:
    """10 October: the visits of September are three working days late."""
    assert demo("round", *LATE).code == 0
    return demo


def draft_of(huhang: Huhang) -> dict[str, Any]:
    listed = huhang("notice", "list", *LATE, "--json").json
    [found] = [n for n in listed if n["task"]["obligation"] == VISIT and n["post"] == SEAT]
    return dict(found)


@pytest.mark.parametrize("by", ["无此人", "司法所", "安稳学校·法治讲师"])
def test_a_supervision_is_not_signed_by_who_has_no_post_for_it(late: Huhang, by: str) -> None:
    draft = draft_of(late)
    answer = late("notice", "issue", draft["id"], "--by", by, *LATE)
    assert (answer.code, answer.out) == (1, "")
    assert answer.complaint.startswith(f"{by} 在 2026-10-10 不能办理这一步")
    assert "平安办" in answer.complaint
    assert draft_of(late) == draft


def test_a_supervision_is_received_by_whom_it_is_addressed_to_and_nobody_else(late: Huhang) -> None:
    number = draft_of(late)["id"]
    assert late("notice", "issue", number, "--by", "平安办", *LATE).code == 0
    assert SEAT in late("notice", "receive", number, "--by", "派出所", *LATE).complaint
    assert late("notice", "receive", number, "--by", "苏例楷", *LATE).code == 0


def test_a_hand_in_is_reviewed_by_its_reviewer_and_a_task_waived_by_its_supervisor(
    demo: Huhang,
) -> None:
    on = ("--as-of", FIRST)
    tasks = [t for t in demo("tasks", "--json", *on).json if t["obligation"] == VISIT]
    one, other = (task["id"] for task in tasks[:2])
    handed = ("--field", "时间=2026-09-01", "--field", "指导内容=法治课")
    assert demo("task", "submit", one, *handed, *on).code == 0
    assert "平安办" in demo("task", "accept", one, "--by", "司法所", *on).complaint
    assert demo("task", "show", one, "--json").json["state"] == "submitted"
    waived = ("task", "waive", other, "--reason", "停课", *on)
    assert "不能办理这一步" in demo(*waived, "--by", "司法所").complaint
    assert demo("task", "show", other, "--json").json["state"] == "pending"
    assert demo("task", "accept", one, "--by", "平安办·负责人", *on).code == 0
    assert demo(*waived, "--by", "领导小组组长").code == 0


def test_a_report_is_frozen_by_the_office(late: Huhang) -> None:
    freeze = ("report", "freeze", "2026-Q3", *LATE, "--by")
    assert "不能办理这一步" in late(*freeze, "无此人").complaint
    assert late("report", "list", "--json", *LATE).json == []
    assert late(*freeze, "平安办").code == 0


def test_a_day_that_can_only_be_a_typing_error_is_refused(demo: Huhang) -> None:
    answer = demo("round", "--as-of", "2062-09-30")
    assert (answer.code, answer.out) == (2, "")
    assert answer.complaint.startswith("读到 --as-of 2062-09-30，比 ")
    assert "huhang simulate" in answer.complaint
    assert demo("round", "--as-of", "2026-09-02").code == 0


def test_a_number_that_no_database_has_is_asked_wrongly(demo: Huhang) -> None:
    for command in ("task show", "notice receive --by 平安办", "report show"):
        answer = demo(*command.split(), 10**22)
        assert (answer.code, "太大" in answer.complaint) == (2, True)
    assert demo("journal", "9" * 30).code == 2


def test_what_the_system_says_of_a_file_is_said_in_chinese(demo: Huhang, tmp_path: Path) -> None:
    answer = demo("ledger", VISIT, "--out", tmp_path / "none" / "x.xlsx")
    assert (answer.code, answer.complaint.endswith("：没有这个文件或文件夹")) == (1, True)


def test_an_archive_does_not_take_the_place_of_a_device(demo: Huhang, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answer = demo("archive", "安稳学校", "2026-27-T1", "--out", pipe)
    assert (answer.code, "以免盖掉" in answer.complaint) == (1, True)
    assert pipe.is_fifo()


def test_a_damaged_database_is_told_in_chinese_and_by_the_doctor_too(
    huhang: Huhang, data: Path
) -> None:
    data.mkdir()
    (data / "huhang.sqlite").write_bytes(b"no database" * 1000)
    answer = huhang("tasks")
    said = "这个文件不是数据库，或已损坏，请从备份恢复"
    assert (answer.code, answer.complaint) == (1, f"数据库打不开或没有应答：{said}")
    assert said in huhang("doctor").out
