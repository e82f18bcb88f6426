from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.huhang.conftest import ANWEN, FIRST, Huhang

GREETING = (
    "{{ recipient }}同志：\n{% for line in digest.lines %}{% include 'line.txt.j2' %}\n{% endfor %}"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The plan with a folder for templates of its own."""
    copied = tmp_path / "plan"
    shutil.copytree(ANWEN, copied)
    (copied / "templates").mkdir()
    return copied


def test_a_plans_own_template_speaks_in_its_messages(huhang: Huhang, folder: Path) -> None:
    (folder / "templates" / "message.txt.j2").write_text(GREETING, "utf-8")
    assert huhang("plan", "load", folder, "--demo", "--go-live", FIRST, "--yes").code == 0
    assert huhang("round", "--as-of", FIRST).code == 0
    (told,) = huhang("inbox", "派出所", "--as-of", FIRST, "--json").json
    assert told["body"].startswith(f"{told['recipient']}同志：\n")


def test_a_broken_template_is_named_with_its_line_and_nothing_is_loaded(
    huhang: Huhang, folder: Path
) -> None:
    file = folder / "templates" / "message.txt.j2"
    file.write_text("您好\n{% for line in %}", "utf-8")
    checked = huhang("plan", "check", folder, "--json")
    assert checked.code == 1
    (fault,) = checked.json["faults"]
    assert (fault["file"], fault["line"]) == ("templates/message.txt.j2", 2)
    refused = huhang("plan", "load", folder, "--demo", "--yes")
    assert refused.code == 1
    assert f"{file}:2:1: 模板写法不对" in refused.complaint
    assert huhang("tasks").complaint.startswith("还没有载入方案")


def test_a_word_template_that_is_none_is_refused(huhang: Huhang, folder: Path) -> None:
    (folder / "templates" / "supervise.docx").write_bytes(b"\x00not word")
    answer = huhang("plan", "load", folder, "--demo", "--yes")
    assert (answer.code, "不是 Word 文件" in answer.complaint) == (1, True)
