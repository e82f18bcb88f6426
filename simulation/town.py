"""The people of one jurisdiction in a rehearsal: what each means to do on which day, and what moves him.

They act by the commands of the house, as the pages do. Nothing of the ladder or the rules is repeated
here: who is told what, and when something counts as late, only the engine knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock
from simulation.dice import Dice
from simulation.files import Files
from simulation.folder import Away
from simulation.people.behaviour import Behaviour, People
from tasks.lifecycle import State
from tasks.tables import Task


class Kind(StrEnum):
    """What somebody means to do."""

    HAND_IN = "hand_in"
    REVIEW = "review"
    ASK = "ask"
    ANSWER = "answer"
    ASK_WAIVER = "ask_waiver"
    ANSWER_WAIVER = "answer_waiver"


class Why(StrEnum):
    """Why something was not done when it should have been."""

    FORGOT = "forgot"  #: nobody thought of it until he was told
    SLOW = "slow"  #: done, but after the due date
    AWAY = "away"  #: away, and no deputy knew of it
    VACANT = "vacant"  #: nobody holds the post
    RETURNED = "returned"  #: handed in, and not good enough
    REFUSED = "refused"  #: the engine refused the move

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Why.FORGOT: "没有想起，等催",
    Why.SLOW: "办得慢",
    Why.AWAY: "外出，没有登记B岗",
    Why.VACANT: "岗位空缺",
    Why.RETURNED: "退回补正",
    Why.REFUSED: "系统不允许",
}


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done about one task."""

    kind: Kind
    task_id: int


@dataclass(frozen=True, slots=True)
class Note:
    """Why a task waited, from a day on, whose move it was, and (where that is known) until when."""

    task_id: int
    why: Why
    post: str
    who: str
    clock: Clock
    since: date
    until: date | None = None


