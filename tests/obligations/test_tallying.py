"""A census goes on from month to month: what does not add up is not taken, a jump asks why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.fields import FieldKind
from obligations.tallying import Tally, misfits, problems

TALLY = Tally(
    groups=("留守", "闲散"), now="本月", new="新增", left="退出", overlap="重复", why="原因"
)
KINDS = {
    **{
        f"{group}{part}": FieldKind.parse("count?")
        for group in ("留守", "闲散")
        for part in ("本月", "新增", "退出")
    },
    "重复": FieldKind.parse("count?"),
    "原因": FieldKind.parse("choice(排查、迁入)?"),
}
LAST = {"留守本月": 12, "闲散本月": 0}


def values(**changed: Any) -> dict[str, Any]:
    return {"留守本月": 12, "闲散本月": 0} | changed


def test_a_month_that_adds_up_is_taken() -> None:
    assert problems(TALLY, values(), LAST) == []
    assert problems(TALLY, values(留守本月=13, 留守新增=2, 留守退出=1), LAST) == []


def test_a_month_that_does_not_add_up_says_which_group_and_how() -> None:
    assert problems(TALLY, values(留守本月=15, 留守新增=1), LAST) == [
        "“留守”对不上：上月 12 + 新增 1 - 退出 0 = 13，本月填的是 15"
    ]


def test_the_first_month_goes_on_from_nothing() -> None:
    assert problems(TALLY, values(留守本月=40), None) == []


@pytest.mark.parametrize(
    ("last", "now", "asks"),
    [(12, 18, False), (12, 19, True), (12, 5, True), (12, 6, False), (0, 3, False), (0, 4, True)],
)
def test_a_sudden_jump_asks_why(last: int, now: int, asks: bool) -> None:
    change = {"留守新增": max(now - last, 0), "留守退出": max(last - now, 0), "留守本月": now}
    before = LAST | {"留守本月": last}
    asked = problems(TALLY, values(**change), before)
    assert asked == (["“留守”比上月变动较大，请选“原因”"] if asks else [])
    assert problems(TALLY, values(**change, 原因="排查"), before) == []


def test_the_first_unit_states_no_overlap_and_the_others_do() -> None:
    (wrong,) = problems(TALLY, values(重复=1), None, is_first=True)
    assert "由排在后面的单位填" in wrong
    assert problems(TALLY, values(重复=0), None, is_first=True) == []
    assert problems(TALLY, values(重复=1), None) == []


def test_no_more_overlap_than_people() -> None:
    assert problems(TALLY, values(重复=12), None) == []
    assert problems(TALLY, values(重复=13), None) == ["“重复”是 13，多于本月合计 12"]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_whatever_adds_up_and_says_why_is_taken(last: int, new: int, left: int) -> None:
    left = min(left, last + new)
    now = last + new - left
    filled = values(留守本月=now, 留守新增=new, 留守退出=left, 原因="排查")
    assert problems(TALLY, filled, LAST | {"留守本月": last}) == []
    off_by_one = filled | {"留守本月": now + 1}
    assert len(problems(TALLY, off_by_one, LAST | {"留守本月": last})) == 1


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("留守新增", "“留守”要有 count 字段“留守新增”"),
        ("重复", "overlap: '重复' 应为一个 count 字段"),
        ("原因", "why: '原因' 应为一个 choice 字段"),
    ],
)
def test_a_field_that_the_duty_does_not_have_is_named(missing: str, says: str) -> None:
    assert list(misfits(TALLY, KINDS)) == []
    kinds = {name: kind for name, kind in KINDS.items() if name != missing}
    assert list(misfits(TALLY, kinds)) == [says]
