"""Why something climbed, and where one absence stalled a chain: from what the people of a rehearsal
remember."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from obligations.ladder import Clock
from obligations.plan import Plan
from obligations.sensitive import neutral_name
from simulation.town import Note, Town, Why
from simulation.what import Stalled
from tasks.tables import Task
from tasks.watching import Nudged


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why, in words; `post`: whose move it was."""

    post: str
    why: str
    detail: str = ""


def reason_of(town: Town, task: Task, nudge: Nudged) -> Stuck:
    """Why the task had not been done when it reached a rung: the last that was noted before that day."""
    clock = Clock.REVIEW if nudge.clock == Clock.REVIEW else Clock.HAND_IN
    known = [
        note
        for note in town.notes.get(task.id, ())
        if note.clock is clock and note.since <= nudge.on
    ]
    if not known:
        return Stuck(task.post, Why.SLOW.label)
    # An absence explains more than that somebody forgot.
    grave = [note for note in known if note.why in (Why.AWAY, Why.VACANT)]
    note = (grave or known)[-1]
    return Stuck(note.post, note.why.label, _detail(note))


def _detail(note: Note) -> str:
    if note.why is Why.AWAY:
        return f"{note.who}到 {note.until} 不在"
    return note.who


@dataclass
class _Waits:
    posts: set[str]
    tasks: set[int]
    reviews: set[int]
    days: int
    behind: set[str]


def stalls(town: Town, tasks: Mapping[int, Task], last: date) -> tuple[Stalled, ...]:
    """The absences and vacancies for which work waited, the longest first."""
    found: dict[tuple[str, str, date, date], _Waits] = {}
    for note in (note for several in town.notes.values() for note in several):
        if note.why not in (Why.AWAY, Why.VACANT) or note.task_id not in tasks:
            continue
        _add(found, town, note, tasks[note.task_id], last)
    made = (
        Stalled(
            who, tuple(sorted(w.posts)), why, first, until,
            len(w.tasks), len(w.reviews), w.days, tuple(sorted(w.behind)),
        )
        for (who, why, first, until), w in found.items()
    )  # fmt: skip
    return tuple(sorted(made, key=lambda one: (-one.days, one.first, one.who)))


def _add(
    found: dict[tuple[str, str, date, date], _Waits], town: Town, note: Note, task: Task, last: date
) -> None:
    ended = task.submitted_on if note.clock is Clock.HAND_IN else task.closed_on
    until = note.until or (ended if ended and ended >= note.since else last)
    first, end = _span(town, note, until, last)
    # A vacancy is one, however many tasks wait for it.
    key = (note.who or note.post, note.why.label, first, end)
    waits = found.setdefault(key, _Waits(set(), set(), set(), 0, set()))
    waits.posts.add(note.post)
    (waits.reviews if note.clock is Clock.REVIEW else waits.tasks).add(task.id)
    waits.days += max(town.rules.workdays.count(note.since, min(until, last)), 0)
    waits.behind |= set(_behind(town.rules.plan, task.obligation))


def _span(town: Town, note: Note, until: date, last: date) -> tuple[date, date]:
    trip = next((t for t in town.away if t.person == note.who and t.covers(note.since)), None)
    if trip:
        return trip.first, trip.last
    return (town.first, last) if note.why is Why.VACANT else (note.since, until)


def _behind(plan: Plan, obligation: str, seen: Iterable[str] = ()) -> Iterator[str]:
    """The duties that can only begin when this one is accepted, and those behind them."""
    known = {*seen, obligation}
    for duty, _ in plan.followers(obligation):
        if duty.id not in known:
            yield neutral_name(duty)
            yield from _behind(plan, duty.id, known)
