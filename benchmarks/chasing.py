"""A round with 1,000 tasks due among 10,000, 100,000 and 1,000,000, beside the bare statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select, text

from benchmarks import district, history, limits
from benchmarks.databases import Kind
from benchmarks.district import DUTY
from benchmarks.measuring import Claim, Figure, Line, Sheet
from obligations.jurisdiction import Jurisdiction
from rounds import day, duty
from runtime.database import Database
from tasks import chasing, clocks
from tasks.tables import Nudge, Task

DUE = history.PLACES
SIZES = (10_000, 100_000, 1_000_000)
#: Share of the bare statements' speed; and the time among the most tasks against that among the fewest.
AIM, FLAT = 0.5, 1.3
#: Posts that answer for the 1,000 tasks: five tasks each, as in a district; and one each, the worst case.
UNITS, LONELY = 200, 1_000


@dataclass(frozen=True)
class Scene:
    """One database on the morning on which 1,000 tasks are due, and what is measured in it."""

    database: Database
    jurisdiction: Jurisdiction
    on: date
    next_on: date
    nudges: limits.Rows  #: what the day's chase writes
    last: int  #: id of the last nudge before it
    figures: dict[str, Figure] = field(default_factory=dict)


def measure(kind: Kind, repetitions: int) -> tuple[Sheet, ...]:
    """The chase and the whole round, with a history that grows; and the chase of lonely posts."""
    scenes = {size: _scene(kind, size, UNITS) for size in SIZES}
    worst = _scene(kind, SIZES[0], LONELY)
    for _ in range(repetitions):
        for scene in (*scenes.values(), worst):
            for name, work in _WORKS.items():
                _once(kind, scene, name, work)
    sheets = _chases(kind, scenes, worst), _rounds(kind, scenes)
    for scene in (*scenes.values(), worst):
        scene.database.dispose()
    return sheets


def _scene(kind: Kind, tasks: int, units: int) -> Scene:
    database = kind.make()
    jurisdiction = history.fill(database, tasks, units)
    with database.read() as session:
        last = session.scalar(select(func.max(Nudge.id))) or 0
        on = session.scalar(select(func.min(Task.next_on)))
    if on is None:
        raise RuntimeError("no task has a moment to come")
    with database.write() as session:
        chasing.chase(session, jurisdiction, DUTY, district.morning(on))
        next_on = session.scalar(select(func.min(Task.next_on)))
    if next_on is None:
        raise RuntimeError("the tasks have no moment after this one")
    nudges = limits.take(database, Nudge, after=last)
    scene = Scene(database, jurisdiction, on, next_on, nudges, last)
    _back(kind, scene)
    return scene


def _bare(scene: Scene) -> int:
    with limits.driver(scene.database) as connection:
        return limits.move_on(
            connection, scene.jurisdiction.id, scene.on, scene.next_on, scene.nudges
        )


def _chase(scene: Scene) -> int:
    with scene.database.write() as session:
        now = district.morning(scene.on)
        return chasing.chase(session, scene.jurisdiction, DUTY, now).waiting


def _round(scene: Scene) -> int:
    """Which duties have something left to do; reconcile them; remember the round."""
    database, id_, now = scene.database, scene.jurisdiction.id, district.morning(scene.on)
    duties = day.begin(database, id_, now)
    runs = [duty.reconcile(database, id_, each, now) for each in duties]
    day.finish(database, id_, now, [run.obligation for run in runs if run.moved], [])
    return sum(run.told for run in runs)


_WORKS: dict[str, Callable[[Scene], int]] = {"bare": _bare, "chase": _chase, "round": _round}


def _once(kind: Kind, scene: Scene, name: str, work: Callable[[Scene], int]) -> None:
    figure = scene.figures.setdefault(name, Figure(name, DUE))
    # Who is told on a day is worked out once a day: as on every morning, it is not known yet.
    clocks.addressees.cache_clear()
    with figure.timed():
        done = work(scene)
    if done != DUE:
        raise RuntimeError(f"{name} moved {done} of {DUE} tasks")
    _back(kind, scene)


def _back(kind: Kind, scene: Scene) -> None:
    """Back to the morning, so that the next measurement finds the same."""
    with scene.database.write() as session:
        session.execute(text("DELETE FROM nudge WHERE id > :last"), {"last": scene.last})
        session.execute(
            text("UPDATE task SET next_on = :on WHERE next_on = :next_on"),
            {"on": scene.on.isoformat(), "next_on": scene.next_on.isoformat()},
        )
    kind.settle(scene.database)


def _chases(kind: Kind, scenes: dict[int, Scene], worst: Scene) -> Sheet:
    smallest = scenes[SIZES[0]].figures["chase"]
    lines: list[Line] = []
    for size, scene in scenes.items():
        grown = scene.figures["chase"].median / smallest.median
        flat = Claim(grown, FLAT, at_most=True) if size > SIZES[0] else None
        lines += _pair(scene, f"among {size:,}", flat)
    lines += _pair(worst, f"among {SIZES[0]:,}, each task another post", None, aim=None)
    title = f"Chasing {DUE:,} tasks that are due: {kind.name}"
    return Sheet(title, ("of the bare statements", "of the time among 10,000"), tuple(lines))


def _pair(scene: Scene, words: str, flat: Claim | None, aim: float | None = AIM) -> list[Line]:
    bare, ours = scene.figures["bare"], scene.figures["chase"]
    share = Claim(ours.share_of(bare), aim)
    return [
        Line(Figure(f"bare UPDATE and insert {words}", DUE, bare.seconds), (None, None)),
        Line(Figure(f"chase {words}", DUE, ours.seconds), (share, flat)),
    ]


def _rounds(kind: Kind, scenes: dict[int, Scene]) -> Sheet:
    smallest = scenes[SIZES[0]].figures["round"]
    lines = []
    for size, scene in scenes.items():
        ours = scene.figures["round"]
        flat = Claim(ours.median / smallest.median, FLAT, at_most=True) if size > SIZES[0] else None
        lines.append(Line(Figure(f"round among {size:,}", DUE, ours.seconds), (flat,)))
    title = (
        f"A round of {history.DUTIES} duties with {DUE:,} tasks due, without telling: {kind.name}"
    )
    return Sheet(title, ("of the time among 10,000",), tuple(lines))
