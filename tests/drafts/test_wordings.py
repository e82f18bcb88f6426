"""The ways in which notices of other counties say who does what how often."""

from __future__ import annotations

from datetime import date

import pytest

from obligations.drafting import drafting
from obligations.loading import load
from tests.drafts.small import drafted, who_and_how_often


@pytest.mark.parametrize(
    ("notice", "lead", "support", "cadence"),
    [
        ("第五条 派出所履行下列职责：\n（一）每月检查一次消防栓。", "派出所", (), "month"),
        ("第五条 各村应当：\n（一）每月检查一次消防栓。", "各村", (), "month"),
        ("一、派出所是牵头单位，承担以下职责：\n1、每月检查一次消防栓。", "派出所", (), "month"),
        ("一、职责分工\n派出所：每月检查一次消防栓。", "派出所", (), "month"),
        ("一、职责分工\n派出所。每月检查一次消防栓。", "派出所", (), "month"),
        ("第四条 承办者应当每月检查一次消防栓。", "承办者", (), "month"),
        ("一、派出所要会同应急办、各村，每季度开展一次检查。", "派出所", ("应急办", "各村"), "quarter"),
        ("一、由派出所牵头，会同应急办，每季度开展一次检查。", "派出所", ("应急办",), "quarter"),
        ("一、派出所牵头，住建、水利等部门配合，每季度开展一次检查。", "派出所", ("住建", "水利"), "quarter"),
        ("一、每日清扫主次干道。城管办负责，环卫公司具体实施。", "城管办", ("环卫公司",), "RRULE:FREQ=DAILY"),
        ("一、召开例会，每月一次。\n牵头单位：派出所\n责任单位：应急办", "派出所", ("应急办",), "month"),
        ("一、每月开展一次检查。\n牵头单位：派出所    配合单位：应急办", "派出所", ("应急办",), "month"),
        ("一、村级河长每周巡河一次。（责任单位：各级河长）", "村级河长", (), "week"),
        ("一、检查充装站许可，每月不少于1次。（派出所牵头，应急办配合）", "派出所", ("应急办",), "month"),
    ],
)  # fmt: skip
def test_who_is_to_do_it_is_read_wherever_the_notice_says_it(
    notice: str, lead: str, support: tuple[str, ...], cadence: str
) -> None:
    assert who_and_how_often(notice) == [(lead, support, cadence)]


@pytest.mark.parametrize(
    ("words", "cadence"),
    [
        ("每两月", "RRULE:FREQ=MONTHLY;INTERVAL=2"),
        ("每两天", "DTSTART:20260105 RRULE:FREQ=DAILY;INTERVAL=2"),
        ("每两年", "RRULE:FREQ=YEARLY;INTERVAL=2"),
        ("每晚", "RRULE:FREQ=DAILY"),
        ("每年5月至9月每月", "month"),
        ("每年春秋两季", "half-year"),
        ("按1次/季度的频次", "quarter"),
    ],
)
def test_the_cadence_is_the_one_that_the_words_state(words: str, cadence: str) -> None:
    assert who_and_how_often(f"一、派出所{words}开展消防检查。") == [("派出所", (), cadence)]


def test_a_row_of_short_cadences_is_a_duty_each() -> None:
    found = who_and_how_often("一、应急办实行“日调度、周会商、旬通报、月排名”。")
    assert [cadence for _, _, cadence in found] == [
        "RRULE:FREQ=DAILY",
        "week",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,11,21",
        "month",
    ]
    assert {lead for lead, _, _ in found} == {"应急办"}


def test_a_cadence_stated_for_all_of_a_sentence_is_everyones() -> None:
    notice = "一、应急办负责工厂检查，派出所负责旅馆检查，均每季度不少于1次。"
    assert who_and_how_often(notice) == [("应急办", (), "quarter"), ("派出所", (), "quarter")]


def test_of_two_cadences_each_goes_with_what_stands_before_it() -> None:
    notice = "一、各村每日播放消防知识，并对独居老人逐户上门宣传，每月不少于一次。"
    assert [cadence for _, _, cadence in who_and_how_often(notice)] == ["RRULE:FREQ=DAILY", "month"]


def test_making_a_plan_and_handing_it_up_by_a_day_is_one_duty() -> None:
    notice = "一、各村要制定具体实施方案，于11月30日前报镇应急办。"
    assert who_and_how_often(notice) == [("各村", (), "once")]


