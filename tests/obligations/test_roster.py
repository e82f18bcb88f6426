from __future__ import annotations

from datetime import date

from obligations.roster import Recipient
from tests.obligations.town import town

ON = date(2026, 11, 24)
ROSTER = town().roster


def test_every_unit_has_a_post_that_answers_and_one_of_its_head() -> None:
    assert ROSTER.resolve("派出所") == "派出所"
    assert ROSTER.head_of("派出所") == "派出所·负责人"
    assert ROSTER.head_of("镇长") is None


def test_a_name_an_alias_and_the_full_name_mean_the_same_post() -> None:
    assert ROSTER.resolve("综合治理办公室") == ROSTER.resolve("综治办") == "综治办"
    assert ROSTER.resolve("河口派出所") == "派出所"
    assert ROSTER.resolve("书记") is None


def test_the_holder_is_told_and_the_deputy_while_the_holder_is_away() -> None:
    assert ROSTER.recipient("派出所", ON) == Recipient("周四")
    assert ROSTER.recipient("派出所", date(2026, 10, 12)) == Recipient("吴五")
    assert ROSTER.recipient("派出所", date(2026, 10, 16)) == Recipient("吴五")
    assert ROSTER.recipient("派出所", date(2026, 10, 17)) == Recipient("周四")


def test_who_is_away_without_a_deputy_is_told_all_the_same() -> None:
    alone = town(("roster.yaml", "{person: 周四, deputy: 吴五}", "周四")).roster
    assert alone.recipient("派出所", date(2026, 10, 12)) == Recipient("周四")


def test_a_unit_with_no_holder_answers_by_its_mailbox_and_another_post_is_vacant() -> None:
    assert ROSTER.recipient("中心学校", ON) == Recipient("中心学校", is_mailbox=True)
    assert ROSTER.recipient("河长·空村", ON) is None


def test_when_somebody_leaves_the_successor_is_told_from_the_same_day() -> None:
    moved = town(
        (
            "roster.yaml",
            "head: 李三",
            "head: [{person: 李三, to: 2026-11-23}, {person: 卫一, from: 2026-11-24}]",
        )
    ).roster
    assert moved.recipient("派出所·负责人", date(2026, 11, 23)) == Recipient("李三")
    assert moved.recipient("派出所·负责人", ON) == Recipient("卫一")


def test_of_two_holders_the_one_who_began_last_counts() -> None:
    both = town(
        ("roster.yaml", "head: 李三", "head: [李三, {person: 卫一, from: 2026-11-01}]")
    ).roster
    assert both.recipient("派出所·负责人", ON) == Recipient("卫一")
    assert both.recipient("派出所·负责人", date(2026, 10, 31)) == Recipient("李三")


def test_a_person_answers_for_all_posts_held_or_stood_in_for() -> None:
    assert ROSTER.posts_of("王七", ON) == ("副镇长", "河长·下村")
    assert ROSTER.posts_of("吴五", ON) == ()
    assert ROSTER.posts_of("吴五", date(2026, 10, 12)) == ("派出所",)
    assert ROSTER.posts_of("综合治理办公室", ON) == ("综治办",)


def test_an_external_post_is_known_as_such() -> None:
    assert ROSTER.is_external("河长·外村")
    assert not ROSTER.is_external("河长·上村")


def test_a_post_that_the_roster_no_longer_knows_is_vacant_and_nothing_breaks() -> None:
    assert ROSTER.recipient("旧岗", ON) is None
    assert ROSTER.head_of("旧岗") is None
    assert not ROSTER.is_external("旧岗")
