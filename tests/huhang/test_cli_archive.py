"""`huhang archive` and `huhang ledger` on the demo as it stands on 1 September 2026."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.huhang.conftest import FIRST, Huhang

TERM = "2026-27-T1"


def test_the_archive_of_a_school_is_written_and_verified(demo: Huhang, tmp_path: Path) -> None:
    out = tmp_path / "archive.zip"
    written = demo("archive", "杨地湾学校", TERM, "--out", out)
    assert (written.code, written.err) == (0, "")
    told = written.out.splitlines()[1].partition("：")[2]
    assert "“法制专栏”还没有材料" in written.out
    verified = demo("archive", "verify", out, "--sha256", told)
    assert verified.code == 0
    assert "学校法制教育档案 · 杨地湾学校 · 2026-27-T1：1 个文件，完整" in verified.out


def test_a_changed_archive_is_refused_with_every_fault(demo: Huhang, tmp_path: Path) -> None:
    out = tmp_path / "archive.zip"
    demo("archive", "杨地湾学校", TERM, "--out", out)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("别的.txt", "x")
    answer = demo("archive", "verify", out)
    assert answer.code == 1
    assert answer.complaint == "多出来的文件：别的.txt"


def test_without_a_name_the_zip_is_called_by_what_it_is(
    demo: Huhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    demo("archive", "羊角学校", TERM)
    assert (tmp_path / f"学校法制教育档案-羊角学校-{TERM}.zip").exists()


def test_a_school_a_term_or_a_file_that_there_is_not_is_said_in_one_line(
    demo: Huhang, tmp_path: Path
) -> None:
    assert "没有 '安稳中学'" in demo("archive", "安稳中学", TERM).complaint
    assert TERM in demo("archive", "安稳学校", "2026-27").complaint
    assert "没有档案 'x'" in demo("archive", "安稳学校", TERM, "--duty", "x").complaint
    assert "读写不了" in demo("archive", "verify", tmp_path / "none.zip").complaint
    assert "读写不了" in demo("archive", "安稳学校", TERM, "--out", "/nowhere/x.zip").complaint


def test_the_ledger_of_a_duty_is_an_excel_file(demo: Huhang, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    answer = demo("ledger", "team-monthly-guidance", "2026-09", "--out", out, "--as-of", FIRST)
    assert (answer.code, answer.err) == (0, "")
    assert "台账 · 每月到校指导 · 2026年9月，12 行" in answer.out
    sheet = openpyxl.load_workbook(out).active
    assert sheet.max_row == 2 + 12 + 1
    assert sheet["A3"].value == "2026年9月"


def test_a_duty_or_a_period_that_there_is_not_leaves_no_file(demo: Huhang, tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    assert "没有职责 'x'" in demo("ledger", "x", "--out", out).complaint
    assert "读不懂周期" in demo("ledger", "team-monthly-guidance", "九月", "--out", out).complaint
    assert not out.exists()
