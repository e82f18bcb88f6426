from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import typer

from huhang.commands import loading
from tests.huhang.conftest import ANWEN, PLANS, Huhang, Ran


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A plan folder that a test may break."""
    return Path(shutil.copytree(ANWEN, tmp_path / "plan"))


def mend(file: Path, old: str, new: str) -> int:
    """Replace the first `old` in `file`; return the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_check_of_the_township_plan_finds_no_fault_and_says_what_is_doubtful(
    huhang: Huhang,
) -> None:
    answer = huhang("plan", "check", ANWEN, "--json")
    assert answer.code == 0
    assert answer.json["faults"] == []
    assert any("暂定" in doubt["message"] for doubt in answer.json["warnings"])


def test_check_names_every_fault_with_its_file_line_and_column(
    huhang: Huhang, copied: Path
) -> None:
    line = mend(copied / "plan.yaml", "review: 平安办", "review: 平安力")
    other = mend(copied / "roster.yaml", "supervisor: ", "supervisor: 无此")
    answer = huhang("plan", "check", copied, "--json")
    assert answer.code == 1
    places = {(fault["file"], fault["line"]) for fault in answer.json["faults"]}
    assert {("plan.yaml", line), ("roster.yaml", other)} <= places
    assert all(set(f) == {"file", "line", "column", "message"} for f in answer.json["faults"])


def test_check_prints_places_that_an_editor_can_follow(huhang: Huhang, copied: Path) -> None:
    line = mend(copied / "plan.yaml", "review: 平安办", "review: 平安力")
    answer = huhang("plan", "check", copied)
    assert answer.code == 1
    assert f"{copied}/plan.yaml:{line}:" in answer.out.splitlines()[0]
    assert "平安力" in answer.out.splitlines()[0]


def test_check_looks_at_the_demo_roster_too(huhang: Huhang, copied: Path) -> None:
    mend(copied / "demo.yaml", "supervisor: ", "supervisor: 无此")
    answer = huhang("plan", "check", copied, "--json")
    assert {fault["file"] for fault in answer.json["faults"]} == {"demo.yaml"}


def test_check_of_a_file_in_another_encoding_names_the_line(huhang: Huhang, copied: Path) -> None:
    (copied / "roster.yaml").write_bytes("name: x\n# 镇\n".encode("gbk"))
    answer = huhang("plan", "check", copied, "--json")
    [fault] = answer.json["faults"]
    assert (fault["file"], fault["line"], fault["column"]) == ("roster.yaml", 2, 3)
    assert "UTF-8" in fault["message"]


@pytest.mark.parametrize("command", ["check", "show", "load"])
def test_a_folder_that_is_not_there_is_one_line(
    huhang: Huhang, tmp_path: Path, command: str
) -> None:
    answer = huhang("plan", command, tmp_path / "nowhere")
    assert answer.code == 1
    assert "找不到方案文件夹" in answer.complaint
    assert answer.out == ""


def test_show_lists_every_duty_in_the_words_of_the_plan(huhang: Huhang) -> None:
    duties = {duty["id"]: duty for duty in huhang("plan", "show", ANWEN, "--json").json}
    assert len(duties) == 57 + 1  # and what is assigned, one by one
    visit = duties["team-monthly-guidance"]
    assert (visit["name"], visit["basis"], visit["sensitive"]) == ("每月到校指导", "text", False)
    assert visit["cadence"] == "month, in term"
    assert "每月" in visit["quote"]
    handover = duties["lecture-materials-handover"]
    assert handover["cadence"].startswith("after team-quarterly-lecture")


def test_show_of_a_broken_plan_is_refused_with_the_place(huhang: Huhang, copied: Path) -> None:
    line = mend(copied / "plan.yaml", "review: 平安办", "review: 平安力")
    answer = huhang("plan", "show", copied, "--json")
    assert (answer.code, answer.out) == (1, "")
    assert f"plan.yaml:{line}:" in answer.complaint


def test_calendar_holds_both_ends_and_nothing_beyond(huhang: Huhang) -> None:
    asked = ("plan", "calendar", ANWEN, "--from", "2026-09-30", "--to", "2026-09-30", "--json")
    rows = huhang(*asked).json
    assert {row["due"] for row in rows} == {"2026-09-30"}
    visits = [row for row in rows if row["obligation"] == "team-monthly-guidance"]
    assert len(visits) == 12
    assert set(visits[0]) == {
        "obligation", "period", "opens", "due", "subject", "post", "provisional"
    }  # fmt: skip
    assert (visits[0]["period"], visits[0]["opens"]) == ("2026-09", "2026-09-01")


def test_calendar_of_a_school_year_has_nine_visits_for_each_seat(huhang: Huhang) -> None:
    asked = ("plan", "calendar", ANWEN, "--from", "2026-09-01", "--to", "2027-08-31", "--json")
    rows = [r for r in huhang(*asked).json if r["obligation"] == "team-monthly-guidance"]
    assert Counter(Counter(row["subject"] for row in rows).values()) == {9: 12}
    assert all(row["provisional"] for row in rows if date.fromisoformat(row["due"]).year == 2027)