def test_below_several_units_a_list_of_them_takes_nothing_from_any() -> None:
    notice = "一、职责\n应急办。每月检查一次仓库。\n派出所。每季度检查一次旅馆。\n责任单位：应急办、派出所"
    found = drafted(notice).plan.obligations
    assert [(duty.lead, duty.support) for duty in found] == [(("应急办",), ()), (("派出所",), ())]


def test_a_table_whose_cells_stand_one_below_the_other_is_a_table() -> None:
    notice = (
        "序号\n任务\n频次\n牵头单位\n配合单位\n"
        "1\n养老机构安全检查\n每月1次\n民政办\n派出所\n"
        "2\n独居老人电话问候\n每天\n各社区\n志愿服务队\n"
        "备注：1.各社区每周报送一次。"
    )
    assert who_and_how_often(notice)[:2] == [
        ("民政办", ("派出所",), "month"),
        ("各社区", ("志愿服务队",), "RRULE:FREQ=DAILY"),
    ]


def test_whom_the_notice_is_sent_to_leads_nothing_by_that() -> None:
    notice = "各村、各学校：\n现将有关工作通知如下。\n开展夜间巡查，每月一次。"
    [duty] = drafted(notice).plan.obligations
    assert duty.each == ("全辖区",)
    assert "没有写由谁承办" in duty.note


@pytest.mark.parametrize(
    "words",
    [
        "联系人：何平，联系电话：0000-1234567。",
        "本办法自2026年5月1日起施行，有效期二年。",
        "为加强消防管理，防范火灾事故，根据有关法律法规，结合本镇实际，制定本办法。",
        "各村要充分认识火灾防控工作的重要性，切实增强责任感和紧迫感。",
        "检查结果纳入村级年度目标考核。",
        "由镇长何平担任组长，各村主要负责人为成员。",
    ],
)
def test_what_only_tells_is_no_duty(words: str) -> None:
    notice = f"一、任务\n（一）应急办每周开展检查。\n（二）{words}\n"
    assert who_and_how_often(notice) == [("应急办", (), "week")]


@pytest.mark.parametrize(
    ("notice", "lead", "support", "cadence"),
    [
        ("一、市场监管部门每季度检查一次充装站。", "市场监管部门", (), "quarter"),
        ("一、县供销社每月自查一次农资门店。", "县供销社", (), "month"),
        ("一、护林员坚持“周报告”。", "护林员", (), "week"),
        ("一、专班办公室设在派出所，实行周例会。", "派出所", (), "week"),
        ("一、每月检查一次食堂。（责任单位：派出所牵头，应急办配合）", "派出所", ("应急办",), "month"),
        ("（一）检查\n夜间巡查每周一次。\n上述工作由派出所牵头，应急办配合。", "派出所", ("应急办",), "week"),
        ("一、派出所每年举办讲座2场。", "派出所", (), "half-year"),
        ("一、派出所检查消防栓，原则上一个季度一次。", "派出所", (), "quarter"),
        ("⒈派出所早晚各巡逻一次。", "派出所", (), "RRULE:FREQ=DAILY"),
    ],
)  # fmt: skip
def test_units_cadences_and_leads_that_the_second_lot_of_notices_taught(
    notice: str, lead: str, support: tuple[str, ...], cadence: str
) -> None:
    assert (lead, support, cadence) in who_and_how_often(notice)


def test_what_is_due_at_once_when_something_happens_is_not_the_round_before_it() -> None:
    duties = drafted("一、派出所每月巡查1次，发现火情立即上报应急办。").plan.obligations
    assert [(duty.cadence, duty.basis.value) for duty in duties] == [
        ("month", "text"),
        ("month", "office"),
    ]


def test_what_is_due_by_the_hour_is_for_the_office_to_decide() -> None:
    [duty] = drafted("一、水位超过警戒时，派出所每2小时巡查1次河堤。").plan.obligations
    assert duty.basis.value == "office"


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2025年11月10日", date(2026, 5, 10)),
        ("二〇二六年一月二十日", date(2026, 5, 10)),
        ("（石桥镇人民政府2026年6月20日印发）", date(2027, 5, 10)),
        ("", date(2026, 5, 10)),
    ],
)
def test_a_day_without_a_year_is_the_first_one_after_the_notice(day: str, due: date) -> None:
    """Where the notice names no day, its title or its number gives the year."""
    notice = f"石桥镇防火方案\n石桥府〔2026〕3号\n{day}\n一、派出所5月10日前上报总结。\n"
    [duty] = load(drafting.draft(notice, date(2026, 9, 1)))[0].plan.obligations
    assert duty.due is not None
    assert duty.due.day == due
