"""The yearly arrangement of holidays, read from the notice that publishes it.

The texts of 2019 to 2026 are written down from memory in the official style: their days agree with the published
tables, their wording may differ from print in small things. 2019 is the arrangement as amended in March of that
year; 2020 has the later notice that made the Spring Festival longer behind it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from chinese_calendar import constants

from huhang.cli import run
from obligations.calendars import Calendar
from obligations.holidays import writing
from obligations.holidays.arrangement import problems
from obligations.holidays.reading import read
from obligations.workdays import WorkCalendar, each_day

TEXTS = Path(__file__).parent / "texts"
YEARS = pytest.mark.parametrize("year", range(2019, 2027))
PUBLISHED = WorkCalendar.of("CN")


def text_of(year: int) -> str:
    return (TEXTS / f"{year}.txt").read_text(encoding="utf-8")


def changed(year: int, old: str, new: str) -> str:
    text = text_of(year)
    assert old in text
    return text.replace(old, new, 1)


def wrong(text: str, year: int = 2026) -> tuple[str, ...]:
    return problems(read(text, year))


def calendar_of(text: str) -> Calendar:
    found = writing.read_calendar(text)
    assert found
    return found


@YEARS
def test_every_day_of_the_year_is_what_the_published_table_says(year: int) -> None:
    arrangement = read(text_of(year), year)
    assert problems(arrangement) == ()
    text = writing.written(arrangement).replace("published: CN\n", "")
    workdays = calendar_of(text).workdays()
    days = list(each_day(date(year, 1, 1), date(year, 12, 31)))
    assert [d for d in days if workdays.is_workday(d) != PUBLISHED.is_workday(d)] == []
    assert not workdays.is_provisional(date(year, 7, 1))


@YEARS
def test_the_days_off_that_are_written_are_in_the_published_table(year: int) -> None:
    arrangement = read(text_of(year), year)
    off = {day for rest, _ in arrangement.rests for day in each_day(rest.first, rest.last)}
    of_the_table = {day for day in constants.holidays if day.year == year and day.weekday() < 5}
    assert {day for day in off if day.year == year and day.weekday() < 5} == of_the_table
    work = {day for day in constants.workdays if day.year == year}
    assert {day for day in arrangement.work if day.year == year} == work


def test_full_width_digits_other_brackets_and_numbers_and_one_long_line_read_the_same() -> None:
    right = read(text_of(2026), 2026)
    wide = text_of(2026).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert read(wide, 2026) == right
    assert read(text_of(2026).replace("（", "(").replace("）", ")"), 2026) == right
    assert read(text_of(2026).replace("周", "星期"), 2026) == right
    assert read(text_of(2026).replace("\n", ""), 2026) == right
    numbered = text_of(2026)
    for n, sign in enumerate("一二三四五六七", 1):
        numbered = numbered.replace(f"\n{sign}、", f"\n{n}. ")
    assert read(numbered, 2026) == right


def test_a_new_year_that_begins_in_december_need_not_name_the_year() -> None:
    text = changed(
        2019,
        "2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日",
        "12月30日至1月1日放假调休，共3天。12月29日",
    )
    assert read(text, 2019) == read(text_of(2019), 2019)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1月4日（周日）", "1月4日（周六）", "第 1 段（元旦）：2026-01-04 写作周六，这一天是周日"),
        (
            "放假调休，共9天",
            "放假调休，共8天",
            "第 2 段（春节）：写作共 8 天，2026-02-15 至 2026-02-23 是 9 天",
        ),
        ("5月9日（周六）上班", "5月11日上班", "第 4 段（劳动节）：2026-05-11 上班，这一天是周一"),
        ("、2月28日（周六）上班", "上班", "第 2 段（春节）：工作日放假天数减去补班天数是 5 天"),
        ("共7天。9月20日", "共7天。另有9月20日", "第 7 段（国庆节）：没有读懂“另有9月20日"),
        ("9月25日（周五）", "9月31日（周五）", "第 6 段（中秋节）：没有读懂“9月31日"),
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n", "", "没有读到端午节的安排"),
        ("关于2026年", "关于2025年", "文字里写的是 2025 年的安排，--year 是 2026"),
        ("七、国庆节：10月1日（周四）至", "七、国庆节：9月27日（周日）至10月", "放假的日子重叠"),
        (
            "放假，共3天。\n四",
            "放假，共3天。清明节放假由各地安排。\n四",
            "没有读懂“清明节放假由各地安排”",
        ),
    ],
)
def test_what_does_not_agree_is_said_with_its_paragraph(old: str, new: str, said: str) -> None:
    found = wrong(changed(2026, old, new))
    assert any(said in problem for problem in found), found


def test_a_text_that_is_no_arrangement_has_no_paragraphs() -> None:
    assert read("一、工作要求：每月1日上班。", 2026).paragraphs == ()


def test_the_command_adds_the_year_to_a_calendar_and_keeps_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calendar.yaml"
    before = (
        "# 本镇日历\npublished: CN\nrest:\n  - {from: 2024-12-30, to: 2024-12-30}   # 赶集\n\n"
        "school_years:\n  - id: 2026-27\n    terms:\n      - {id: T1, from: 2026-09-01, to: 2027-01-22}\n"
    )
    file.write_text(before, encoding="utf-8")
    words = ["calendar", "read", str(TEXTS / "2026.txt"), "--year", "2026", "--out", str(file)]
    assert run(words) == 0
    after = file.read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after] == []
    assert calendar_of(after).covers == (2026,)
    assert date(2026, 2, 28) in calendar_of(after).workdays().work
    capsys.readouterr()
    assert run(words) == 1
    assert "已有 2026 年的安排" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == after


def test_the_command_changes_nothing_when_something_could_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, out = tmp_path / "text.txt", tmp_path / "calendar.yaml"
    text.write_text(changed(2026, "共3天", "共4天"), encoding="gb18030")
    assert run(["calendar", "read", str(text), "--year", "2026", "--out", str(out)]) == 1
    assert "第 1 段（元旦）：写作共 4 天" in capsys.readouterr().err
    assert not out.exists()


def test_the_command_shows_the_lines_when_no_file_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["calendar", "read", str(TEXTS / "2026.txt"), "--year", "2026"]) == 0
    said = capsys.readouterr().out
    assert "covers: [2026]" in said
    assert "  - {from: 2026-02-15, to: 2026-02-23, reason: 春节}" in said


def test_a_file_that_is_no_plain_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notice.docx"
    file.write_bytes(b"PK\x03\x04\xff\xfe\x00\x00")
    assert run(["calendar", "read", str(file), "--year", "2026"]) == 1
    assert "不是纯文本" in capsys.readouterr().err
