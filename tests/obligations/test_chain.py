from __future__ import annotations

from datetime import date

import pytest

from obligations.chain import addressees, reviewer, upwards
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import DEFAULT, Rung, RungKind
from tests.obligations.town import town

ON = date(2026, 11, 24)
URGE, SUPERVISE, BULLETIN, TALK = DEFAULT[4:]


def told(
    rung: Rung, post: str, jurisdiction: Jurisdiction | None = None, on: date = ON
) -> list[str]:
    return list(addressees(jurisdiction or town(), rung, post, on))


def to(*names: str) -> Rung:
    return Rung(at=1, kind=RungKind.URGE, to=names)


def test_the_way_up_is_unit_head_supervisor_deputy_leaders_leader() -> None:
    assert [post for _, post in upwards(town(), "派出所")] == [
        *("派出所·负责人", "综治办", "副镇长", "副镇长二", "镇长")
    ]
    assert next(post for _, post in upwards(town(), "河长·下村")) == "综治办"


def test_a_rung_tells_the_post_its_head_and_the_supervisor() -> None:
    assert told(URGE, "派出所") == ["派出所", "派出所·负责人"]
    assert told(SUPERVISE, "派出所") == ["派出所", "派出所·负责人", "综治办"]
    assert told(BULLETIN, "派出所") == ["综治办"]
    assert told(TALK, "派出所") == ["镇长"]


def test_a_vacant_post_is_passed_over_for_the_next_post_up() -> None:
    assert told(to("post"), "河长·空村") == ["综治办"]
    assert told(
        to("镇长"), "派出所", town(("roster.yaml", "{name: 镇长, holders: 郑六}", "{name: 镇长}"))
    ) == ["派出所·负责人"]


def test_a_post_held_only_in_summer_is_vacant_in_winter() -> None:
    summer = "holders: {person: 陈九, from: 2026-06-01, to: 2026-08-31}"
    jurisdiction = town(("roster.yaml", "holders: 陈九", summer))
    assert told(to("post"), "河长·上村", jurisdiction) == ["综治办·负责人"]
    assert told(to("post"), "河长·上村", jurisdiction, date(2026, 7, 1)) == ["河长·上村"]


def test_nobody_is_told_of_himself_as_his_own_superior() -> None:
    # 王七 is 副镇长 and holds 下村 too: the other 副镇长 is told.
    assert told(to("deputy leader"), "河长·下村") == ["副镇长二"]
    # The supervisor's own duty goes to a deputy leader.
    assert told(to("supervisor"), "综治办") == ["副镇长"]


def test_whoever_leads_the_supervising_unit_is_not_supervised_by_it() -> None:
    head_too = town(("roster.yaml", "holders: {person: 王七}", "holders: {person: 钱一}"))
    assert told(to("supervisor"), "河长·下村", head_too) == ["副镇长"]


def test_a_head_who_handles_the_duty_himself_is_passed_over() -> None:
    same = town(("roster.yaml", "head: 李三", "head: 周四"))
    assert told(URGE, "派出所", same) == ["派出所", "综治办"]


def test_a_mailbox_answers_for_the_head_too_and_is_told_once() -> None:
    assert told(URGE, "中心学校") == ["中心学校"]
    assert told(to("unit head"), "中心学校") == ["中心学校"]
    assert told(SUPERVISE, "中心学校") == ["中心学校", "综治办"]


def test_a_post_without_a_unit_has_no_head_so_the_supervisor_is_told() -> None:
    assert told(URGE, "河长·外村") == ["河长·外村", "综治办"]


def test_a_rung_can_name_a_post_and_tells_each_post_once() -> None:
    assert told(to("副镇长", "post", "副镇长"), "派出所") == ["副镇长", "派出所"]
    assert told(to("综治办"), "综治办") == ["综治办·负责人"]


@pytest.mark.parametrize(
    ("review", "answering", "post"),
    [
        ("综治办", "派出所", "综治办"),
        ("综合治理办公室", "派出所", "综治办"),  # an alias
        ("综治办", "综治办", "副镇长"),  # its own work goes one post up
        ("派出所", "派出所", "派出所·负责人"),
        ("副镇长", "河长·下村", "副镇长二"),  # the same person
        ("河长·空村", "派出所", "综治办"),  # vacant
        ("镇长", "镇长", "镇长"),  # nobody is above: it is not lost
    ],
)
def test_a_hand_in_is_reviewed_by_somebody_else(review: str, answering: str, post: str) -> None:
    assert reviewer(town(), review, answering, ON) == post
