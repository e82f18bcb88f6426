"""`huhang report meeting|minutes|information|assessment|summary|burden` and `huhang goal` on the demo."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.huhang.conftest import ANWEN, Huhang

SEAT = "杨地湾学校·法制副校长"


@pytest.mark.parametrize(
    "asked",
    [
        ("meeting", "2026-Q3"),
        ("minutes", "2026-Q3"),
        ("information", "2026-09"),
        ("assessment", "2026"),
        ("summary", SEAT, "2026-27"),
        ("goals", "2026"),
    ],
    ids=lambda asked: asked[0],
)
def test_each_paper_is_told_and_written_as_word(
    demo: Huhang, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    told = demo("report", *asked)
    assert (told.code, told.err) == (0, "")
    assert told.out.strip()
    out = tmp_path / "paper.docx"
    assert demo("report", *asked, "--out", out).out == f"已写到 {out}\n"
    assert len(Document(str(out)).paragraphs) > 2


def test_the_assessment_is_written_as_excel(demo: Huhang, tmp_path: Path) -> None:
    out = tmp_path / "assessment.xlsx"
    assert demo("report", "assessment", "2026", "--out", out).code == 0
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == ["名称", "应办", "按时办结"]
    told = demo("report", "assessment", "2026", "--json").json
    assert (len(told["villages"]), len(told["units"])) == (3, 14)


def test_the_burden_is_told_by_unit_with_the_costliest_duties(demo: Huhang) -> None:
    told = demo("report", "burden").out
    assert "最费时的职责（全年）：每月到校指导" in told
    assert "可以考虑合并：" in told
    asked = demo("report", "burden", "--json").json["asked"]
    assert {"派出所", "平安办"} <= {one["name"] for one in asked}


def test_the_plan_check_ends_with_the_burden(huhang: Huhang) -> None:
    lines = huhang("plan", "check", ANWEN).out.splitlines()
    assert lines[-5].startswith("负担（按方案估计，今后 12 个月）")


def test_a_goal_is_set_and_listed(demo: Huhang) -> None:
    done = demo("goal", "set", "accidents", "2025", "4", "--by", "平安办", "--source", "派出所")
    assert (done.code, done.out) == (0, "accidents 2025年：4\n")
    listed = {one["id"]: one["figures"] for one in demo("goal", "list", "--json").json}
    assert listed["accidents"] == {"2025": 4}
    assert "防欺凌" in demo("goal", "list").out


def test_what_cannot_be_done_is_said_in_one_line(demo: Huhang) -> None:
    assert "读不懂周期 '2026-Q9'" in demo("report", "meeting", "2026-Q9").complaint
    assert "名册里没有 '某校'" in demo("report", "summary", "某校", "2026-27").complaint
    refused = demo("goal", "set", "accident", "2025", "4", "--by", "平安办")
    assert "是不是 'accidents'" in refused.complaint
    assert "整数" in demo("goal", "set", "accidents", "2025", "多", "--by", "平安办").complaint
