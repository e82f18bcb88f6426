"""A count below 3 is told to nobody outside its unit, not even through a total beside it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obligations.few import FEW, HELD_BACK, LESS, Shown, gives_away, table, told


@pytest.mark.parametrize(("count", "text"), [(0, "<3"), (1, "<3"), (2, "<3"), (3, "3"), (40, "40")])
def test_a_small_count_nought_too_is_not_told(count: int, text: str) -> None:
    assert told(count) == text
    assert told(count, hides=False) == str(count)


@pytest.mark.parametrize(
    ("counts", "away"),
    [
        ([5, 6], False),
        ([5, 1], True),
        ([0, 0, 9], True),
        ([2, 2, 9], True),
        ([1, 1], False),
        ([0, 2], False),
    ],
)
def test_a_total_that_would_give_a_small_count_away_is_held_back(
    counts: list[int], away: bool
) -> None:
    assert gives_away(counts) is away


@given(st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_no_small_count_can_be_worked_out_from_what_is_told(counts: list[int]) -> None:
    """Whoever knows the rule tries every value that the small counts may have."""
    shown = table({"留守": counts})
    if shown.totals["留守"] == HELD_BACK:
        return
    small = [n for n, text in enumerate(shown.cells["留守"]) if text == LESS]
    known = sum(count for count in counts if count >= FEW)
    total = shown.totals["留守"]
    fitting = [
        values
        for values in product(range(FEW), repeat=len(small))
        if told(known + sum(values)) == total
    ]
    for place in range(len(small)):
        assert len({values[place] for values in fitting}) > 1


def test_the_total_of_all_is_held_back_with_any_total_that_is() -> None:
    shown = table({"留守": [5, 1], "闲散": [5, 6]})
    assert shown.totals == {"留守": HELD_BACK, "闲散": "11"}
    assert shown.total == HELD_BACK
    assert table({"留守": [5, 4], "闲散": [5, 6]}).total == "20"


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, list[int]], list[int], frozenset[int]]:
    """Two rows of three units, what they share, and which of them is the reader's own."""
    counts = st.lists(st.integers(0, 4), min_size=3, max_size=3)
    rows = {"留守": draw(counts), "闲散": draw(counts)}
    less = draw(st.lists(st.integers(0, 4), min_size=3, max_size=3))
    return rows, less, draw(st.sampled_from([frozenset(), frozenset({0})]))


@given(tables())
def test_the_total_less_what_is_counted_twice_tells_no_small_count(
    drawn: tuple[dict[str, list[int]], list[int], frozenset[int]],
) -> None:
    rows, less, near = drawn
    shown = table(rows, less=less, near=near)
    texts = [*shown.cells["留守"], *shown.cells["闲散"], *shown.less]
    counts = [*rows["留守"], *rows["闲散"], *less]
    small = [n for n, text in enumerate(texts) if text == LESS and n % 3 not in near]
    seen: dict[int, set[int]] = {n: set() for n in small}
    for values in product(range(FEW), repeat=len(small)):
        guess = [*counts]
        for n, value in zip(small, values, strict=True):
            guess[n] = value
        if fits(guess, shown):
            for n, value in zip(small, values, strict=True):
                seen[n].add(value)
    assert all(len(values) > 1 for values in seen.values())


def fits(guess: list[int], shown: Shown) -> bool:
    """Is what is told true of these counts?"""
    first, second, less = guess[:3], guess[3:6], guess[6:]
    sums = (sum(first), sum(second), sum(first) + sum(second) - sum(less))
    said = (shown.totals["留守"], shown.totals["闲散"], shown.total)
    return all(text in (HELD_BACK, told(value)) for text, value in zip(said, sums, strict=True))


def test_the_total_of_all_is_told_though_that_of_a_row_is_not_where_nothing_can_be_worked_out() -> (
    None
):
    rows = {"留守": [9, 1], "闲散": [9, 1]}
    assert table(rows).totals == {"留守": HELD_BACK, "闲散": HELD_BACK}
    assert table(rows).total == "20"
    assert table({"留守": [9, 2], "闲散": [9, 2]}).total == HELD_BACK
    assert table({"留守": [9, 9]}, less=[1, 1]).total == "16"
    assert table({"留守": [9, 9]}, less=[5, 1]).total == HELD_BACK
    assert table({"留守": [9, 1]}, near={1}).totals == {"留守": "10"}
