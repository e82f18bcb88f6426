from __future__ import annotations

from datetime import date

from obligations.doubts import warnings
from obligations.loading import load
from tests.obligations.town import texts

ON = date(2026, 11, 24)

#: What the office should look at in the little town as it is.
STANDING = {
    "plan.yaml:47:12: “会后通报”的周期（after meeting, within 3 working days）原文没有写明，是建议，请确认后改为 confirmed",
    "roster.yaml:12:5: “中心学校”没有写明承办人，提醒发到单位信箱",
    "roster.yaml:20:5: 岗位“河长·空村”空缺，催督转给上一级",
    "calendar.yaml:1:1: 2027 年放假安排没有公布或录入，按周一至周五计算，日期为暂定",
    "calendar.yaml:3:5: 2026-27 学年的起止日期是暂定的",
}


def doubts(*changes: tuple[str, str, str], on: date = ON) -> set[str]:
    """What is doubted with these changes and not without them."""
    jurisdiction, sources = load(texts(*changes))
    return {str(fault) for fault in warnings(jurisdiction, sources, on)} - STANDING


def test_what_is_legal_and_doubtful_is_said_at_its_line() -> None:
    jurisdiction, sources = load(texts())
    assert {str(fault) for fault in warnings(jurisdiction, sources, ON)} == STANDING


def test_a_cadence_that_the_office_has_confirmed_is_no_doubt() -> None:
    jurisdiction, sources = load(texts(("plan.yaml", "basis: office", "basis: confirmed")))
    assert not [f for f in warnings(jurisdiction, sources, ON) if f.file == "plan.yaml"]


def test_a_due_date_before_the_plan_took_effect() -> None:
    change = ("plan.yaml", "    every: monthly", "    every: once\n    due: 2025-07-31")
    assert doubts(change) >= {
        "plan.yaml:26:10: “每月巡查河道”到期日 2025-07-31 早于方案生效日 2026-01-01"
    }


def test_a_due_date_on_the_day_the_plan_took_effect_is_no_doubt() -> None:
    changes = (
        ("plan.yaml", "    every: monthly", "    every: once\n    due: 2026-01-05"),
        ("plan.yaml", "effective_from: 2026-01-01", "effective_from: 2026-01-05"),
    )
    assert not [line for line in doubts(*changes) if "早于方案生效日" in line]


def test_a_plan_whose_review_is_due() -> None:
    change = ("plan.yaml", "review_by: 2029-01-01", "review_by: 2026-11-23")
    assert doubts(change) == {"plan.yaml:5:12: 方案应在 2026-11-23 前复核，已经过了"}
    assert doubts(("plan.yaml", "review_by: 2029-01-01", "review_by: 2026-11-24")) == set()


def test_a_duty_at_a_school_without_a_number_in_the_whitelist() -> None:
    change = ("plan.yaml", "    whitelist: 白字001号\n", "")
    assert {line.split(": ")[1] for line in doubts(change)} >= {
        "“每周巡查学校”在学校进行，没有社会事务进校园白名单编号（whitelist）"
    }


def test_a_group_without_subjects() -> None:
    change = ("roster.yaml", "[中心学校, 北河小学]", "[]")
    assert doubts(change) == {
        "plan.yaml:12:11: “每周巡查学校”按“schools”逐个开任务，名册里这一组还没有对象",
        "roster.yaml:29:12: “学校”还没有写出名单",
    }


def test_holders_as_printed_and_not_yet_confirmed() -> None:
    change = ("roster.yaml", "name: 河口镇\n", "name: 河口镇\nprinted: 2020-08-04\n")
    assert "roster.yaml:3:10: 任职是 2020-08-04 文件所印，尚未确认；确认后删去 printed" in doubts(
        change
    )


def test_a_plan_without_its_notice() -> None:
    files = texts()
    del files["notice.txt"]
    jurisdiction, sources = load(files)
    found = [str(fault) for fault in warnings(jurisdiction, sources, ON)]
    assert "plan.yaml:1:1: 文件夹里没有 notice.txt，引文没有核对" in found


def test_a_school_year_that_should_have_been_entered() -> None:
    expected = "calendar.yaml:3:3: 2027-28 学年还没有录入学期日期，暂按上一学年推算"
    assert expected in doubts(on=date(2027, 6, 1))
    assert expected not in doubts(on=date(2027, 5, 31))


def test_a_year_that_the_calendar_states_is_no_guess() -> None:
    change = ("calendar.yaml", "published: CN", "published: CN\ncovers: [2027]")
    jurisdiction, sources = load(texts(change))
    assert not [f for f in warnings(jurisdiction, sources, ON) if "放假安排" in f.message]
