from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.huhang.conftest import VISIT, Huhang

NOW = ("--as-of", "2026-10-13")
SIGNING = ("--as-of", "2026-10-19")
SEAT = "羊角学校·法治辅导员"


@pytest.fixture
def late(demo: Huhang) -> Huhang:
    """13 October: what was due in September is five working days late."""
    for day in ("2026-09-30", "2026-10-13"):
        assert demo("round", "--as-of", day).code == 0
    return demo


def test_a_bulletin_is_drafted_frozen_announced_objected_to_answered_and_signed(
    late: Huhang, tmp_path: Path
) -> None:
    drafted = late("report", "bulletin", "2026-Q3", *NOW)
    assert "关于2026年第三季度职责落实情况的通报" in drafted.out
    assert "草稿" in late("report", "freeze", "2026-Q3", "--by", "平安办", *NOW).out
    told = late("report", "announce", 1, "--by", "平安办", *NOW)
    assert told.out.strip() == "报告 1：公示中，异议到 2026-10-16"
    heard = late("inbox", SEAT, *NOW, "--json").json
    assert any("拟通报" in message["body"] for message in heard)
    said = late("report", "object", 1, "--by", SEAT, "--reason", "当天停课", *NOW)
    assert said.out.strip() == "异议 1 已记下"
    early = late("report", "publish", 1, "--by", "领导小组组长", *NOW)
    assert (early.code, early.complaint) == (1, "提出异议的期限到 2026-10-16，之后才能签发")
    answer = ("--by", "平安办", "--reject", "--reason", "可以另约", *SIGNING)
    assert late("report", "answer", 1, *answer).out.strip() == "异议 1：不采纳"
    signed = late("report", "publish", 1, "--by", "领导小组组长", *SIGNING)
    assert signed.out.strip() == "通报〔2026〕1号：已签发"
    (listed,) = late("report", "list", "--json").json
    assert (listed["number"], listed["untouched"]) == ("通报〔2026〕1号", True)
    file = tmp_path / "通报.docx"
    assert late("report", "show", 1, "--out", file).code == 0
    text = "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
    assert "通报〔2026〕1号" in text
    assert f"{SEAT}提出：当天停课。答复：可以另约" in text
    assert late("journal", "verify").code == 0


def test_what_changed_since_is_told_with_the_frozen_figures(late: Huhang) -> None:
    assert late("report", "freeze", "2026-Q3", "--by", "平安办", *NOW).code == 0
    tasks = late("tasks", "--json", *NOW).json
    september = [t for t in tasks if (t["obligation"], t["period"]) == (VISIT, "2026-09")]
    (task,) = [t["id"] for t in september if t["subject"] == SEAT]
    excused = late("task", "excuse", task, "--reason", "大雪封路", *NOW)
    assert excused.code == 0
    shown = late("report", "show", 1, *NOW).out
    assert "冻结之后有 1 项变动" in shown
    assert "逾期未办 → 免责" in shown
    assert late("task", "take-back", task, "--reason", "路是通的", *NOW).code == 0
    assert "变动" not in late("report", "show", 1, *NOW).out


def test_a_period_or_a_report_that_is_none_is_one_clear_line(late: Huhang) -> None:
    wrong = late("report", "bulletin", "第三季度", *NOW)
    assert (wrong.code, wrong.complaint.partition("（")[0]) == (
        1,
        "读不懂周期 '第三季度'，应如 2026-Q4",
    )
    assert "没有编号 9 的报告" in late("report", "show", 9).complaint
    assert "没有编号 9 的报告" in late("report", "announce", 9, "--by", "平安办", *NOW).complaint
    assert late("report", "list").out.strip() == "还没有冻结过报告"
