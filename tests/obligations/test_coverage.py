from __future__ import annotations

import pytest

from obligations.coverage import (
    Paragraph,
    heading_level,
    paragraphs,
    part_of,
    part_titles,
    titles,
    without_duty,
)
from tests.obligations.town import with_duty
from tests.plans.folders import jurisdiction

PLANS = pytest.mark.parametrize("folder", ["anwen", "example-fire"])
NOTICE = """\
一、工作要求
（一）巡查。每周巡查学校一次，做好记录。重大事项及时研究。
名单：甲、乙
"""


def read(notice: str) -> tuple[Paragraph, ...]:
    """The notice with one duty that quotes 每周巡查学校一次."""
    duty = with_duty("every: week").plan.by_id["it"]
    return paragraphs(notice, [duty])


def bare(text: str) -> str:
    return "".join(text.split())


@PLANS
def test_nothing_of_the_notice_is_lost_or_changed(folder: str) -> None:
    rules = jurisdiction(folder)
    found = paragraphs(rules.notice, rules.plan.obligations)
    assert bare("".join(s.text for p in found for s in p)) == bare(rules.notice)


@PLANS
def test_every_duty_of_the_plan_is_found_in_its_notice(folder: str) -> None:
    rules = jurisdiction(folder)
    found = paragraphs(rules.notice, rules.plan.obligations)
    carried = {duty for p in found for s in p for duty in s.duties}
    assert carried == set(rules.plan.by_id)


def test_the_words_of_a_duty_are_cut_out_of_its_sentence() -> None:
    sentence = read(NOTICE)[1][1]
    assert [(p.text, p.duties) for p in sentence.pieces] == [
        ("每周巡查学校一次", ("it",)),
        ("，做好记录。", ()),
    ]
    assert NOTICE[sentence.first :].startswith(sentence.text)


def test_a_sentence_that_carries_no_duty_is_named_and_headings_and_lists_are_not() -> None:
    assert [s.text for s in without_duty(read(NOTICE))] == ["重大事项及时研究。"]


def test_a_quote_that_spans_two_sentences_marks_its_part_of_both() -> None:
    duty = with_duty("every: week").plan.by_id["it"]
    spanning = duty.model_copy(update={"quote": ("一次。然后",)})
    found = paragraphs("巡查一次。然后记录。\n", [spanning])
    assert [[(p.text, p.duties) for p in s.pieces] for s in found[0]] == [
        [("巡查", ()), ("一次。", ("it",))],
        [("然后", ("it",)), ("记录。", ())],
    ]


def test_two_duties_that_quote_the_same_words_are_both_carried_by_them() -> None:
    duty = with_duty("every: week").plan.by_id["it"]
    other = duty.model_copy(update={"id": "other", "quote": ("学校一次",)})
    (sentence,) = paragraphs("每周巡查学校一次。\n", [duty, other])[0]
    assert [p.duties for p in sentence.pieces] == [("it",), ("it", "other"), ()]


def test_headings_are_known_by_their_numbers() -> None:
    found = paragraphs("一、工作要求\n（一）巡查\n（二）记录。写下来。\n1. Routes\nWalk.\n", [])
    assert [heading_level(p) for p in found] == [1, 2, 0, 1, 0]


def test_the_parts_of_the_notice_stand_in_its_order_whatever_the_order_of_the_plan() -> None:
    rules = jurisdiction("anwen")
    parts = ["二", "三", "四（一）", "四（二）", "四（三）", "四（四）", "五", "六", "七"]
    assert list(part_titles(rules.notice, reversed(rules.plan.obligations))) == parts


def test_the_parts_of_the_notice_are_called_by_their_headings() -> None:
    rules = jurisdiction("anwen")
    named = titles(rules.notice)
    parts = dict.fromkeys(part_of(duty.clause) for duty in rules.plan.obligations)
    assert {part: named[part] for part in parts} == {
        "二": "加强领导",
        "三": "工作目标",
        "四（一）": "开展“春风润雨”行动",
        "四（二）": "开展“雷霆净化”行动",
        "四（三）": "开展“阳光关爱”行动",
        "四（四）": "开展“金盾铸安”行动",
        "五": "创新打造四个品牌",
        "六": "建立完善四项机制",
        "七": "工作要求",
    }
