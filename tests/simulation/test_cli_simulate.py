from __future__ import annotations

from pathlib import Path

import pytest

from tests.huhang.conftest import Huhang, data, huhang  # noqa: F401  # fixtures
from tests.simulation import village

SOON = ("--from", "2026-09-07", "--to", "2026-09-18")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The village as a plan folder."""
    folder = tmp_path / "village"
    folder.mkdir()
    for name, text in village.TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_simulate_prints_tables_and_writes_nothing(huhang: Huhang, plan: Path, data: Path) -> None:  # noqa: F811
    answer = huhang("simulate", plan, *SOON)
    assert answer.code == 0
    for title in ("总数", "各单位", "每人收到的消息", "谁到了督办，为什么", "领导会看到什么"):
        assert title in answer.out.splitlines()
    assert not data.exists()


def test_the_same_command_prints_the_same_bytes(huhang: Huhang, plan: Path) -> None:  # noqa: F811
    command = ("simulate", plan, *SOON, "--seed", 7, "--people", "late", "--json")
    first = huhang(*command)
    assert first.out == huhang(*command).out
    assert list(first.json)[:7] == [
        "days", "tasks", "late", "messages", "nudges", "by_unit", "by_person",
    ]  # fmt: skip
    assert first.json["days"] == 12


def test_the_report_is_one_file_that_asks_for_nothing_outside(
    huhang: Huhang,  # noqa: F811
    plan: Path,
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.html"
    answer = huhang("simulate", plan, *SOON, "--report", report, "--without", "乙所")
    assert answer.code == 0
    text = report.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "两种办法相比" in text
    assert all(outside not in text for outside in ("http:", "https:", "<script", "<link", "src="))


def test_another_plan_stands_beside_it(huhang: Huhang, plan: Path) -> None:  # noqa: F811
    answer = huhang("simulate", plan, *SOON, "--vs", plan, "--json")
    figures = answer.json["versus"]["figures"]
    assert {figure["verdict"] for figure in figures} == {"same"}
    assert answer.json["other"]["tasks"] == answer.json["tasks"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--people", "lazy"), "typical"),
        (("--without", "北讲师"), "甲所"),
        (("--holidays", "2027=soon"), "late"),
        (("--to", "2026-09-01"), "早于"),
        (("--from", "1.9."), "2026-09-30"),
    ],
)
def test_what_was_asked_wrongly_is_said_in_one_line(
    huhang: Huhang,  # noqa: F811
    plan: Path,
    asked: tuple[str, str],
    said: str,
) -> None:
    answer = huhang("simulate", plan, *SOON, *asked)
    assert answer.code == 2
    assert said in answer.complaint


def test_a_plan_with_faults_is_not_played(huhang: Huhang, plan: Path) -> None:  # noqa: F811
    file = plan / "plan.yaml"
    file.write_text(file.read_text("utf-8").replace("review: 副职", "review: 副力"), "utf-8")
    answer = huhang("simulate", plan, *SOON)
    assert answer.code == 1
    assert "plan.yaml:26" in answer.complaint


def test_a_file_of_people_with_faults_is_refused_with_its_line(
    huhang: Huhang,  # noqa: F811
    plan: Path,
    tmp_path: Path,
) -> None:
    people = tmp_path / "people.yaml"
    people.write_text("hand_in: {unasked: 2}\nreview: {unasked: 3}\n", encoding="utf-8")
    answer = huhang("simulate", plan, *SOON, "--people", people)
    assert answer.code == 1
    assert "共 2 处错误，第一处 people.yaml:1" in answer.complaint
