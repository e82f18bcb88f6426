"""plans/anwen: who holds which post, and that nobody reviews or chases himself."""

from __future__ import annotations

from datetime import date

import pytest

from obligations.chain import addressees, reviewer
from obligations.ladder import DEFAULT, RungKind
from tests.plans.folders import DEMO, REAL, jurisdiction, texts

ON = date(2026, 9, 7)
DEPUTY = "领导小组副组长·政法"
ROSTERS = pytest.mark.parametrize("roster", [REAL, DEMO])
SUPERVISE = next(rung for rung in DEFAULT if rung.kind is RungKind.SUPERVISE)


def _people(roster: str) -> set[str]:
    posts = jurisdiction("anwen", roster).roster.all_posts()
    return {
        name
        for post in posts
        for holder in post.holders
        for name in (holder.person, holder.deputy)
        if name
    }


@ROSTERS
def test_the_roster_has_twelve_seats_four_schools_and_fourteen_named_member_units(
    roster: str,
) -> None:
    groups = jurisdiction("anwen", roster).roster.groups
    seats = [subject.name for subject in groups["team seats"].subjects]
    # Four schools, each with a 法制副校长, a 法治辅导员 and a 法治讲师 (二（二）).
    assert len(seats) == 12
    assert {seat.split("·")[0] for seat in seats} == {s.name for s in groups["schools"].subjects}
    # 二（一）: seven units and four schools; 民政办, 社保所 and 卫健办 because they have duties.
    assert len(groups["member units"].subjects) == 7 + 4 + 3
    assert len(groups["screening units"].subjects) == 4


def test_the_printed_holders_are_those_of_the_notice() -> None:
    printed = "".join(texts("anwen")["notice.txt"].split())
    people = _people(REAL)
    assert {name for name in people if name not in printed} == set()
    # 组长, 3 副组长, 范胜军 and the team's 12, of whom 冉学军 is counted already.
    assert len(people) == 1 + 3 + 1 + 11


def test_nobody_in_the_invented_roster_is_named_in_the_notice() -> None:
    printed = "".join(texts("anwen")["notice.txt"].split())
    invented = _people(DEMO)
    assert [name for name in invented if name in printed] == []
    assert all("例" in name for name in invented)


def test_the_invented_roster_has_every_post_of_the_printed_one_and_a_holder_for_each() -> None:
    real, demo = jurisdiction("anwen", REAL).roster, jurisdiction("anwen", DEMO).roster
    assert set(real.by_name) <= set(demo.by_name)
    assert real.jurisdiction == demo.jurisdiction
    vacant = [post for post in demo.by_name if demo.holder(post, ON) is None]
    assert vacant == []


@ROSTERS
def test_the_four_district_officers_are_reminded_from_outside(roster: str) -> None:
    r = jurisdiction("anwen", roster).roster
    assert [post for post in r.by_name if r.is_external(post)] == [
        "安稳学校·法制副校长",
        "羊角学校·法治讲师",
        "安稳学校·法治讲师",
        "松藻学校·法治讲师",
    ]


@ROSTERS
@pytest.mark.parametrize(
    ("spoken", "post"),
    [
        ("教育教导区", "教育督导责任区"),
        ("镇教育督导责任区", "教育督导责任区"),
        ("安稳派出所", "派出所"),
        ("镇派出所", "派出所"),
        ("镇司法所", "司法所"),
        ("镇平安办", "平安办"),
        ("羊角学校·法治副校长", "羊角学校·法制副校长"),
        ("羊角学校·法制讲师", "羊角学校·法治讲师"),
        ("领导小组副组长", DEPUTY),
    ],
)
def test_the_notice_may_call_a_post_by_another_name(roster: str, spoken: str, post: str) -> None:
    assert jurisdiction("anwen", roster).roster.resolve(spoken) == post


@ROSTERS
def test_the_supervising_post_reviews_and_supervises_the_team(roster: str) -> None:
    j = jurisdiction("anwen", roster)
    assert reviewer(j, "平安办", "松藻学校·法治辅导员", ON) == "平安办"
    assert "平安办" in addressees(j, SUPERVISE, "松藻学校·法治辅导员", ON)


@ROSTERS
def test_the_lecturer_who_heads_the_supervising_unit_is_reviewed_by_a_deputy_leader(
    roster: str,
) -> None:
    j, seat = jurisdiction("anwen", roster), "杨地湾学校·法治讲师"
    assert j.roster.recipient(seat, ON) == j.roster.recipient("平安办·负责人", ON)
    assert reviewer(j, "平安办", seat, ON) == DEPUTY
    told = addressees(j, SUPERVISE, seat, ON)
    assert DEPUTY in told
    assert "平安办" not in told


@ROSTERS
def test_the_supervising_posts_own_duties_are_supervised_by_a_deputy_leader(roster: str) -> None:
    j = jurisdiction("anwen", roster)
    assert DEPUTY in addressees(j, SUPERVISE, "平安办", ON)
    led = [duty for duty in j.plan.obligations if duty.lead[0] == "平安办"]
    own = [duty for duty in led if not duty.is_assigned]  # who answers for that is named each time
    assert len(own) == 10
    for duty in own:
        assert duty.review is None or j.post(duty.review) != "平安办", duty.id


@ROSTERS
def test_the_education_districts_own_screening_is_reviewed_by_somebody_else(roster: str) -> None:
    j = jurisdiction("anwen", roster)
    named = j.plan.by_id["monthly-screening"].review
    assert named == "教育督导责任区"
    found = reviewer(j, named, "教育督导责任区", ON)
    assert j.roster.recipient(found, ON) != j.roster.recipient("教育督导责任区", ON)


def test_a_deputy_leader_who_is_chased_for_his_seat_does_not_supervise_himself() -> None:
    j = jurisdiction("anwen", REAL)
    told = addressees(j, SUPERVISE, "羊角学校·法制副校长", ON)
    assert [post for post in told if j.roster.recipient(post, ON) is not None] == [
        "羊角学校·法制副校长",
        "平安办",
    ]
