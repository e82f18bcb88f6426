"""What is played: a plan, its people, the days from one to another, and what goes wrong meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from obligations.jurisdiction import Jurisdiction
from simulation import folder
from simulation.dice import Dice
from simulation.folder import Away, Texts
from simulation.holidays import Arrangement
from simulation.mishaps import Mishaps
from simulation.people.behaviour import People


@dataclass(frozen=True)
class Scene:
    """One jurisdiction as it is played. `loads`: later versions of its texts, by the day they are loaded."""

    texts: Texts
    roster: str  #: the file of the roster that is played
    rules: Jurisdiction
    first: date
    last: date
    people: People
    dice: Dice
    away: Sequence[Away] = ()
    without: frozenset[str] = frozenset()
    loads: Mapping[date, Texts] = field(default_factory=dict)
    mishaps: Mishaps = field(default_factory=Mishaps)


def prepare(
    texts: Texts,
    *,
    first: date,
    last: date,
    people: People,
    seed: int = 0,
    without: Iterable[str] = (),
    holidays: Iterable[Arrangement] = (),
) -> Scene:
    """The scene for a plan folder, with nobody on the posts in `without`.

    Raises PlanError, and UnknownPost for a post nobody knows.
    """
    found, roster, rules = folder.read(texts)
    dice = Dice(seed)
    away = folder.absences(rules, people, dice, first, last)
    posts = frozenset(folder.post_of(rules, typed) for typed in without)
    found = folder.with_absences(
        folder.without(found, roster, posts), roster, _on_posts(away, rules, posts)
    )
    scene = Scene(found, roster, rules, first, last, people, dice, away, posts)
    for arrangement in holidays:
        scene = _with(scene, arrangement)
    return scene


def _on_posts(away: Sequence[Away], rules: Jurisdiction, vacated: frozenset[str]) -> list[Away]:
    """The absences of those who still hold a post: the roster knows nobody else."""
    kept = {
        held.person
        for post in rules.roster.all_posts()
        if post.name not in vacated
        for held in post.holders
    }
    return [one for one in away if one.person in kept]


def _with(scene: Scene, arrangement: Arrangement) -> Scene:
    """From the day on which an arrangement is published it is in the calendar."""
    later = folder.with_holidays(scene.texts, arrangement)
    if arrangement.published_on <= scene.first:
        return replace(scene, texts=later)
    return replace(scene, loads={**scene.loads, arrangement.published_on: later})
