"""Archives: which kinds there are, what fills them, and from when to when each reaches."""

from __future__ import annotations

from datetime import date

import pytest

from obligations.archives import NoArchive, archives, kinds, sources, span, spans, subject_of
from obligations.plan import Obligation
from tests.obligations.town import town
from tests.plans.folders import jurisdiction

ANWEN = jurisdiction("anwen")
[SCHOOL] = archives(ANWEN.plan)


def test_the_notice_asks_for_one_archive_in_five_kinds() -> None:
    assert SCHOOL.name == "学校法制教育档案"
    assert kinds(SCHOOL) == ("会议安排", "备课讲课", "宣传活动", "法制专栏", "工作总结")


def test_each_kind_is_filled_by_the_duties_that_feed_it() -> None:
    filled = sources(ANWEN.plan, SCHOOL)
    assert list(filled) == list(kinds(SCHOOL))
    assert filled["会议安排"] == {"team-semester-meeting": ("议题",)}
    assert filled["备课讲课"]["weekly-law-lesson"] == ("完成班数",)
    assert filled["备课讲课"]["lecture-materials-handover"] == ("课件", "现场资料")
    assert filled["法制专栏"] == {}


def test_the_holidays_belong_to_the_term_before_them() -> None:
    first, second = (span(ANWEN, SCHOOL, f"2026-27-T{n}") for n in (1, 2))
    assert (first.first, first.last) == (date(2026, 9, 1), date(2027, 2, 21))
    assert (second.first, second.last) == (date(2027, 2, 22), date(2027, 8, 31))


def test_every_day_after_the_first_term_belongs_to_exactly_one() -> None:
    for day in (date(2026, 9, 1), date(2027, 1, 25), date(2027, 8, 31), date(2027, 9, 1)):
        assert len(list(spans(ANWEN, SCHOOL, day, day))) == 1


@pytest.mark.parametrize(
    "strange", ["2026-27", "2026-27-T3", "x", "", "9999-00-T1", "２０２６-27-T1"]
)
def test_a_term_that_there_is_not_is_answered_with_those_there_are(strange: str) -> None:
    with pytest.raises(NoArchive, match="2026-27-T1"):
        span(ANWEN, SCHOOL, strange)


def test_a_school_that_there_is_not_is_answered_with_those_there_are() -> None:
    assert subject_of(ANWEN, SCHOOL, "羊角学校") == "羊角学校"
    with pytest.raises(NoArchive, match="杨地湾学校、羊角学校"):
        subject_of(ANWEN, SCHOOL, "羊角")


def test_an_archive_can_be_kept_by_the_month_too() -> None:
    made = town(
        (
            "plan.yaml",
            "hand_in: {次数: count, 照片: files?}",
            "hand_in: {走访: yes}\n    archive: true",
        )
    )
    archive: Obligation = made.obligation("river-patrol")
    march = span(made, archive, "2026-03")
    assert (march.first, march.last) == (date(2026, 3, 1), date(2026, 3, 31))
