from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from simulation.laws import LAWS, broken
from simulation.mishaps import Mishaps
from simulation.run import Played, play
from tasks import clocks, plans
from tests.simulation import village
from tests.simulation.mutations import MUTATIONS, Mutation

#: Monday of the second week is missed, so that the week opens a day late.
MISHAPS = {
    "": Mishaps(),
    "missed": Mishaps(missed=frozenset(date(2026, 9, 14) + timedelta(n) for n in range(4))),
    "set back": Mishaps(set_back=frozenset({date(2026, 9, 9)})),
}


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What a defect has worked out is not left for anybody else."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for cache in (clocks._moments, clocks.addressees, clocks.reviewing_post):
        cache.cache_clear()
    plans._PARSED.clear()


def _play(people: str, mishap: str) -> Played:
    scene = village.scene(people, days=24, seed=3)
    return play(replace(scene, mishaps=MISHAPS[mishap]))


@pytest.mark.parametrize(
    ("people", "mishap"),
    [("typical", ""), ("late", ""), ("absent", ""), ("late", "missed"), ("typical", "set back")],
)
def test_the_engine_as_it_is_breaks_no_law(people: str, mishap: str) -> None:
    assert broken(_play(people, mishap)) == []


@pytest.mark.parametrize("defect", MUTATIONS, ids=str)
def test_the_laws_notice_a_deliberate_defect(
    defect: Mutation, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect.make(monkeypatch)
    found = broken(_play(defect.people, defect.mishap))
    assert any(breach.startswith(f"{defect.law}: ") for breach in found), found[:5]


def test_every_law_has_a_defect_that_it_notices() -> None:
    assert {defect.law for defect in MUTATIONS} == set(LAWS)
    assert len(MUTATIONS) >= 10
