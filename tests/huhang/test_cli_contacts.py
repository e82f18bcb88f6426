from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.huhang.conftest import Huhang


def test_contacts_go_out_are_filled_in_and_come_back(demo: Huhang, tmp_path: Path) -> None:
    file = tmp_path / "联系方式.xlsx"
    assert demo("contacts", "export", file).code == 0
    book = load_workbook(file)
    sheet = book.worksheets[0]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[0].value == "平安办")
    assert row[1].value == "褚例宁"
    row[2].value, row[3].value, row[5].value, row[6].value = "8888", "站内信", "12:00", "14:00"
    book.save(file)
    assert "已更新" in demo("contacts", "import", file).out
    assert "没有改动" in demo("contacts", "import", file).out
    again = tmp_path / "again.xlsx"
    demo("contacts", "export", again)
    rows = {r[0]: r for r in load_workbook(again).worksheets[0].iter_rows(values_only=True)}
    assert rows["平安办"][2:] == ("8888", "站内信", None, "12:00", "14:00")
    assert demo("journal", "verify").code == 0


def test_a_sheet_with_a_fault_changes_nothing_and_every_cell_is_named(
    demo: Huhang, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.xlsx"
    demo("contacts", "export", file)
    before = demo("journal", "--json").out
    book = load_workbook(file)
    sheet = book.worksheets[0]
    sheet["A2"], sheet["F3"], sheet["C4"] = "没有的人", "noon", "8888"
    book.save(file)
    answer = demo("contacts", "import", file)
    assert (answer.code, answer.out) == (1, "")
    assert [line.rpartition("xlsx：")[2][:2] for line in answer.err.splitlines()] == [
        "A2",
        "F3",
        "G3",
    ]
    assert demo("journal", "--json").out == before


def test_a_file_that_is_not_there_or_no_sheet_is_one_clear_line(
    demo: Huhang, tmp_path: Path
) -> None:
    assert demo("contacts", "import", tmp_path / "nothing.xlsx").code == 1
    text = tmp_path / "text.xlsx"
    text.write_text("no workbook")
    assert "不是 Excel 文件" in demo("contacts", "import", text).complaint
