"""Counts that go on from month to month: now = last month's + new - left, for every group of a census 排查.

A sudden jump asks why before it is taken. Overlaps between units are a number that they state: no code of
anybody is shared to find them. Each unit states only whom a unit that stands before it in the plan's order
counts as well: whoever is counted by three units is so taken away twice, and counted once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import Field

from obligations.fields import FieldKind, FieldType
from obligations.sheets import Sheet

#: A change is a jump when it is more than so many, and more than half of last month's number.
JUMP = 3


class Tally(Sheet):
    """Which fields of a hand-in go on: for the group 留守 with `now: 本月` it is the field 留守本月."""

    stand_ins: ClassVar = {"groups": "-", "now": "-", "new": "-", "left": "-"}

    groups: tuple[str, ...] = Field(min_length=1)
    now: str
    new: str
    left: str
    overlap: str | None = None  #: the field with how many a unit before this one counts as well
    why: str | None = None  #: the choice field that says why a number jumped

    def fields(self, group: str) -> tuple[str, str, str]:
        """The fields of a group: now, new, left."""
        return group + self.now, group + self.new, group + self.left

    def changes(self) -> frozenset[str]:
        """The fields that say how many are new and how many left."""
        return frozenset(name for group in self.groups for name in self.fields(group)[1:])

    def counted(self) -> tuple[str, ...]:
        """The fields that say how many there are now."""
        return tuple(group + self.now for group in self.groups)


def misfits(tally: Tally, hand_in: Mapping[str, FieldKind]) -> Iterator[str]:
    """What the fields of the duty do not allow, in Chinese."""
    for group in tally.groups:
        for name in tally.fields(group):
            if name not in hand_in or hand_in[name].type is not FieldType.COUNT:
                yield f"“{group}”要有 count 字段“{name}”"
    if tally.overlap and not _is(hand_in, tally.overlap, FieldType.COUNT):
        yield f"overlap: {tally.overlap!r} 应为一个 count 字段"
    if tally.why and not _is(hand_in, tally.why, FieldType.CHOICE):
        yield f"why: {tally.why!r} 应为一个 choice 字段"


def _is(hand_in: Mapping[str, FieldKind], name: str, kind: FieldType) -> bool:
    return name in hand_in and hand_in[name].type is kind


def problems(
    tally: Tally,
    values: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    *,
    is_first: bool = False,
) -> list[str]:
    """What does not add up in a hand-in, in Chinese, for the unit itself: it repeats its own numbers.

    `before`: what the same unit handed in for the period before, if it did. A blank count is nought.
    `is_first`: no unit stands before this one, so that it states no overlap.
    """
    found = list(_more_overlap_than_people(tally, values))
    if is_first and tally.overlap and _count(values, tally.overlap):
        found.append(f"“{tally.overlap}”由排在后面的单位填：本单位排在第一，不用填")
    if before is None:
        return found
    for group in tally.groups:
        now, new, left = (_count(values, name) for name in tally.fields(group))
        last = _count(before, group + tally.now)
        if now != last + new - left:
            found.append(
                f"“{group}”对不上：上月 {last} + 新增 {new} - 退出 {left} = {last + new - left}，"
                f"本月填的是 {now}"
            )
    if tally.why and not values.get(tally.why):
        jumped = [group for group in tally.groups if _jumps(tally, group, values, before)]
        if jumped:
            found.append(f"“{'、'.join(jumped)}”比上月变动较大，请选“{tally.why}”")
    return found


def _jumps(tally: Tally, group: str, values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    now, last = _count(values, group + tally.now), _count(before, group + tally.now)
    return abs(now - last) > JUMP and 2 * abs(now - last) > last


def _more_overlap_than_people(tally: Tally, values: Mapping[str, Any]) -> Iterator[str]:
    total = sum(_count(values, name) for name in tally.counted())
    if tally.overlap and _count(values, tally.overlap) > total:
        yield f"“{tally.overlap}”是 {_count(values, tally.overlap)}，多于本月合计 {total}"


def _count(values: Mapping[str, Any], name: str) -> int:
    return int(values.get(name) or 0)
