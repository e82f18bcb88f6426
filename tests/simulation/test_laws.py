"""Whatever people do and whatever goes wrong with the machine, the laws of the house hold.

A few short plays run with every test run; whole years with everything that can go wrong by `make soak`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.laws import broken
from simulation.mishaps import Mishaps
from simulation.people.reading import KINDS, known
from simulation.run import Played, play
from simulation.scene import Scene, prepare
from tests.plans.folders import texts
from tests.rounds.invention import START, changes, folders
from tests.simulation import village

_CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@st.composite
def mishaps(draw: st.DrawFn, first: date, days: int) -> Mishaps:
    """Rounds missed, processes killed between their steps, channels down, clocks set back."""
    some = st.frozensets(
        st.integers(1, days - 1).map(lambda n: first + timedelta(n)), max_size=max(days // 6, 1)
    )
    killed = {day: tuple(draw(st.lists(st.integers(0, 9), max_size=3))) for day in draw(some)}
    return Mishaps(draw(some), killed, draw(some), draw(some))


@st.composite
def plays(draw: st.DrawFn, days: int, *, invented: bool, changed: bool) -> Scene:
    """A plan, its people, their chance, and what goes wrong; sometimes the plan changes in mid-term."""
    first = START + timedelta(draw(st.integers(0, 60)))
    folder = draw(folders()) if invented else None
    plan = folder.texts() if folder else dict(village.TEXTS)
    found = prepare(
        {**plan, "demo.yaml": plan.get("demo.yaml") or plan["roster.yaml"]},
        first=first,
        last=first + timedelta(days - 1),
        people=village.people(draw(st.sampled_from((*KINDS, "asking")))),
        seed=draw(st.integers(0, 10**6)),
    )
    loads = {}
    if folder and changed:
        on = first + timedelta(draw(st.integers(1, days - 1)))
        later = draw(changes(folder, on))[1].texts()
        loads = {on: {**later, "demo.yaml": later["roster.yaml"]}}
    return replace(found, mishaps=draw(mishaps(first, days)), loads=loads)


@given(scene=plays(village.THREE_WEEKS, invented=True, changed=False))
@settings(max_examples=12, deadline=None, suppress_health_check=_CALM)
def test_the_laws_hold_for_any_plan_whatever_goes_wrong(scene: Scene) -> None:
    assert broken(play(scene)) == []


@given(scene=plays(village.THREE_WEEKS, invented=True, changed=True))
@settings(max_examples=8, deadline=None, suppress_health_check=_CALM)
def test_the_laws_hold_when_the_plan_changes_in_mid_term(scene: Scene) -> None:
    assert broken(play(scene)) == []


@pytest.mark.soak
@given(scene=plays(365, invented=True, changed=True))
@settings(max_examples=40, deadline=None, suppress_health_check=_CALM)
def test_the_laws_hold_for_whole_years_of_invented_plans(scene: Scene) -> None:
    assert broken(play(scene)) == []


@pytest.mark.soak
@pytest.mark.parametrize("people", KINDS)
@given(data=st.data(), seed=st.integers(0, 10**6))
@settings(max_examples=3, deadline=None, suppress_health_check=_CALM)
def test_the_laws_hold_for_whole_years_of_the_township(
    people: str, data: st.DataObject, seed: int
) -> None:
    first, days = date(2026, 9, 1), 365
    scene = prepare(
        dict(texts("anwen")),
        first=first,
        last=first + timedelta(days - 1),
        people=known(people),
        seed=seed,
    )
    assert broken(play(replace(scene, mishaps=data.draw(mishaps(first, days))))) == []


def test_a_round_that_dies_between_its_steps_is_made_good_by_the_next_one() -> None:
    """Killed in each of its first twelve transactions, one after the other, on the day that a week opens."""
    scene = village.scene("late", days=10)
    killed = {village.MONDAY: tuple(range(12)), village.MONDAY + timedelta(7): tuple(range(12))}
    assert broken(play(replace(scene, mishaps=Mishaps(killed=killed)))) == []


def test_a_killed_round_leaves_the_same_tasks_as_one_that_was_not() -> None:
    scene = village.scene("punctual", days=10)
    killed = Mishaps(killed={village.MONDAY: (0, 3, 5, 8)})
    plain, hurt = play(scene), play(replace(scene, mishaps=killed))
    assert _opened(plain) == _opened(hurt) != []


def _opened(played: Played) -> list[str]:
    return sorted(map(str, played.towns[0].keys.values()))
