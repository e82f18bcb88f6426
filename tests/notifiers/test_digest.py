"""The digest, read as the person who gets it."""

from __future__ import annotations

from datetime import date
from typing import Any

from notifiers import rendering
from notifiers.digest import Item, digest
from obligations.ladder import RungKind
from tasks.occasions import Occasion
from tests.notifiers.town import TODAY, anwen, item

SCHOOLS = ("杨地湾学校", "羊角学校", "安稳学校", "松藻学校")


def said(*items: Item) -> list[str]:
    """The lines of the message, without the greeting."""
    made = digest(items, anwen(), TODAY)
    return rendering.body(made, "窦例毅").split("\n")[1:]


def titled(*items: Item, at_once: bool = False) -> str:
    return rendering.subject(digest(items, anwen(), TODAY), at_once=at_once)


def venues(kind: RungKind, **more: Any) -> Item:
    return item(kind, "安稳镇", duty="venue-inspection", **more)


def test_a_whole_digest_reads_from_the_most_urgent_to_the_least() -> None:
    items = [
        item(Occasion.MOVED, original_due=date(2026, 9, 25)),
        item(
            RungKind.OPENED, duty="team-quarterly-lecture", period="2026-Q4", due=date(2026, 12, 31)
        ),
        item(RungKind.REMINDER, duty="team-annual-summary", period="2026-27", due=TODAY),
        item(RungKind.URGE, due=date(2026, 9, 21)),
        venues(RungKind.REMINDER),
    ]
    made = digest(items, anwen(), TODAY)
    assert titled(*items) == "今日 5 项：1 项逾期、1 项今日到期、1 项临期、1 项新开、1 项日期调整"
    assert rendering.body(made, "窦例毅") == (
        "窦例毅，您好：\n"
        "1. 【催办】每月到校指导（9月）：杨地湾学校·法制副校长，已逾期 2 个工作日（9月21日到期）\n"
        "2. 每学年梳理总结（2026—2027学年）：杨地湾学校·法制副校长，今天到期（日期暂定）\n"
        "3. 网吧游戏厅歌舞厅旅馆监管检查（9月）：还有 4 个工作日（9月30日）\n"
        "4. 【新开】每季度一堂法治讲座（第四季度）：杨地湾学校·法制副校长，12月31日前完成\n"
        "5. 【日期调整】每月到校指导（9月）：杨地湾学校·法制副校长，"
        "改为 9月30日前完成（原定 9月25日）"
    )


def test_the_schools_of_one_duty_share_a_line_that_names_three() -> None:
    lessons = [
        item(
            RungKind.REMINDER, s, duty="weekly-law-lesson", period="2026-W39", due=date(2026, 9, 24)
        )
        for s in SCHOOLS
    ]
    who = "杨地湾学校、羊角学校、安稳学校等 4 所"
    lesson = f"1. 每周思想道德法治安全课（9月21日当周）：{who}，还有 1 个工作日（9月24日）"
    assert said(*lessons) == [lesson]


def lessons(*weeks: int, schools: tuple[str, ...] = SCHOOLS[:1], **more: Any) -> list[Item]:
    """The lessons of these weeks of 2026, all due on 24 September."""
    return [
        item(
            RungKind.REMINDER,
            school,
            duty="weekly-law-lesson",
            period=f"2026-W{week}",
            due=date(2026, 9, 24),
            original_due=date.fromisocalendar(2026, week, 4),
            **more,
        )
        for week in weeks
        for school in schools
    ]


def test_several_weeks_of_one_duty_are_one_line_and_count_as_many() -> None:
    left = "杨地湾学校，还有 1 个工作日（9月24日）"
    weeks = "9月7日当周、9月14日当周、9月21日当周"
    assert said(*lessons(37, 38, 39)) == [f"1. 每周思想道德法治安全课（{weeks}）：{left}"]
    assert said(*lessons(36, 37, 38, 39)) == [
        f"1. 每周思想道德法治安全课（8月31日当周、{weeks.rpartition('、')[0]}等 4 周）：{left}"
    ]
    assert titled(*lessons(36, 37, 38, 39)) == "今日 4 项临期"


def test_weeks_that_are_owed_by_different_schools_stay_apart() -> None:
    both, one = lessons(38, schools=SCHOOLS[:2]), lessons(39)
    assert len(said(*both, *one)) == 2


def test_the_original_date_of_a_single_week_is_still_told() -> None:
    assert said(*lessons(38)) == [
        "1. 每周思想道德法治安全课（9月14日当周）：杨地湾学校，还有 1 个工作日（9月24日，原定 9月17日）"
    ]


def test_tasks_with_different_due_dates_do_not_share_a_line() -> None:
    one = item(RungKind.REMINDER, "杨地湾学校", duty="hotline-12355")
    other = item(RungKind.REMINDER, "羊角学校", duty="hotline-12355", due=date(2026, 9, 28))
    assert len(said(one, other)) == 2


def test_of_twelve_lines_ten_are_shown_and_the_rest_counted() -> None:
    items = [
        venues(RungKind.REMINDER, due=date(2026, 9, 30), period=f"2025-{n:02}")
        for n in range(1, 13)
    ]
    lines = said(*items)
    assert len(lines) == 11
    assert lines[-1] == "另有 2 项未列出。"


def test_a_task_with_two_rungs_is_one_line_with_the_graver_one() -> None:
    urge = venues(RungKind.URGE, due=date(2026, 9, 18))
    supervise = Item(
        **{**{f: getattr(urge, f) for f in Item.__slots__}, "kind": RungKind.SUPERVISE}
    )
    assert said(urge, supervise) == [
        "1. 【督办】网吧游戏厅歌舞厅旅馆监管检查（9月）：已逾期 4 个工作日（9月18日到期）"
    ]


