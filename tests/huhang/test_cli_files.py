"""What a command writes is a new file: one that is there already stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.huhang.conftest import ANWEN, VISIT, Huhang

WRITING = {
    "ledger": ("ledger", VISIT, "--out"),
    "word": ("report", "bulletin", "2026-Q3", "--out"),
    "excel": ("report", "assessment", "2026", "--out"),
    "archive": ("archive", "羊角学校", "2026-27-T1", "--out"),
    "contacts": ("contacts", "export"),
    "rehearsal": ("simulate", ANWEN, "--to", "2026-09-02", "--from", "2026-09-01", "--report"),
}


@pytest.mark.parametrize("asked", WRITING.values(), ids=WRITING)
def test_a_file_that_is_there_is_not_written_over(
    demo: Huhang, tmp_path: Path, asked: tuple[object, ...]
) -> None:
    file = tmp_path / ("mine.xlsx" if "assessment" in asked else "mine.docx")
    file.write_bytes(b"mine")
    answer = demo(*asked, file)
    assert (answer.code, answer.out) == (1, "")
    assert answer.complaint.startswith(f"已有 {file}，请换一个文件名，或先把它移走，以免盖掉")
    assert file.read_bytes() == b"mine"
    file.unlink()
    assert demo(*asked, file).code == 0
    assert [one for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_a_rehearsal_is_played_again_into_the_same_file_when_asked_to(
    demo: Huhang, tmp_path: Path
) -> None:
    file = tmp_path / "rehearsal.html"
    file.write_bytes(b"the last one")
    assert demo(*WRITING["rehearsal"], file).complaint.endswith("，或加 --force")
    assert demo(*WRITING["rehearsal"], file, "--force").code == 0
    assert file.read_bytes().startswith(b"<!")
