"""The commands that give work away, let it in from outside, and send on what was handed in."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.huhang.conftest import FIRST, Huhang

ON = ("--as-of", FIRST)
LECTURE, HANDOVER, FORWARD = (
    "team-quarterly-lecture",
    "lecture-materials-handover",
    "lecture-materials-forward",
)


def only(huhang: Huhang, duty: str, state: str = "pending") -> int:
    rows = huhang("tasks", *ON, "--json").json
    return next(
        int(row["id"]) for row in rows if (row["obligation"], row["state"]) == (duty, state)
    )


def test_assigned_work_is_listed_under_its_title(demo: Huhang) -> None:
    order = ("assign", "修好校门口的路灯", "--to", "派出所", "--due", "2026-09-10")
    made = demo(*order, "--support", "杨地湾学校", "--source", "联席会议", *ON, "--json").json
    assert (made["name"], made["post"], made["due"]) == (
        *("交办：修好校门口的路灯", "派出所"),
        "2026-09-10",
    )
    listed = demo("tasks", "--post", "派出所", *ON).out
    assert "交办：修好校门口的路灯" in listed
    told = demo("run", "assigned-work", *ON)
    assert told.code == 0


def test_work_whose_title_tells_of_children_is_refused_in_one_line(demo: Huhang) -> None:
    answer = demo("assign", "走访留守儿童", "--to", "派出所", "--due", "2026-09-10", *ON)
    assert answer.code == 1
    assert "请换掉“留守”" in answer.complaint


def test_a_due_date_of_another_age_is_refused_in_one_line(demo: Huhang) -> None:
    answer = demo("assign", "修好校门口的路灯", "--to", "派出所", "--due", "9999-12-31", *ON)
    assert (answer.code, "太远了" in answer.complaint) == (1, True)


def test_a_lecture_handed_in_ends_in_a_package_for_the_district(
    demo: Huhang, tmp_path: Path
) -> None:
    lecture, day = only(demo, LECTURE), "2026-09-01"
    fields = (f"时间={day}", "主题=防溺水", "受众=六年级", "人数=40")
    said = [part for field in fields for part in ("--field", field)]
    assert demo("task", "submit", lecture, *said, *ON).code == 0
    assert demo("task", "accept", lecture, *ON).code == 0
    handover = only(demo, HANDOVER)
    refused = demo("package", lecture)
    assert (refused.code, "不用打包报送" in refused.complaint) == (1, True)
    assert demo("task", "submit", handover, "--field", "资料清单=一份教案", *ON).code == 0
    assert demo("task", "accept", handover, *ON).code == 0
    file = tmp_path / "报送.zip"
    forward = only(demo, FORWARD)
    assert "0 个文件" in demo("package", forward, "--out", file).out
    assert f"已有 {file}" in demo("package", forward, "--out", file).complaint
    with zipfile.ZipFile(file) as made:
        assert made.namelist() == ["报送函.docx", "材料清单.txt"]
        assert "资料清单：一份教案" in made.read("材料清单.txt").decode()
