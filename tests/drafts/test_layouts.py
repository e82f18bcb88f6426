"""Where notices of other counties put who, how often and until when: labels in the paragraph, tables, brackets, lists."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drafts.small import drafted, who_and_how_often


@pytest.mark.parametrize(
    "notice",
    [
        "（一）巡查。每月巡查一次。责任单位：应急办。配合单位：派出所。",
        "（一）巡查。每月巡查一次。——责任单位：应急办；配合单位：派出所",
        "（一）巡查。每月巡查一次。【责任单位：应急办；配合单位：派出所】",
        "（一）巡查。牵头单位：应急办；配合单位：派出所。每月巡查一次。",
        "（一）巡查\n牵头单位：应急办\n配合单位：派出所\n每月巡查一次。",
        "（一）巡查\n工作内容：开展巡查\n牵头单位：应急办\n配合单位：派出所\n巡查频次：每月1次",
        "（一）巡查。每月巡查一次。责任人：周明（应急办主任）；配合单位：派出所",
        "工作任务\t具体措施\t责任单位\t责任人\t配合单位\t频次\n巡查\t每个网格都走到\t应急办\t周明\t派出所\t每月",
        "序号  工作任务        牵头单位  配合单位\n1     每月巡查一次    应急办    派出所",
        "序号\t任务\t责任科室\t配合单位\t备注\n1\t每月巡查一次\t应急办\t派出所\t",
    ],
)
def test_the_labels_may_stand_anywhere(notice: str) -> None:
    assert who_and_how_often(notice) == [("应急办", ("派出所",), "month")]


def test_a_label_on_its_own_line_below_items_is_for_all_of_them() -> None:
    notice = "一、任务\n（一）巡查\n1.每月巡查一次。\n2.每周更新台账。\n（责任单位：应急办）"
    assert [lead for lead, _, _ in who_and_how_often(notice)] == ["应急办", "应急办"]


def test_a_heading_with_nothing_below_it_but_who_is_to_do_it_is_a_duty() -> None:
    notice = "一、任务\n（一）建立联络员制度。——责任单位：应急办"
    assert [lead for lead, _, _ in who_and_how_often(notice)] == ["应急办"]


def test_until_when_may_stand_in_the_bracket_that_says_who() -> None:
    [duty] = drafted("（一）补充防汛物资（应急办负责，各村配合，5月底前完成）。").plan.obligations
    assert duty.due is not None
    assert (duty.due.day, duty.support) == (date(2026, 5, 31), ("各村",))


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("自本通知印发之日起30日内", date(2026, 2, 4)),
        ("本方案印发后一周内", date(2026, 1, 12)),
        ("自发布之日起10个工作日内", date(2026, 1, 19)),
        ("2026年5月31日防火期结束后10日内", date(2026, 6, 10)),
        ("6月18日后两周内", date(2026, 7, 2)),
        ("年内", date(2026, 12, 31)),
    ],
)
def test_so_many_days_after_a_day_is_a_day(words: str, due: date) -> None:
    [duty] = drafted(f"一、任务\n（一）应急办{words}完成排查。").plan.obligations
    assert duty.due is not None
    assert (duty.cadence, duty.due.day) == ("once", due)


@pytest.mark.parametrize(
    ("words", "cadence"),
    [
        ("每三天", "DTSTART:20260105 RRULE:FREQ=DAILY;INTERVAL=3"),
        ("每7天", "week"),
        ("每个工作日", "RRULE:FREQ=DAILY"),
        ("单月", "RRULE:FREQ=MONTHLY;INTERVAL=2"),
        ("每年6月、12月", "half-year"),
        ("每年3月、6月、9月和12月", "quarter"),
        ("昼夜不间断", "RRULE:FREQ=DAILY"),
    ],
)
def test_more_ways_to_say_how_often(words: str, cadence: str) -> None:
    assert who_and_how_often(f"一、派出所{words}巡查河堤。") == [("派出所", (), cadence)]


@pytest.mark.parametrize(
    ("notice", "lead", "support", "cadence"),
    [
        ("一、住建、人社等重点部门主要负责人每周接访一次。", "住建", (), "week"),
        ("一、物业服务企业每日开展检查。", "物业服务企业", (), "RRULE:FREQ=DAILY"),
        ("一、食堂管理员每日检查食材。", "食堂管理员", (), "RRULE:FREQ=DAILY"),
        ("一、护理员夜间每天查房一次。", "护理员", (), "RRULE:FREQ=DAILY"),
        ("一、地下商场、地下车库的经营管理单位应当每日检查一次。", "经营管理单位", (), "RRULE:FREQ=DAILY"),
        ("一、县防指采取暗访方式，每月检查一次。", "县防指", (), "month"),
        ("一、各村请于每季度末报送进展。", "各村", (), "quarter"),
        ("一、每月巡查一次，由应急办统筹，各村负责实施。", "应急办", ("各村",), "month"),
        ("一、应急办每月组织派出所、卫生院召开会商会。", "应急办", ("派出所", "卫生院"), "month"),
        ("1.月调度。应急办每月召开调度会。", "应急办", (), "month"),
    ],
)  # fmt: skip
def test_more_ways_to_say_who(
    notice: str, lead: str, support: tuple[str, ...], cadence: str
) -> None:
    assert who_and_how_often(notice) == [(lead, support, cadence)]


def test_those_who_are_checked_do_not_lead_the_check() -> None:
    notice = "一、应急办对重点企业每月检查一次，小微企业每季度检查一次。"
    assert who_and_how_often(notice) == [("应急办", (), "month"), ("应急办", (), "quarter")]


def test_whoever_does_it_beside_the_unit_that_leads_is_not_lost() -> None:
    notice = "一、村保洁员每日清扫。（牵头单位：应急办）"
    assert who_and_how_often(notice) == [("应急办", ("村保洁员",), "RRULE:FREQ=DAILY")]


def test_a_short_name_that_the_notice_gives_is_the_name_of_the_unit() -> None:
    notice = (
        "一、石桥镇消防安全委员会办公室（以下简称“镇消委办”）每月调度一次。\n"
        "二、镇消委办每周巡查一次。"
    )
    assert [lead for lead, _, _ in who_and_how_often(notice)] == ["镇消委办", "镇消委办"]


def test_a_group_with_and_without_each_is_one_group() -> None:
    found = drafted("一、学校每月检查一次。\n二、各学校每周巡查一次。")
    assert [duty.each for duty in found.plan.obligations] == [("各学校",), ("各学校",)]


@pytest.mark.parametrize(
    "words",
    [
        "也可根据需要随时召开会议。",
        "未经批准，任何单位和个人不得野外用火。",
        "考核结果不作为评优依据。",
    ],
)
def test_what_may_be_done_or_must_not_is_no_duty(words: str) -> None:
    notice = f"一、任务\n（一）应急办每周开展检查。\n（二）{words}\n"
    assert who_and_how_often(notice) == [("应急办", (), "week")]


@pytest.mark.parametrize(
    "notice",
    ["、，" * 1000, "12\n" * 2000, "序号\n" * 2000, "序号  任务  单位\n" * 2000, "责任单位：应急办。" * 2000],
)  # fmt: skip
def test_a_long_text_of_nothing_is_drafted_too(notice: str) -> None:
    assert drafted(notice).plan.obligations
