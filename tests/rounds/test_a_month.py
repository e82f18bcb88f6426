"""每月到校指导 from 1 September 2026 to ten working days after its due date: who is told, and when.

30 September is the last school day. 25 September is Mid-Autumn Festival, 1 to 7 October are holidays and
Saturday, 10 October is worked, so that T−3 is 24 September, T+1 is 8, T+3 10, T+5 13 and T+10 20 October.
"""

from __future__ import annotations

from tasks.clocks import QUEUED
from tests.rounds.town import Town, from_month, only

GUIDANCE = "team-monthly-guidance"
LABELS = ("新开", "催办", "督办", "请电话联系", "审核")

DOU, RAN, WU, SU, CHEN = "窦例毅", "冉例公", "吴例衡", "苏例楷", "陈例安"
OFFICE, POLICE = "褚例宁", "赵例山"  # who answers for 平安办, and the head of 派出所
EXTERNAL = ["罗例江", "奚例兰", "彭例浩", "郎例力"]
SEATS = {
    "杨地湾学校·法制副校长": DOU,  # of 派出所
    "羊角学校·法制副校长": RAN,  # of no unit, and a deputy leader himself
    "安稳学校·法制副校长": "罗例江",  # of the district
    "松藻学校·法制副校长": WU,  # the head of his own unit
    "杨地湾学校·法治辅导员": "章例新",
    "羊角学校·法治辅导员": SU,  # of 派出所
    "安稳学校·法治辅导员": "潘例勇",
    "松藻学校·法治辅导员": "葛例沿",
    "杨地湾学校·法治讲师": CHEN,  # the head of 平安办
    "羊角学校·法治讲师": "奚例兰",
    "安稳学校·法治讲师": "彭例浩",
    "松藻学校·法治讲师": "郎例力",
}
#: Those who hand nothing in. 罗例江 is the only external one among them.
IDLE = [RAN, "罗例江", WU, SU, CHEN]


def _heard(town: Town, on: str, period: str = "9月") -> dict[str, set[str]]:
    """Recipient to what he was told of the month's guidance."""
    found = {}
    for who, bodies in town.heard(from_month(on)).items():
        lines = [line for body in bodies for line in body.splitlines() if f"（{period}）" in line]
        if lines:
            found[who] = {name for name in LABELS for line in lines if name in line} or {"提醒"}
    return found


def _all(kind: str, *people: str) -> dict[str, set[str]]:
    return {who: {kind} for who in people}


def test_at_each_moment_the_right_people_and_only_they_are_told(town: Town) -> None:
    town.load(only([GUIDANCE]))

    town.round(from_month("09-01"))
    assert _heard(town, "09-01") == _all("新开", *SEATS.values())
    assert set(town.heard(from_month("09-01"))) == set(SEATS.values())

    town.round(from_month("09-02"))
    assert town.heard(from_month("09-02")) == {}

    values = {"时间": "2026-09-10", "指导内容": "课堂"}
    submitted = {who: seat for seat, who in SEATS.items() if who not in IDLE}
    first = town.submit(submitted.pop(DOU), values, from_month("09-10"))
    town.round(from_month("09-11"))
    assert _heard(town, "09-11") == _all("审核", OFFICE)
    town.accept(first, from_month("09-11"))
    for seat in submitted.values():
        town.accept(town.submit(seat, values, from_month("09-21")), from_month("09-22"))

    town.round(from_month("09-24"))
    assert _heard(town, "09-24") == _all("提醒", *IDLE)
    town.round(from_month("09-29"))
    assert _heard(town, "09-29") == _all("提醒", *IDLE)
    town.round(from_month("09-30"))
    assert _heard(town, "09-30") == {}

    town.round(from_month("10-08"))
    late = [who for who in IDLE if who != "罗例江"]
    # Of 派出所 its head hears; for whoever has nobody above him in his unit 平安办 does, and for the
    # head of 平安办 a deputy leader.
    assert _heard(town, "10-08") == {
        **_all("催办", *late, POLICE),
        OFFICE: {"催办", "请电话联系"},
    }
    assert set(_heard(town, "10-08", "10月")) == set(SEATS.values())

    town.round(from_month("10-10"))
    assert _heard(town, "10-10") == _all("督办", *late, POLICE, OFFICE)

    for on, kind in (("10-13", "bulletin"), ("10-20", "talk")):
        town.round(from_month(on))
        assert town.heard(from_month(on)) == {}
        queued = [n for n in town.nudges() if n.on == from_month(on) and n.reason == QUEUED]
        assert {(n.kind, n.outcome) for n in queued} == {(kind, "suppressed")}
        assert len(queued) == len(late)
        assert {n.post for n in queued} <= {"平安办", "领导小组副组长·政法", "领导小组组长"}
    assert town.verify() == []


def test_a_person_with_several_things_to_hear_gets_one_message_a_day(town: Town) -> None:
    town.load()
    town.round(from_month("09-01"))
    heard = town.heard(from_month("09-01"))
    assert len(heard) > 20
    assert {who: len(bodies) for who, bodies in heard.items() if len(bodies) != 1} == {}


def test_a_second_round_on_the_same_day_changes_nothing_and_tells_nobody(town: Town) -> None:
    town.load()
    town.round(from_month("09-01"))
    before = (len(town.tasks()), len(town.nudges()), town.heard(from_month("09-01")))
    again = town.round(from_month("09-01"))
    assert (again.runs, again.told.messages) == ((), 0)
    assert (len(town.tasks()), len(town.nudges()), town.heard(from_month("09-01"))) == before


def test_after_ten_days_off_one_round_catches_up_and_each_person_gets_one_message(
    town: Town,
) -> None:
    """Rounds on some days until 9 September; the machine is off until the 21st, a Monday."""
    town.load()
    for on in ("09-01", "09-07", "09-09"):
        town.round(from_month(on))
    town.round(from_month("09-21"))

    heard = town.heard(from_month("09-21"))
    assert len(heard) > 10
    assert {who: len(bodies) for who, bodies in heard.items() if len(bodies) != 1} == {}
    _check_what_was_missed_is_open(town)
    _check_only_the_last_missed_moment_is_told(town)
    assert [n for n in town.nudges() if n.outcome == ""] == []
    assert town.verify() == []


def _check_what_was_missed_is_open(town: Town) -> None:
    lesson = town.task("杨地湾学校", "weekly-law-lesson", "2026-W38")
    # Sunday, the 20th is worked: the last working day of its week.
    assert (lesson.opens, lesson.original_due) == (from_month("09-14"), from_month("09-20"))
    # Opened on the 21st with three working days from there; the 25th is a holiday.
    assert (lesson.opened_on, lesson.due) == (from_month("09-21"), from_month("09-24"))
    weeks = {t.period for t in town.tasks() if t.obligation == "weekly-law-lesson"}
    assert weeks >= {"2026-W36", "2026-W37", "2026-W38", "2026-W39"}


def _check_only_the_last_missed_moment_is_told(town: Town) -> None:
    lesson = town.task("杨地湾学校", "weekly-law-lesson", "2026-W37")
    assert lesson.due == from_month("09-11")
    ends = {(n.rung, n.outcome) for n in town.nudges() if n.task_id == lesson.id}
    # T+1 was the 14th, T+3 the 16th, T+5 the 18th.
    assert {("T+1", "skipped"), ("T+3", "sent"), ("T+5", "suppressed")} <= ends
    assert all(n.reason for n in town.nudges() if n.outcome in ("skipped", "suppressed"))
