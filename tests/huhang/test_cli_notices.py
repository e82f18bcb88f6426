from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.huhang.conftest import VISIT, Huhang

LATE = ("--as-of", "2026-10-10")
SEAT = "羊角学校·法治辅导员"


@pytest.fixture
def late(demo: Huhang) -> Huhang:
    """10 October: the visits of September are three working days late."""
    for day in ("2026-09-30", "2026-10-10"):
        assert demo("round", "--as-of", day).code == 0
    return demo


def drafts(huhang: Huhang, *more: str) -> list[dict[str, Any]]:
    listed = huhang("notice", "list", *LATE, "--json", *more).json
    return [n for n in listed if n["task"]["obligation"] == VISIT and n["post"] == SEAT]


def test_a_supervision_is_listed_issued_written_and_received(late: Huhang, tmp_path: Path) -> None:
    (draft,) = drafts(late)
    assert (draft["name"], draft["state"], draft["number"]) == ("督办单", "draft", "")
    issued = late("notice", "issue", draft["id"], "--by", "平安办", *LATE)
    assert issued.out.strip() == "督办单 督办〔2026〕1号：已签发"
    heard = late("inbox", SEAT, "--as-of", "2026-10-10", "--json").json
    (told,) = [message for message in heard if "督办〔2026〕1号，请签收" in message["body"]]
    assert told["kind"] == "at_once"
    received = late("notice", "receive", draft["id"], "--by", "苏例楷", "--reply", "已补", *LATE)
    assert "已签收" in received.out
    file = tmp_path / "督办单.docx"
    assert late("notice", "document", draft["id"], file, *LATE).code == 0
    assert f"已有 {file}" in late("notice", "document", draft["id"], file, *LATE).complaint
    text = "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
    assert "督办〔2026〕1号" in text
    assert "回执：已补" in text
    assert late("journal", "verify").code == 0


def test_a_step_that_is_not_possible_is_one_clear_line(late: Huhang) -> None:
    (draft,) = drafts(late)
    answer = late("notice", "receive", draft["id"], "--by", "苏例楷", *LATE)
    assert (answer.code, answer.complaint) == (
        1,
        "督办单现在是“待签发”，不能签收；可以：签发、不再办理",
    )
    assert late("notice", "issue", 99999, "--by", "平安办", *LATE).code == 1
    mine = late("notice", "issue", draft["id"], "--by", "苏例楷", *LATE)
    assert "不能办理对自己的督办单" in mine.complaint


def test_a_talk_is_listed_for_leaders_only(late: Huhang) -> None:
    assert late("round", "--as-of", "2026-10-20").code == 0
    asked = ("notice", "list", "--as-of", "2026-10-20", "--json")
    assert "talk" not in {n["kind"] for n in late(*asked).json}
    talks = [n for n in late(*asked, "--by", "领导小组组长").json if n["kind"] == "talk"]
    assert talks
    answer = late("notice", "document", talks[0]["id"], "/nowhere/x.docx", "--as-of", "2026-10-20")
    assert answer.complaint.startswith("没有编号")