def test_calendar_of_the_demo_has_the_demo_villages(huhang: Huhang) -> None:
    asked = ("plan", "calendar", ANWEN, "--from", "2026-09-01", "--to", "2027-08-31", "--json")
    real, demo = huhang(*asked).json, huhang(*asked, "--demo").json
    assert len(demo) > len(real) > 500


def test_calendar_for_readers_is_never_cut(huhang: Huhang) -> None:
    asked = ("plan", "calendar", ANWEN, "--from", "2026-09-01", "--to", "2026-09-30")
    lines = huhang(*asked).out.splitlines()
    assert lines[0].split() == ["职责", "周期", "开启", "到期", "对象", "岗位", "日期"]
    assert not any("…" in line for line in lines)


def test_pure_plan_commands_leave_no_data_folder(huhang: Huhang, data: Path) -> None:
    huhang("plan", "check", ANWEN)
    huhang("plan", "show", ANWEN)
    huhang("plan", "calendar", ANWEN, "--from", "2026-09-01", "--to", "2026-09-30")
    assert not data.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", "2026-02-30", "--to", "2026-03-01"], "--from：读到 '2026-02-30'，日期应写成"),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "--to 2026-03-01 早于"),
        (["--from", "2026-03-02"], "缺少选项 --to"),
        (["--from", "2026-03-02", "--to"], "选项 --to 后面缺少内容"),
        (["--from", "2026-03-02", "--to", "2026-03-03", "--fast"], "没有选项 --fast"),
        (["--from", "2026-03-02", "--to", "2026-03-03", "more"], "多出了 more"),
    ],
)
def test_what_was_asked_wrongly_is_one_chinese_line_and_exit_code_2(
    huhang: Huhang, arguments: list[str], says: str
) -> None:
    answer = huhang("plan", "calendar", ANWEN, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.complaint


def test_a_command_that_does_not_exist_is_one_chinese_line(huhang: Huhang) -> None:
    assert "没有命令 plans" in huhang("plans").complaint
    assert huhang("plans").code == 2


def test_loading_without_a_terminal_needs_yes_and_changes_nothing(
    huhang: Huhang, data: Path
) -> None:
    answer = huhang("plan", "load", ANWEN, "--demo")
    assert (answer.code, answer.out) == (2, "")
    assert "--yes" in answer.complaint
    assert not data.exists()


def test_loading_a_broken_plan_changes_nothing(huhang: Huhang, copied: Path, data: Path) -> None:
    mend(copied / "plan.yaml", "review: 平安办", "review: 平安力")
    assert huhang("plan", "load", copied, "--yes").code == 1
    assert not data.exists()


def test_loading_says_which_version_is_in_force(huhang: Huhang, copied: Path) -> None:
    first = huhang("plan", "load", copied, "--demo", "--yes")
    assert (first.code, first.err) == (0, "")
    assert "现行版本 1" in first.out
    assert "现行版本 1" in huhang("plan", "load", copied, "--demo", "--yes").out
    mend(copied / "plan.yaml", "minutes: 5", "minutes: 6")
    assert "现行版本 2" in huhang("plan", "load", copied, "--demo", "--yes").out


def test_loading_shows_what_changes_for_open_tasks_and_a_no_changes_nothing(
    demo: Huhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Path(shutil.copytree(ANWEN, tmp_path / "plan"))
    text = (copied / "plan.yaml").read_text(encoding="utf-8")
    start = text.index("- id: hotline-12355")
    end = text.index("- id: ", start + 1)
    (copied / "plan.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    before = demo("journal", "--json").json
    asked: list[str] = []

    def say_no(question: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(loading, "can_ask", lambda: True)
    monkeypatch.setattr(typer, "confirm", say_no)
    answer = demo("plan", "load", copied, "--demo")
    assert answer.code == 1
    assert answer.complaint == "没有载入，什么也没有改动"
    assert len([line for line in answer.out.splitlines() if "12355" in line]) >= 4
    assert asked == [f"载入 {copied} 吗？"]
    assert demo("journal", "--json").json == before


def test_with_two_jurisdictions_a_command_asks_which_one(demo: Huhang) -> None:
    assert demo("plan", "load", PLANS / "example-fire", "--yes").code == 0
    answer = demo("tasks", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "请用 --jurisdiction 指明" in answer.complaint
    other, ours = (demo("tasks", "--jurisdiction", name, "--json") for name in named(answer))
    assert {answer.code, other.code, ours.code} == {0, 2}
    assert {bool(other.json), bool(ours.json)} == {True, False}


def named(answer: Ran) -> list[str]:
    """The two jurisdictions that the refusal names."""
    return answer.complaint.partition("（")[2].partition("）")[0].split("、")