@dataclass(slots=True)
class Town:
    """One jurisdiction, its people and what they mean to do. `idle`: tasks that wait for a message."""

    rules: Jurisdiction
    people: People
    dice: Dice
    away: Sequence[Away]
    first: date
    without: frozenset[str] = frozenset()  #: posts on which nobody acts
    errands: dict[date, list[Errand]] = field(default_factory=lambda: defaultdict(list))
    idle: dict[int, Clock] = field(default_factory=dict)
    keys: dict[int, tuple[object, ...]] = field(default_factory=dict)
    notes: dict[int, list[Note]] = field(default_factory=dict)  #: by task
    given_back: dict[int, list[date]] = field(default_factory=dict)  #: by task
    refused: list[str] = field(default_factory=list)
    files: Files = field(default_factory=Files)
    seen: int = 0  #: number of the last task that was looked at
    heard: int = 0  #: how many of the recorded messages have been listened to
    _trips: dict[str, list[Away]] = field(init=False)
    _behaviours: dict[str, tuple[Behaviour, float]] = field(default_factory=dict)

    # --- Who ---

    def actor(self, post: str, on: date) -> str | None:
        """Who acts for the post on that day: a person, or the unit whose mailbox it is."""
        if post in self.without:
            return None
        found = self.rules.roster.recipient(post, on)
        return found.name if found else None

    def back_from(self, who: str, on: date) -> date | None:
        """The working day on which somebody who is away comes back; None when he is there."""
        trip = next((one for one in self._trips.get(who, ()) if one.covers(on)), None)
        return self.rules.workdays.add(trip.last, 1) if trip else None

    def __post_init__(self) -> None:
        self._trips = {}
        for one in self.away:
            self._trips.setdefault(one.person, []).append(one)

    def behaviour(self, who: str, post: str) -> tuple[Behaviour, float]:
        """How somebody behaves, and how much more (or less) often than others without being asked."""
        if who not in self._behaviours:
            how = self.people.of(who, post)
            self._behaviours[who] = (
                how,
                self.dice.of(self.rules.id, "trait", who).uniform(-how.spread, how.spread),
            )
        return self._behaviours[who]

    # --- What each means to do ---

    def opened(self, tasks: Iterable[Task], on: date) -> None:
        """New tasks: everybody decides what to do about his."""
        for task in tasks:
            self.seen = max(self.seen, task.id)
            self.keys[task.id] = (
                self.rules.id,
                task.obligation,
                task.period,
                task.subject,
                bool(task.cause),
            )
            self._plan_first(task, on)

    def _plan_first(self, task: Task, on: date) -> None:
        who = self.actor(task.post, on)
        if who is None:
            self.wait(task, Why.VACANT, Clock.HAND_IN, on)
            return
        how, trait = self.behaviour(who, task.post)
        die = self.dice.of(*self.keys[task.id], "first")
        asks, forgets, share = die.random(), die.random(), die.uniform(*how.hand_in.at)
        first = self.rules.workdays.roll(on, "later")
        length = max(self.rules.workdays.count(first, task.due), 0)
        if self._finds_it_not_applicable(task, how):
            self.plan(Kind.ASK_WAIVER, task.id, self.rules.workdays.add(first, int(share * length)))
        elif asks < how.extension.asked and length > 1:
            self.plan(Kind.ASK, task.id, self.rules.workdays.add(first, length - 1))
        elif forgets < how.hand_in.unasked + trait * (how.hand_in.unasked < 1):
            self.plan(Kind.HAND_IN, task.id, self.rules.workdays.add(first, int(share * length)))
        else:
            self.wait(task, Why.FORGOT, Clock.HAND_IN, on, who)

    def _finds_it_not_applicable(self, task: Task, how: Behaviour) -> bool:
        die = self.dice.of(*self.keys[task.id], "waiver")
        return how.waiver.asked > 0 and die.random() < how.waiver.asked

    def plan(self, kind: Kind, task_id: int, on: date) -> None:
        """Somebody means to do it on that day."""
        self.errands[on].append(Errand(kind, task_id))

    def wait(
        self, task: Task, why: Why, clock: Clock, on: date, who: str = "", post: str = ""
    ) -> None:
        """Nobody means to do anything about the task until a message moves him."""
        self.idle[task.id] = clock
        self.note(Note(task.id, why, post or task.post, who, clock, on))

    def told(self, said: Iterable[tuple[int, str, str]], posts: dict[int, str], on: date) -> None:
        """Messages arrived: whom they move means to do it soon. `posts`: whose move each task is."""
        for task_id, clock, kind in said:
            mine = self.idle.get(task_id)
            who = self.actor(posts[task_id], on) if task_id in posts else None
            if mine is None or who is None or clock not in (mine, "event"):
                continue
            how = self.behaviour(who, posts[task_id])[0]
            side = how.review if mine is Clock.REVIEW else how.hand_in
            die = self.dice.of(*self.keys[task_id], mine, kind, on)
            if die.random() < side.moved.by(kind):
                del self.idle[task_id]
                errand = Kind.REVIEW if mine is Clock.REVIEW else Kind.HAND_IN
                self.plan(errand, task_id, self.rules.workdays.add(on, die.randint(*side.within)))

    def after_hand_in(self, task: Task, reviewer: str, on: date) -> None:
        """It was handed in: where somebody reviews it, that person decides when."""
        if task.state != State.SUBMITTED:
            return
        who = self.actor(reviewer, on)
        if who is None:
            self.wait(task, Why.VACANT, Clock.REVIEW, on, post=reviewer)
            return
        how, trait = self.behaviour(who, reviewer)
        die = self.dice.of(*self.keys[task.id], "review", task.version)
        days = die.randint(*how.review.days)
        if die.random() < how.review.unasked + trait * (how.review.unasked < 1):
            self.plan(Kind.REVIEW, task.id, self.rules.workdays.add(on, days))
        else:
            self.wait(task, Why.FORGOT, Clock.REVIEW, on, who, reviewer)

    def postponed(self, errand: Errand, task: Task, who: str, post: str, on: date) -> bool:
        """Where whoever should do it is away without a deputy, it waits until he is back."""
        back = self.back_from(who, on)
        if back is None:
            return False
        self.plan(errand.kind, errand.task_id, back)
        clock = Clock.REVIEW if errand.kind is Kind.REVIEW else Clock.HAND_IN
        self.note(Note(task.id, Why.AWAY, post, who, clock, on, back - timedelta(1)))
        return True

    def slow(self, task: Task, who: str, on: date) -> None:
        """It is done only now, after its due date, though nobody had forgotten it."""
        if task.id not in self.notes:
            self.note(Note(task.id, Why.SLOW, task.post, who, Clock.HAND_IN, on))

    def returned(self, task: Task, on: date) -> None:
        """It was given back: the unit mends it within the days that it has, or waits to be told again."""
        self.given_back.setdefault(task.id, []).append(on)
        who = self.actor(task.post, on) or ""
        how, trait = self.behaviour(who, task.post)
        die = self.dice.of(*self.keys[task.id], "mended", task.version)
        self.note(Note(task.id, Why.RETURNED, task.post, who, Clock.HAND_IN, on))
        if die.random() < how.hand_in.unasked + trait:
            self.plan(Kind.HAND_IN, task.id, self.rules.workdays.add(on, 1 + die.randint(0, 1)))
        else:
            self.idle[task.id] = Clock.HAND_IN

    def note(self, note: Note) -> None:
        """Remember why a task waits."""
        self.notes.setdefault(note.task_id, []).append(note)
