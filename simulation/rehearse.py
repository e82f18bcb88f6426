"""A rehearsal as it is asked for: one run, or two side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulation.collecting import collect
from simulation.folder import Texts
from simulation.holidays import Arrangement
from simulation.people.behaviour import People
from simulation.run import Progress, play
from simulation.scene import Scene, prepare
from simulation.versus import Versus, compare
from simulation.what import Outcome, plain

AS_IT_IS = "原样"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be rehearsed. `versus`: the texts of a second plan, under its name.

    With `without` or `holidays`, and no second plan, the plan is also played as it is, to compare with.
    """

    texts: Texts
    name: str
    first: date
    last: date
    people: People
    seed: int = 0
    without: Sequence[str] = ()
    holidays: Sequence[Arrangement] = ()
    versus: tuple[str, Texts] | None = None

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was changed, in words."""
        posts = [f"岗位{post}没有人" for post in self.without]
        return (*posts, *(one.says for one in self.holidays))


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """`outcome` is that of the plan with everything that was asked for; `other` what it is compared with."""

    outcome: Outcome
    other: Outcome | None = None
    versus: Versus | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data; the figures of the run come first."""
        found = self.outcome.as_json()
        if self.other and self.versus:
            found["versus"] = plain(self.versus)
            found["other"] = self.other.as_json()
        return found


def rehearse(asked: Asked, progress: Callable[[int], Progress] | None = None) -> Rehearsed:
    """Play it. `progress` is handed the number of the run (from 1) and says what to call every day.

    Raises PlanError and UnknownPost.
    """
    outcome = _run(asked, asked.texts, asked.without, asked.holidays, progress and progress(1))
    if asked.versus:
        name, texts = asked.versus
        other = _run(asked, texts, asked.without, asked.holidays, progress and progress(2))
        return Rehearsed(outcome, other, compare(outcome, other, (asked.name, name)))
    if asked.assumed:
        other = _run(asked, asked.texts, (), (), progress and progress(2))
        names = (AS_IT_IS, "；".join(asked.assumed))
        return Rehearsed(outcome, other, compare(other, outcome, names))
    return Rehearsed(outcome)


def runs(asked: Asked) -> int:
    """How many runs that takes."""
    return 2 if asked.versus or asked.assumed else 1


def _run(
    asked: Asked,
    texts: Mapping[str, str],
    without: Sequence[str],
    holidays: Sequence[Arrangement],
    progress: Progress | None,
) -> Outcome:
    scene: Scene = prepare(
        texts,
        first=asked.first,
        last=asked.last,
        people=asked.people,
        seed=asked.seed,
        without=without,
        holidays=holidays,
    )
    played = play(scene, progress=progress)
    assumed = asked.assumed if without or holidays else ()
    return collect(played, people=asked.people.says, seed=asked.seed, assumed=assumed)[0]
