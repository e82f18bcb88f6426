"""Is the whole notice in the plan: what is covered, what is declared, what is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huhang.cli import run
from obligations.coverage import paragraphs
from obligations.declared import DUTY_WORDS, IS_HEADING, Row, Status, cover
from obligations.faults import PlanError
from obligations.plan import NoDuty
from tests.obligations.town import texts, town, with_duty
from tests.plans.folders import PLANS, jurisdiction

NOTICE = """\
一、工作要求
（一）巡查。每周巡查学校一次，做好记录。重大事项及时研究。
名单：甲、乙
"""
COVERED, DECLARED, OPEN = Status.COVERED, Status.DECLARED, Status.OPEN


def rows(*declared: tuple[str | tuple[str, ...], str], notice: str = NOTICE) -> tuple[Row, ...]:
    """The notice read with one duty that quotes 每周巡查学校一次, and these declared parts."""
    plan = with_duty("every: week").plan
    entries = tuple(
        NoDuty(quote=(quote,) if isinstance(quote, str) else quote, why=why)
        for quote, why in declared
    )
    duties = (plan.by_id["it"],)
    return cover(plan.model_copy(update={"obligations": duties, "no_duty": entries}), notice)


def statuses(found: tuple[Row, ...]) -> list[Status]:
    return [row.status for row in found]


def test_a_sentence_is_covered_by_a_quote_and_open_without_one_and_a_heading_declares_itself() -> (
    None
):
    found = rows()
    assert [(row.text, row.status) for row in found] == [
        ("一、工作要求", DECLARED),
        ("（一）巡查。", DECLARED),
        ("每周巡查学校一次，做好记录。", COVERED),
        ("重大事项及时研究。", OPEN),
        ("名单：甲、乙", OPEN),
    ]
    assert found[0].why == (IS_HEADING,)
    assert found[2].duties == ("it",)


def test_a_sentence_is_declared_only_when_all_of_it_is() -> None:
    assert statuses(rows(("名单：甲、乙", "名单")))[-1] is DECLARED
    assert statuses(rows(("名单：甲", "名单")))[-1] is OPEN


@pytest.mark.parametrize("word", DUTY_WORDS)
def test_a_sentence_with_a_word_that_makes_a_duty_needs_a_reason_of_its_own(word: str) -> None:
    one, other = f"平安办{word}做好这项工作。", "另有一句。"
    notice = f"{one}\n{other}\n"
    assert statuses(rows((one, "甲"), (other, "乙"), notice=notice)) == [DECLARED, DECLARED]
    # Shared in one entry, in two entries with the same words, and by a quote across both.
    assert statuses(rows(((one, other), "甲"), notice=notice)) == [OPEN, DECLARED]
    assert statuses(rows((one, "甲"), (other, "甲"), notice=notice)) == [OPEN, DECLARED]
    assert statuses(rows((f"{one}\n{other}", "甲"), notice=notice)) == [OPEN, DECLARED]


def test_a_heading_with_such_a_word_does_not_declare_itself() -> None:
    assert statuses(rows(notice="一、每月排查\n")) == [OPEN]


def test_a_word_that_makes_a_duty_outside_the_quote_keeps_its_sentence_open() -> None:
    notice = "每周巡查学校一次，每月报送情况。\n"
    (found,) = rows(notice=notice)
    assert (found.status, found.unsettled) == (OPEN, ("每月",))
    (found,) = rows(("每月报送情况", "另有职责"), notice=notice)
    assert (found.status, found.words, found.why) == (COVERED, ("每月",), ("另有职责",))


def test_a_letterhead_that_is_printed_twice_is_declared_in_both_places() -> None:
    assert statuses(rows(("某镇", "机关"), notice="某镇\n某镇\n")) == [DECLARED, DECLARED]


def test_a_declared_part_inside_a_longer_one_does_not_cut_it_up() -> None:
    entries = (NoDuty(quote=("方案",), why="标题"), NoDuty(quote=("现将方案印发。",), why="套语"))
    [[sentence], [title]] = paragraphs("现将方案印发。\n方案\n", (), entries)
    assert [(p.text, p.why) for p in sentence.pieces] == [("现将方案印发。", "套语")]
    assert title.why == ("标题",)


def test_a_declared_quote_that_is_not_in_the_notice_is_a_fault_at_its_line() -> None:
    plan = texts()["plan.yaml"]
    entry = "\nno_duty:\n  - {quote: 没有这句话, why: 理由}\n\nobligations:"
    with pytest.raises(PlanError) as raised:
        town(("plan.yaml", "\nobligations:", entry))
    [fault] = raised.value.faults
    assert fault.line == plan[: plan.index("\nobligations:")].count("\n") + 3
    assert "通知里没有这句话：'没有这句话'" in fault.message


@pytest.mark.parametrize("folder", ["anwen", "example-fire"])
def test_the_plans_of_the_repository_have_decided_on_every_sentence(folder: str) -> None:
    rules = jurisdiction(folder)
    assert [row.text for row in cover(rules.plan, rules.notice) if row.status is OPEN] == []


def test_a_duty_taken_out_of_the_plan_leaves_its_sentence_open() -> None:
    rules = jurisdiction("anwen")
    rest = tuple(d for d in rules.plan.obligations if d.id != "team-semester-meeting")
    found = cover(rules.plan.model_copy(update={"obligations": rest}), rules.notice)
    [row] = [row for row in found if "每学期参加一次学校行政会议" in row.text]
    assert (row.status, row.unsettled) == (OPEN, ("每学期",))


def test_the_command_tells_all_as_json_and_ends_with_1_while_something_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["plan", "coverage", str(PLANS / "example-fire"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["sentences", "covered", "declared", "open"]
    assert told["sentences"][4] == {
        "n": 5,
        "text": "Every week the caretaker walks through each stairwell and clears what stands in the way.",
        "status": "covered",
        "duties": ["stairwell-walk"],
    }
    assert told["covered"] + told["declared"] == len(told["sentences"])
    for name, text in texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run(["plan", "coverage", str(tmp_path)]) == 1
    assert "还没有定：" in capsys.readouterr().out


def test_what_is_declared_though_a_word_makes_it_a_duty_is_listed_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["plan", "coverage", str(PLANS / "anwen")])
    said = capsys.readouterr().out
    apart = said[said.index("单独写明没有职责") :]
    assert "牵头单位要发挥好牵头作用" in apart
    assert "指导思想" not in apart
