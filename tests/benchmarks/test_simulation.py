from __future__ import annotations

from benchmarks import simulation


def test_a_rehearsal_is_measured_beside_the_bare_inserts_of_its_rows() -> None:
    [sheet] = simulation.measure(1, {1: 2, 2: 1})
    assert [line.figure.name.partition(",")[0] for line in sheet.lines] == [
        "played", "bare", "played", "bare",
    ]  # fmt: skip
    ours, bare = sheet.lines[:2]
    assert ours.figure.median > bare.figure.median > 0
    times, year = ours.claims
    assert times is not None
    assert times.value > 1
    assert year is not None
    assert year.aim == 1.0
