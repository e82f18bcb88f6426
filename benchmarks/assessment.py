"""A year's assessment of 1 and of 1,000 jurisdictions, beside one bare GROUP BY over the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import insert, text

from benchmarks import district, limits
from benchmarks.databases import Kind
from benchmarks.measuring import Claim, Figure, Line, Sheet
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from reports.assessment import assess_all
from runtime.database import Database
from tasks.tables import JurisdictionRow, Task

SIZES = (1, 1_000)
#: A township's year: so many tasks of ten duties, of twenty units.
TASKS, DUTIES, UNITS = 1_000, 10, 20
YEAR = 2026
ON = date(2027, 1, 4)
#: Share of the bare statement's speed; and the time of one jurisdiction among 1,000 against one alone.
AIM, FLAT = 0.5, 2.0

#: What no assessment can do without. The year is that of the rows; no value comes from outside.
_BARE = f"""\
SELECT jurisdiction, obligation, post, state, submitted_on > due AS late, count(*) FROM task
WHERE due BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' GROUP BY 1, 2, 3, 4, 5"""
_COPY = """\
INSERT INTO task ({columns}) SELECT {values} FROM task JOIN jurisdiction AS j ON j.id <> task.jurisdiction
WHERE task.jurisdiction = :first"""


@dataclass(frozen=True)
class Scene:
    """So many jurisdictions, each with a year of tasks."""

    database: Database
    rules: list[Jurisdiction]
    figures: tuple[Figure, Figure, Figure]  #: bare, all of them, one of them


def measure(
    kind: Kind, repetitions: int, sizes: tuple[int, ...] = SIZES, tasks: int = TASKS
) -> tuple[Sheet, ...]:
    """Both in turns. The time of one among many says whether the others are in its way."""
    scenes = [_scene(kind, size, tasks) for size in sizes]
    for _ in range(repetitions):
        for scene in scenes:
            _once(scene)
    for scene in scenes:
        scene.database.dispose()
    return (_sheet(kind, scenes, tasks),)


def _once(scene: Scene) -> None:
    bare, whole, one = scene.figures
    with bare.timed():
        _bare(scene.database)
    for figure, rules in ((whole, scene.rules), (one, scene.rules[-1:])):
        with figure.timed(), scene.database.read() as session:
            found = assess_all(session, rules, YEAR, ON)
        if not all(any(unit.judged for unit in units) for units in found.values()):
            raise RuntimeError("nothing was judged")


def _bare(database: Database) -> int:
    with limits.driver(database) as connection:
        found = len(connection.execute(_BARE).fetchall())
        connection.rollback()
    return found


def _sheet(kind: Kind, scenes: list[Scene], tasks: int) -> Sheet:
    lines = []
    alone = scenes[0].figures[2]
    for scene in scenes:
        bare, whole, one = scene.figures
        lines.append(Line(bare, (None, None)))
        # Of one small jurisdiction the fixed costs are nearly all there is: its share is told, not judged.
        aim = AIM if scene is scenes[-1] else None
        lines.append(Line(whole, (Claim(whole.share_of(bare), aim), None)))
        if scene is not scenes[0]:
            apart = Claim(one.median / alone.median, FLAT, at_most=True)
            lines.append(Line(one, (None, apart)))
    title = f"{kind.name}: a year's assessment, {tasks:,} tasks a jurisdiction"
    return Sheet(title, ("share of bare", "against alone"), tuple(lines))


# --- The rows ---


def _scene(kind: Kind, size: int, tasks: int) -> Scene:
    database, rules = kind.make(), list(_jurisdictions(size))
    with database.write() as session:
        session.add_all(
            JurisdictionRow(id=one.id, name=one.id, version=1, go_live=date(YEAR, 1, 1))
            for one in rules
        )
        session.flush()
        first = rules[0].id
        session.execute(insert(Task), [_task(first, number) for number in range(tasks)])
        columns = [column.name for column in Task.__table__.columns if column.name != "id"]
        values = ["j.id" if name == "jurisdiction" else f"task.{name}" for name in columns]
        copying = _COPY.format(columns=", ".join(columns), values=", ".join(values))
        session.execute(text(copying), {"first": first})
    with database.write() as session:
        session.execute(text("ANALYZE task" if not database.is_sqlite else "ANALYZE"))
    kind.settle(database)
    shown = f"{size:,} × {tasks:,}"
    return Scene(
        database,
        rules,
        (
            Figure(f"{shown}: bare GROUP BY", size * tasks),
            Figure(f"{shown}: all assessed", size * tasks),
            Figure(f"{shown}: one of them assessed", tasks),
        ),
    )


def _jurisdictions(size: int) -> Iterator[Jurisdiction]:
    """The same plan, each with a roster of its own."""
    plain = load(district.texts("bench", places=UNITS, units=UNITS, duties=DUTIES))[0]
    for number in range(size):
        roster = plain.roster.model_copy(update={"jurisdiction": f"bench-{number:04}"})
        yield replace(plain, roster=roster)


def _task(jurisdiction: str, number: int) -> dict[str, object]:
    """Nine in ten done, one of these late; the rest overdue."""
    due = date(YEAR, 1, 5) + timedelta(number % 350)
    is_done, is_late = number % 10 != 0, number % 10 == 1
    handed_in = due + timedelta(2 if is_late else -2) if is_done else None
    duty = f"duty-{number % (DUTIES - 1) + 1:02}"
    return {
        "jurisdiction": jurisdiction, "obligation": duty, "period": due.isoformat(),
        "subject": f"点位{number:04}", "cause": "", "plan_version": 1, "post": district.unit(number % UNITS),
        "pinned": False, "state": "done" if is_done else "pending", "opens": due, "due": due,
        "original_due": due, "opened_on": due, "batch": 1, "attempt": 1, "clock_from": due,
        "version": int(is_done), "submitted_on": handed_in, "closed_on": handed_in, "flag": "",
    }  # fmt: skip