def test_a_supervisor_reads_who_is_late() -> None:
    late = venues(RungKind.SUPERVISE, due=date(2026, 9, 18), mover="文化服务中心", own=False)
    head = "1. 【督办】网吧游戏厅歌舞厅旅馆监管检查（9月）：文化服务中心负责"
    assert said(late) == [f"{head}，已逾期 4 个工作日（9月18日到期）"]


def test_external_officers_are_telephoned_by_name_once_for_everything() -> None:
    calls = [
        item(
            RungKind.TELEPHONE, seat, duty=duty, period=period, due=date(2026, 9, 21), own=False, call=person
        )
        for duty, period in (("team-monthly-guidance", "2026-09"), ("team-quarterly-lecture", "2026-Q3"))
        for seat, person in (("安稳学校·法制副校长", "罗例江"), ("羊角学校·法治讲师", "奚例兰"))
    ]  # fmt: skip
    about = "每月到校指导（9月）、每季度一堂法治讲座（第三季度），已逾期 2 个工作日（9月21日到期）"
    assert said(*calls) == [f"1. 请电话联系 奚例兰、罗例江：{about}"]
    assert said(*calls[:3]) == [
        f"1. 请电话联系 奚例兰：每月到校指导（9月），{about.partition('，')[2]}",
        f"2. 请电话联系 罗例江：{about}",
    ]


def test_a_reviewer_reads_what_waits_for_him_and_others_whom_it_waits_for() -> None:
    mine = item(RungKind.OPENED, is_review=True, due=date(2026, 9, 28), mover="平安办")
    theirs = item(RungKind.URGE, is_review=True, due=date(2026, 9, 22), mover="平安办", own=False)
    handed_in = "每月到校指导（9月）：杨地湾学校·法制副校长的提交"
    assert said(mine, theirs) == [
        f"1. 【催办】{handed_in}待平安办审核，已逾期 1 个工作日（9月22日到期）",
        f"2. {handed_in}待您审核，还有 2 个工作日（9月28日）",
    ]
    assert titled(mine, theirs) == "今日 2 项：1 项逾期、1 项待审核"


def test_a_return_says_until_when_and_why() -> None:
    back = item(Occasion.RETURNED, "安稳镇", duty="venue-inspection", reason="缺检查家次")
    assert said(back) == [
        "1. 【退回补正】网吧游戏厅歌舞厅旅馆监管检查（9月）：请于 9月30日前补正。说明：缺检查家次"
    ]
    assert titled(back, at_once=True) == "退回补正 1 项"


def test_a_reason_that_may_name_a_child_is_not_repeated() -> None:
    told = [
        said(item(Occasion.RETURNED, "安稳镇", duty="venue-inspection", reason=reason))[0]
        for reason in ("请补留守情况", "关爱-02 没有写结果")
    ]
    assert all(line.endswith("说明：详见系统") for line in told)
    sensitive = item(Occasion.RETURNED, "派出所", duty="monthly-screening", reason="数字不对")
    assert said(sensitive)[0].endswith("说明：详见系统")


def test_children_in_care_are_a_number() -> None:
    contacts = [
        item(RungKind.REMINDER, c, duty="care-contact") for c in ("关爱-01", "关爱-02", "关爱-03")
    ]
    assert said(*contacts) == ["1. 关爱联系（9月）：3 件，还有 4 个工作日（9月30日）"]


def test_how_few_children_a_village_has_is_told_to_nobody_but_who_calls_them() -> None:
    def late(count: int, *, own: bool) -> list[Item]:
        return [
            item(
                RungKind.SUPERVISE, f"关爱-0{n}", duty="care-contact", due=date(2026, 9, 21),
                mover="云溪村·联系人", own=own,
            )
            for n in range(count)
        ]  # fmt: skip

    assert "：1 件，" in said(*late(1, own=True))[0]
    assert "：<3 件，云溪村·联系人负责，" in said(*late(1, own=False))[0]
    assert "：3 件，云溪村·联系人负责，" in said(*late(3, own=False))[0]
    assert titled(*late(2, own=True)) == "今日 2 项逾期"
    assert titled(*late(2, own=False)) == titled(*late(3, own=False)) == "今日 1 项逾期"


def test_a_date_in_another_year_says_so() -> None:
    far = item(
        RungKind.REMINDER, duty="team-semester-meeting", period="2026-27-T1", due=date(2027, 1, 22)
    )
    assert "（2027年1月22日，日期暂定）" in said(far)[0]


def test_a_due_date_on_a_sunday_on_which_people_work_says_so() -> None:
    """20 September 2026 makes up for Mid-Autumn Festival."""
    made = digest([venues(RungKind.REMINDER, due=date(2026, 9, 20))], anwen(), date(2026, 9, 18))
    assert made.lines[0].left == "还有 1 个工作日（9月20日，周日上班）"
    late = digest([venues(RungKind.URGE, due=date(2026, 9, 20))], anwen(), date(2026, 9, 21))
    assert "周日" not in late.lines[0].left


def test_a_line_about_a_vacant_post_says_so() -> None:
    told = venues(RungKind.REMINDER, mover="文化服务中心", own=False, vacant=True)
    assert said(told)[0].endswith("文化服务中心负责，还有 4 个工作日（9月30日，岗位空缺）")


def test_due_on_a_friday_and_read_on_a_saturday_is_late_without_a_count() -> None:
    saturday = date(2026, 9, 12)
    made = digest([venues(RungKind.URGE, due=date(2026, 9, 11))], anwen(), saturday)
    assert made.lines[0].left == "已逾期（9月11日到期）"
