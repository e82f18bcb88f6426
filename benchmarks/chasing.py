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

DUE = 1_000
SIZES = (10_000, 100_000, 1_000_000)
#: Share of the bare statements' speed; and the time among the most tasks against that among the fewest.
AIM, FLAT = 0.5, 1.3
#: A post answers for so many of the tasks that are due; and the worst case, each task another post.
SHARED = 5


@dataclass(frozen=True)
class Scene:
    """One database on the morning on which tasks are due, and what is measured in it."""

    tasks: int
    due: int  #: how many of them have a moment on that morning
    database: Database
    jurisdiction: Jurisdiction
    on: date
    next_on: date
    nudges: limits.Rows  #: what the day's chase writes
    last: int  #: id of the last nudge before it
    figures: dict[str, Figure] = field(default_factory=dict)


def measure(
    kind: Kind, repetitions: int, due: int = DUE, sizes: tuple[int, ...] = SIZES
) -> tuple[Sheet, ...]:
    """The chase and the whole round with a history that grows; and the chase where each task has a post
    of its own."""
    scenes = [_scene(kind, size, due, units=due // SHARED) for size in sizes]
    worst = _scene(kind, sizes[0], due, units=due)
    for _ in range(repetitions):
        for scene in (*scenes, worst):
            for name, work in _WORKS.items():
                _once(kind, scene, name, work)
    for scene in (*scenes, worst):
        scene.database.dispose()
    return _chases(kind, scenes, worst), _rounds(kind, scenes)


def _scene(kind: Kind, tasks: int, due: int, units: int) -> Scene:
    database = kind.make()
    jurisdiction = history.fill(database, tasks, places=due, units=units)
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
    scene = Scene(tasks, due, database, jurisdiction, on, next_on, nudges, last)
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
    figure = scene.figures.setdefault(name, Figure(name, scene.due))
    # Who is told on a day is worked out once a day: as on every morning, it is not known yet.
    clocks.addressees.cache_clear()
    with figure.timed():
        done = work(scene)
    if done != scene.due:
        raise RuntimeError(f"{name} moved {done} of {scene.due} tasks")
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


def _chases(kind: Kind, scenes: list[Scene], worst: Scene) -> Sheet:
    lines: list[Line] = []
    for scene in scenes:
        flat = _flat("chase", scenes[0], scene)
        lines += _pair(scene, f"among {scene.tasks:,}", flat)
    lines += _pair(worst, f"among {worst.tasks:,}, each task another post", None, aim=None)
    return Sheet(
        f"Chasing {worst.due:,} tasks that are due: {kind.name}. "
        f"Bare: UPDATE … RETURNING, and {kind.limit} of the nudges",
        ("of bare", f"of among {scenes[0].tasks:,}"),
        tuple(lines),
    )


def _rounds(kind: Kind, scenes: list[Scene]) -> Sheet:
    lines = [
        Line(
            scene.figures["round"].named(f"among {scene.tasks:,}"),
            (_flat("round", scenes[0], scene),),
        )
        for scene in scenes
    ]
    return Sheet(
        f"The whole round of {history.DUTIES} duties, {scenes[0].due:,} tasks due, before telling: "
        f"{kind.name}",
        (f"of among {scenes[0].tasks:,}",),
        tuple(lines),
    )


def _pair(scene: Scene, words: str, flat: Claim | None, aim: float | None = AIM) -> list[Line]:
    bare, ours = scene.figures["bare"], scene.figures["chase"]
    share = Claim(ours.share_of(bare), aim)
    return [
        Line(bare.named(f"bare {words}"), (None, None)),
        Line(ours.named(f"chase {words}"), (share, flat)),
    ]


def _flat(name: str, smallest: Scene, scene: Scene) -> Claim | None:
    """How much longer it takes among more tasks."""
    if scene is smallest:
        return None
    grown = scene.figures[name].median / smallest.figures[name].median
    return Claim(grown, FLAT, at_most=True)
