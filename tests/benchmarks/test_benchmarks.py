"""The measurements measure what the house does: they run, in small, and say how it went."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from benchmarks import assessment, chasing, opening
from benchmarks.databases import Kind, postgresql, sqlite
from benchmarks.measuring import Claim, Figure

#: Nothing outlives a test, so PostgreSQL need not write it to disk.
OPENED = [sqlite, partial(postgresql, durable=False)]


@pytest.fixture(scope="module", params=OPENED, ids=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    with request.param() as opened:
        yield opened


def test_opening_is_measured_beside_the_limit(kind: Kind) -> None:
    one, many = opening.measure(kind, 1, tasks=200, districts=2)
    assert [len(sheet.lines) for sheet in (one, many)] == [3, 2]
    assert all(line.figure.median > 0 for sheet in (one, many) for line in sheet.lines)


def test_a_round_is_measured_with_a_growing_history(kind: Kind) -> None:
    chases, rounds = chasing.measure(kind, 2, due=20, sizes=(200, 600))
    assert [len(line.figure.seconds) for line in chases.lines] == [2] * 6
    assert [line.figure.name for line in rounds.lines] == ["among 200", "among 600"]


def test_an_assessment_is_measured_beside_a_bare_group_by(kind: Kind) -> None:
    [sheet] = assessment.measure(kind, 1, sizes=(1, 3), tasks=60)
    assert [line.figure.name.partition(": ")[2] for line in sheet.lines] == [
        "bare GROUP BY", "all assessed", "bare GROUP BY", "all assessed", "one of them assessed",
    ]  # fmt: skip


def test_a_share_is_speed_against_the_limits_speed() -> None:
    limit, ours = Figure("limit", 10, [1.0, 9.0, 1.0]), Figure("ours", 10, [2.0])
    assert ours.share_of(limit) == 0.5


def test_a_claim_says_whether_its_aim_is_reached() -> None:
    assert str(Claim(0.5, 0.75)) == "0.50 (≥ 0.75: NO)"
    assert str(Claim(1.2, 1.3, at_most=True)) == "1.20 (≤ 1.3: yes)"
    assert str(Claim(0.4)) == "0.40"
