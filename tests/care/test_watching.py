"""Which readings are unusual: many cases within an hour, or at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from care import watching

ZONE = ZoneInfo("Asia/Shanghai")
TEN = datetime(2026, 9, 8, 10, tzinfo=ZONE)


@dataclass(frozen=True)
class Reading:
    at: datetime
    by: str
    case: str
    failed: str = ""


def many(count: int, minutes: float, by: str = "鲁例暖") -> list[Reading]:
    """That many cases, one after another, each so many minutes after the one before."""
    return [Reading(TEN + timedelta(minutes=minutes * n), by, f"{n}") for n in range(count)]


def found(readings: list[Reading]) -> list[tuple[str, datetime, str]]:
    return [(one.by, one.at, one.why) for one in watching.unusual(readings, ZONE)]


@pytest.mark.parametrize(
    ("clock", "is_unusual"),
    [("21:59", False), ("22:00", True), ("00:30", True), ("05:59", True), ("06:00", False)],
)
def test_from_ten_at_night_until_six_nobody_has_to_read(clock: str, is_unusual: bool) -> None:
    at = datetime.fromisoformat(f"2026-09-08T{clock}").replace(tzinfo=ZONE)
    in_utc = at.astimezone(ZoneInfo("UTC"))
    assert found([Reading(in_utc, "鲁例暖", "1")]) == (
        [("鲁例暖", at, "在夜间查看")] if is_unusual else []
    )


def test_eight_cases_within_the_hour_are_many_and_seven_are_not() -> None:
    assert found(many(7, 1)) == []
    assert found(many(8, 60 / 7)) == [("鲁例暖", TEN, "一小时内查看了 8 个以上对象")]
    assert found(many(8, 9)) == []


def test_the_same_case_again_and_again_is_one_case() -> None:
    assert found([Reading(TEN + timedelta(minutes=n), "鲁例暖", "1") for n in range(20)]) == []


def test_two_people_are_not_added_up() -> None:
    assert found(many(5, 1) + many(5, 1, by="韦例晴")) == []


def test_one_rush_and_one_night_are_told_once_each() -> None:
    assert len(found(many(30, 1))) == 1
    night = [
        Reading(datetime(2026, 9, 8, 23, 0, tzinfo=ZONE), "鲁例暖", "1"),
        Reading(datetime(2026, 9, 9, 1, 0, tzinfo=ZONE), "鲁例暖", "2"),
        Reading(datetime(2026, 9, 9, 23, 0, tzinfo=ZONE), "鲁例暖", "1"),
    ]
    assert [at.hour for _, at, _ in found(night)] == [23, 23]


def test_what_did_not_open_is_told_once_a_day_with_the_reason() -> None:
    moved, gone = "密文被改动或移动过", "密钥已更换或销毁"
    later, next_day = TEN + timedelta(minutes=5), TEN + timedelta(days=1)
    tried = [(TEN, ""), (TEN, moved), (later, moved), (later, gone), (next_day, moved)]
    told = [
        (at, why.rpartition("：")[2])
        for _, at, why in found([Reading(at, "鲁例暖", "1", f) for at, f in tried])
    ]
    assert told == [(TEN, moved), (later, gone), (next_day, moved)]


def test_the_order_of_the_readings_does_not_matter() -> None:
    some = [Reading(TEN.replace(hour=hour), "鲁例暖", "1") for hour in (23, 5, 2)]
    assert len({tuple(found(list(order))) for order in permutations(some)}) == 1
