"""From a rehearsal that has been played to its outcome. Reads what the engine wrote, nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from notifiers import said
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.periods import label
from obligations.sensitive import hides_subjects, neutral_name
from runtime.clock import today
from simulation import foreseen
from simulation.run import Played
from simulation.scene import Scene
from simulation.stuck import Stuck, reason_of, stalls
from simulation.town import Town
from simulation.what import (
    RUNGS,
    DutyLoad,
    HeavyDay,
    LeaderMonth,
    Month,
    Outcome,
    PersonLoad,
    Supervised,
    UnitLoad,
)
from tasks import watching
from tasks.lifecycle import OWING, State, is_late
from tasks.notices.kinds import KINDS
from tasks.occasions import Occasion
from tasks.tables import Task
from tasks.watching import Nudged

#: So many deadlines of one post on one day are a heavy day.
HEAVY = 4
HIDDEN = "（不显示）"
_LADDER = list(RUNGS)


def collect(
    played: Played, *, people: str = "", seed: int = 0, assumed: Iterable[str] = ()
) -> list[Outcome]:
    """What came out, one outcome for each jurisdiction."""
    return [
        _Collecting(played, scene, town).outcome(people, seed, tuple(assumed))
        for scene, town in zip(played.scenes, played.towns, strict=True)
    ]


class _Collecting:
    """One jurisdiction, read once."""

    def __init__(self, played: Played, scene: Scene, town: Town) -> None:
        self.played, self.scene, self.town = played, scene, town
        self.rules: Jurisdiction = town.rules
        with played.database.read() as session:
            self.tasks: Sequence[Task] = watching.opened_since(session, self.rules.id, 0)
            self.nudges = watching.nudges(session, self.rules.id)
            self.said = said.messages(session, self.rules.id)
        self.by_id = {task.id: task for task in self.tasks}
        self.reached = [one for one in self.nudges if one.reached]
        self.late = {task.id for task in self.tasks if self._is_late(task)}

    def outcome(self, people: str, seed: int, assumed: tuple[str, ...]) -> Outcome:
        scene, rules = self.scene, self.rules
        kinds = Counter(one.kind for one in self.reached)
        return Outcome(
            days=(scene.last - scene.first).days + 1,
            tasks=len(self.tasks),
            late=len(self.late),
            messages=len(self.said),
            nudges={kind: kinds[kind] for kind in RUNGS},
            by_unit=tuple(self._by_unit()),
            by_person=tuple(self._by_person()),
            by_duty=tuple(self._by_duty()),
            minutes=sum(map(self._minutes, self.tasks)),
            first=scene.first,
            last=scene.last,
            plan=rules.plan.title,
            jurisdiction=rules.name,
            people=people,
            seed=seed,
            assumed=assumed,
            states=_counted(State(task.state).label for task in self.tasks),
            events={k.label: kinds[k] for k in Occasion if kinds[k]},
            returned=kinds[Occasion.RETURNED],
            extended=kinds[Occasion.GRANTED],
            absences=sum(one.first <= scene.last for one in self.town.away),
            heavy_days=tuple(self._heavy_days()),
            moved=foreseen.moved(rules, scene.first, scene.last),
            provisional=foreseen.guessed(rules, scene.first, scene.last),
            supervised=tuple(self._supervised()),
            stalled=stalls(self.town, self.by_id, scene.last),
            leader=tuple(self._leader()),
            refused=tuple(self.town.refused),
            failed=tuple(self.played.failed),
        )

    # --- Work ---

    def _is_late(self, task: Task) -> bool:
        return is_late(
            State(task.state), task.due, task.submitted_on, task.paused_from or self.scene.last
        )

    def _minutes(self, task: Task) -> int:
        duty = self.rules.plan.by_id.get(task.obligation)
        return duty.minutes if duty else 0

    def _unit(self, post: str) -> str:
        found = self.rules.roster.by_name.get(post)
        return (found.unit if found else None) or post

    def _by_unit(self) -> Iterator[UnitLoad]:
        theirs: dict[str, list[Task]] = defaultdict(list)
        for task in self.tasks:
            theirs[self._unit(task.post)].append(task)
        reviews = self._reviews()
        for unit in sorted({*theirs, *reviews}, key=lambda u: (-len(theirs.get(u, ())), u)):
            mine = theirs.get(unit, [])
            yield UnitLoad(
                unit=unit,
                tasks=len(mine),
                minutes=sum(map(self._minutes, mine)),
                late=sum(task.id in self.late for task in mine),
                reviews=reviews[unit],
                months=tuple(self._months(mine)),
            )

    def _reviews(self) -> Counter[str]:
        """How many hand-ins each unit was asked to review: each is announced to its reviewer once."""
        opened = {
            (one.task_id, one.attempt): one.post
            for one in self.nudges
            if one.clock == "review" and one.kind == RungKind.OPENED
        }
        return Counter(map(self._unit, opened.values()))

    def _months(self, tasks: Iterable[Task]) -> Iterator[Month]:
        found: dict[str, list[Task]] = defaultdict(list)
        for task in tasks:
            found[f"{task.due:%Y-%m}"].append(task)
        for month in sorted(found):
            yield Month(month, len(found[month]), sum(map(self._minutes, found[month])))

    def _by_duty(self) -> Iterator[DutyLoad]:
        supervised = {one.task_id for one in self.reached if one.kind == RungKind.SUPERVISE}
        for duty in self.rules.plan.obligations:
            mine = [task for task in self.tasks if task.obligation == duty.id]
            if mine:
                yield DutyLoad(
                    duty=duty.id,
                    name=neutral_name(duty),
                    tasks=len(mine),
                    minutes=duty.minutes * len(mine),
                    late=sum(task.id in self.late for task in mine),
                    supervised=sum(task.id in supervised for task in mine),
                )

    def _heavy_days(self) -> Iterator[HeavyDay]:
        found: dict[tuple[date, str], list[str]] = defaultdict(list)
        for task in self.tasks:
            duty = self.rules.plan.by_id.get(task.obligation)
            if duty and self.scene.first <= task.due <= self.scene.last:
                found[task.due, task.post].append(neutral_name(duty))
        for (day, post), duties in sorted(found.items()):
            if len(duties) >= HEAVY:
                yield HeavyDay(post, day, len(duties), tuple(dict.fromkeys(sorted(duties))))

    # --- Telling ---

    def _by_person(self) -> Iterator[PersonLoad]:
        theirs: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.said:
            year, week, _ = today(one.made_at, self.rules.zone).isocalendar()
            theirs[one.recipient][f"{year}-W{week:02}"] += 1
        for person in sorted(theirs, key=lambda name: (-theirs[name].total(), name)):
            weeks = theirs[person]
            busiest = min(weeks, key=lambda week: (-weeks[week], week))
            yield PersonLoad(
                person, weeks.total(), weeks[busiest], busiest, dict(sorted(weeks.items()))
            )

    # --- What climbed ---

    def _supervised(self) -> Iterator[Supervised]:
        highest: dict[tuple[int, str, int], str] = {}
        first: dict[tuple[int, str, int], Nudged] = {}
        for one in self.reached:
            if one.kind not in RUNGS:
                continue
            key = one.task_id, one.clock, one.attempt
            highest[key] = max(highest.get(key, one.kind), one.kind, key=_LADDER.index)
            if one.kind == RungKind.SUPERVISE:
                first.setdefault(key, one)
        for key, one in sorted(first.items(), key=lambda item: (item[1].on, item[0])):
            yield self._one_supervised(one, highest[key])

    def _one_supervised(self, one: Nudged, highest: str) -> Supervised:
        task = self.by_id[one.task_id]
        duty = self.rules.plan.by_id.get(task.obligation)
        stuck: Stuck = reason_of(self.town, task, one)
        hidden = duty is None or hides_subjects(self.rules, duty)
        return Supervised(
            duty=task.obligation,
            name=neutral_name(duty) if duty else task.obligation,
            period=label(task.period),
            subject=HIDDEN if hidden else task.subject,
            post=stuck.post,
            unit=self._unit(stuck.post),
            on=one.on,
            highest=RungKind(highest).label,
            clock="审核" if one.clock == "review" else "提交",
            why=stuck.why,
            detail=stuck.detail,
        )

    def _leader(self) -> Iterator[LeaderMonth]:
        for first, last in _months(self.scene.first, self.scene.last):
            kinds = Counter(
                kind
                for kind, _, _ in {
                    (one.kind, one.task_id, one.attempt)
                    for one in self.reached
                    if first <= one.on <= last and one.kind in KINDS
                }
            )
            yield LeaderMonth(
                month=f"{first:%Y-%m}",
                opened=sum(first <= task.opened_on <= last for task in self.tasks),
                done=sum(
                    task.state == State.DONE and first <= (task.closed_on or last) <= last
                    for task in self.tasks
                ),
                late=sum(self._was_late(task, last) for task in self.tasks),
                supervise=kinds[RungKind.SUPERVISE],
                bulletin=kinds[RungKind.BULLETIN],
                talk=kinds[RungKind.TALK],
            )

    def _was_late(self, task: Task, on: date) -> bool:
        """Was it open and past its due date in the evening of that day?"""
        if task.opened_on > on or task.due >= on:
            return False
        if task.submitted_on is None:
            return task.closed_on is None or task.closed_on > on
        return task.submitted_on > on or task.state in OWING


def _counted(several: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(several).items()))


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The months of [first, last], each from its first day to its last, within the range."""
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, following - timedelta(days=1))
        first = following
