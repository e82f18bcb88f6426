"""A census: last month's number beside each field that goes on from it, for the unit and its reviewer; and which
of the other units' people are to be stated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from obligations import few
from obligations.tallying import Tally
from web.units.boxes import Box

Before = Mapping[str, Any]


def beside(
    tally: Tally, empty: list[Box], before: Before | None, ahead: Sequence[str]
) -> list[Box]:
    """The boxes, those that count on with last month's number; what came and went is asked anew.

    `ahead`: the units before this one; the first of all is not asked what it shares.
    """
    hints = {name: _last(before, name) for name in tally.counted()}
    hints |= dict.fromkeys(tally.changes(), "")
    if tally.overlap:
        hints[tally.overlap] = f"只填{'、'.join(ahead)}也在数的；后面的单位会减去与您重复的"
    shown = [box for box in empty if ahead or box.name != tally.overlap or box.wrong]
    return [replace(box, hint=hints.get(box.name, box.hint)) for box in shown]


def asked_anew(tally: Tally, filled: list[Box]) -> list[Box]:
    """Why a number jumped is not what it was last time: nothing is chosen before somebody chooses."""
    return [replace(box, values=()) if box.name == tally.why else box for box in filled]


def told_beside(
    tally: Tally, values: Iterable[tuple[str, str]], before: Before | None
) -> Iterable[tuple[str, str]]:
    """What the reviewer reads, with last month's numbers; small ones are told to nobody outside the unit."""
    counted = tally.counted()
    for name, value in values:
        last = (before or {}).get(name) if name in counted else None
        yield name, value if last is None else f"{value}（上月 {few.told(int(last))}）"


def _last(before: Before | None, name: str) -> str:
    if before is None:
        return "上月没有数，从这个月数起"
    return f"上月 {int(before.get(name) or 0)}"
