"""A year under a virtual clock: every day the round of the house, and then people act by its commands.

The order of a day: a new version is loaded at 07:30, the round runs at 08:30, units act at 10:00 and
reviewers with them, and what somebody waits for is told at 15:00.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from notifiers.channels.channel import Channels
from obligations.workdays import each_day
from rounds import day as rounds_day
from runtime import clock
from simulation import acting, stage
from simulation.memory import MemoryDatabase
from simulation.mishaps import Killed
from simulation.scene import Scene
from simulation.town import Town
from tasks import plans, watching
from tasks.queries import whose_move
from tasks.tables import Task
from tasks.working import RoundRefused

Progress = Callable[[date], None]
_LOADED, _AT_WORK, _AT_ONCE = time(7, 30), time(10), time(15)


@dataclass
class Played:
    """What was played, the database that it was played in, and what the people remember.

    `failed`: duties whose round failed, with the day: nothing of the kind is expected.
    """

    scenes: Sequence[Scene]
    database: MemoryDatabase
    towns: list[Town]
    failed: list[str] = field(default_factory=list)
    refused_rounds: int = 0  #: rounds that the engine refused because the clock had been set back


def play(*scenes: Scene, progress: Progress | None = None) -> Played:
    """Play all days of these jurisdictions, which share a database; all have the days of the first.

    Raises PlanError for a version that cannot be loaded.
    """
    played = Played(scenes, stage.open_database(), [])
    for scene in scenes:
        played.towns.append(_founded(played.database, scene))
    recorder, channels = stage.channels_for(town.rules for town in played.towns)
    for on in each_day(scenes[0].first, scenes[0].last):
        days = [
            _Day(played, scene, town, recorder, channels, on)
            for scene, town in zip(scenes, played.towns, strict=True)
        ]
        _pass(played.database, days)
        if progress:
            progress(on)
    return played


def _pass(database: MemoryDatabase, days: Sequence[_Day]) -> None:
    """One day in all jurisdictions, in one transaction where no process dies on it."""
    for day in days:
        day.load()
    if any(day.is_deadly for day in days):
        for day in days:
            day.play()
        return
    with database.together():
        for day in days:
            day.play()


def _founded(database: MemoryDatabase, scene: Scene) -> Town:
    now = _moment(scene, scene.first, _LOADED)
    rules = stage.load(database, scene.rules.id, scene.texts, scene.roster, now)
    return Town(rules, scene.people, scene.dice, scene.away, scene.first, scene.without)


def _moment(scene: Scene, on: date, at: time) -> datetime:
    return datetime.combine(on, at, scene.rules.zone)


@dataclass
class _Day:
    """One day of one jurisdiction."""

    played: Played
    scene: Scene
    town: Town
    recorder: stage.Recorder
    channels: Channels
    on: date

    @property
    def is_deadly(self) -> bool:
        """Does the process die in this day's round?"""
        return self.on in self.scene.mishaps.killed

    def load(self) -> None:
        """The version of the plan that is loaded on this day, if one is."""
        if texts := self.scene.loads.get(self.on):
            scene, now = self.scene, _moment(self.scene, self.on, _LOADED)
            self.town.rules = stage.load(
                self.played.database, scene.rules.id, texts, scene.roster, now
            )

    def play(self) -> None:
        """The round, what people hear, and what they do."""
        self.recorder.is_down = self.on in self.scene.mishaps.down
        if self.on not in self.scene.mishaps.missed:
            self._rounds()
        self._hear()
        self._act()

    def _rounds(self) -> None:
        now = clock.as_of(self.on, self.scene.rules.zone)
        for transactions in self.scene.mishaps.killed.get(self.on, ()):
            self.played.database.dies_in = transactions
            try:
                self._round(now)
            except Killed:
                continue
            self.played.database.dies_in = None
        self._round(now)
        if self.on in self.scene.mishaps.set_back:
            try:
                self._round(now - timedelta(days=1))
            except RoundRefused:
                self.played.refused_rounds += 1

    def _round(self, now: datetime) -> None:
        done = rounds_day.run(self.played.database, self.town.rules.id, now, self.channels)
        self.played.failed += [f"{self.on} {duty}: {why}" for duty, why in done.failed.items()]

    def _hear(self) -> None:
        """Everybody finds out what is new, and what he was told."""
        messages = self.recorder.since(self.town.heard)
        self.town.heard += len(messages)
        with self.played.database.read() as session:
            new = watching.opened_since(session, self.town.rules.id, self.town.seen)
            self.town.opened(new, self.on)
            if not messages or not self.town.idle:
                return
            said = watching.told(session, self.town.idle, messages)
            tasks = watching.tasks(session, {task_id for task_id, _, _ in said})
            posts = {task.id: self._mover(session, task) for task in tasks}
        self.town.told(said, posts, self.on)

    def _mover(self, session: Session, task: Task) -> str:
        rules = plans.rules_for(session, self.town.rules, task.plan_version)
        return whose_move(rules, task, self.on)

    def _act(self) -> None:
        if self.on not in self.town.errands:
            return
        with self.played.database.write() as session:
            now = _moment(self.scene, self.on, _AT_WORK)
            waits = acting.act(session, self.town, self.on, now)
        if waits:
            now = _moment(self.scene, self.on, _AT_ONCE)
            rounds_day.tell(
                self.played.database, self.town.rules.id, now, self.channels, at_once_only=True
            )
