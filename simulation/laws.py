"""What must hold after any rehearsal, whatever went wrong in it: the laws of the house.

They are reckoned from the plan and the published rules of time, not by the code that is judged: a date of
the ladder is counted here in working days from the due date, and what is owed is counted anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from obligations import chain
from obligations.ladder import Rung, RungKind
from obligations.owed import FAIR_DAYS, owed, turns
from obligations.sensitive import names_a_case, sensitive_terms
from obligations.workdays import shift
from runtime.clock import today
from simulation.laws_of_hand_ins import every_file_is_handed_in, every_waiver_ends
from simulation.run import Played
from simulation.seen import Seen, look
from tasks.lifecycle import CLOSED, OPEN, State
from tasks.tables import Task
from tasks.watching import Nudged

#: How far around the days played the turns are looked for, in days.
_AROUND = 400
_ENDS = frozenset({"sent", "failed", "suppressed", "skipped"})


Law = Callable[[Seen], Iterator[str]]


def broken(played: Played) -> list[str]:
    """Every breach of a law, as `law: what`; empty when all hold."""
    found: list[str] = []
    for scene, town in zip(played.scenes, played.towns, strict=True):
        seen = look(played, scene, town)
        for name, law in LAWS.items():
            found += [f"{name}: {what}" for what in law(seen)]
    return found


# --- Nothing owed is lost ---


def nothing_owed_is_lost(seen: Seen) -> Iterator[str]:
    """Whatever the plan asks for by the last round is there, once."""
    there = Counter((t.obligation, t.period, t.subject, t.cause) for t in seen.tasks.values())
    for key, count in there.items():
        if count > 1:
            yield f"{key} is there {count} times"
    first, on = seen.scene.first, seen.last_round
    for duty in seen.rules.plan.obligations:
        if seen.rules.is_registered(duty):
            continue
        begins = max(first, seen.rules.since_of("duty", duty.id) or first)
        for turn in turns(seen.rules, duty, begins, shift(on, _AROUND)):
            if turn.opens > on:
                continue
            for one in owed(seen.rules, duty, turn):
                if not there[duty.id, turn.period.id, one.subject, ""]:
                    yield f"{duty.id} {turn.period.id} {one.subject} was never opened"


def what_follows_is_opened(seen: Seen) -> Iterator[str]:
    """An accepted task has its follow-ups, where nothing but the acceptance is asked for."""
    children = {(t.parent_id, t.obligation) for t in seen.tasks.values() if t.parent_id}
    changed = bool(seen.scene.loads)
    for task in seen.tasks.values():
        if task.state != State.DONE or changed:
            continue
        for duty, after in seen.rules.plan.followers(task.obligation):
            plain = after.when is None and duty.named_in is None
            if plain and any(seen.rules.subjects(duty)) and (task.id, duty.id) not in children:
                yield f"{duty.id} does not follow task {task.id}"


# --- Nothing is told twice ---


def nothing_is_told_twice(seen: Seen) -> Iterator[str]:
    """One digest a person a day, no message twice, and no rung of a clock twice to one post."""
    zone = seen.rules.zone
    digests = Counter(
        (m.recipient, m.is_mailbox, today(m.made_at, zone))
        for m in seen.messages
        if m.kind == "digest"
    )
    for (who, _, day), count in digests.items():
        if count > 1:
            yield f"{who} got {count} digests on {day}"
    bodies = Counter(
        (m.recipient, m.is_mailbox, today(m.made_at, zone), m.body) for m in seen.messages
    )
    for (who, _, day, _), count in bodies.items():
        if count > 1:
            yield f"{who} was told the same on {day} {count} times"
    rungs = Counter(
        (n.task_id, n.clock, n.attempt, n.rung, n.post) for n in seen.nudges if n.reached
    )
    yield from (f"{key} was told {count} times" for key, count in rungs.items() if count > 1)


def told_in_working_hours(seen: Seen) -> Iterator[str]:
    """Nobody is told anything on a day of rest, or at night."""
    for message in seen.messages:
        local = message.made_at.astimezone(seen.rules.zone)
        rest = not seen.scene.loads and not seen.rules.workdays.is_workday(local.date())
        if rest or not seen.rules.plan.hours.covers(local.time()):
            yield f"{message.recipient} was told at {local:%Y-%m-%d %H:%M}"


def told_in_neutral_words(seen: Seen) -> Iterator[str]:
    """No message holds a sensitive word, nor the code of a child."""
    for message in seen.messages:
        if held := sensitive_terms(message.body):
            yield f"a message says {held[0]!r}"
        if names_a_case(message.body):
            yield "a message names a case"


# --- Every miss climbs ---


def every_miss_climbs(seen: Seen) -> Iterator[str]:
    """A rung whose day came while the unit owed (or the reviewer held) it left its mark: somebody was
    told, or it stands in a queue, or it says why not."""
    marks = _marks(seen)
    for task in seen.tasks.values():
        for clock, number, start, due, ended, chased in _plain_clocks(seen, task):
            for rung in seen.ladder(task, chased):
                if rung.at is None or rung.kind is RungKind.REMINDER:
                    continue
                on = seen.rules_by_version[task.plan_version].workdays.add(due, rung.at)
                if on <= start or on > min(seen.last_round, shift(ended, -1)):
                    continue
                mark = marks.get((task.id, clock, number, rung.id))
                yield from _judge(seen, task, rung, mark, on)


def _judge(seen: Seen, task: Task, rung: Rung, mark: Nudged | None, on: date) -> Iterator[str]:
    calm = not (seen.scene.mishaps.missed or seen.scene.mishaps.down or seen.scene.loads)
    name = f"{rung.id} of task {task.id} ({task.obligation}), planned for {on},"
    if mark is None:
        yield f"{name} left no mark"
    elif mark.kind != rung.kind:
        yield f"{name} became {mark.kind} instead of {rung.kind.value}"
    elif calm and not mark.reached:
        yield f"{name} reached nobody: {mark.outcome}"


def _marks(seen: Seen) -> dict[tuple[int, str, int, str], Nudged]:
    """By task, clock, attempt and rung; of several the one that reached somebody."""
    found: dict[tuple[int, str, int, str], Nudged] = {}
    for one in seen.nudges:
        key = one.task_id, one.clock, one.attempt, one.rung
        if key not in found or one.reached:
            found[key] = one
    return found


_Clock = tuple[str, int, date, date, date, str]


def _plain_clocks(seen: Seen, task: Task) -> Iterator[_Clock]:
    """The clocks of which everything is known from the task alone: clock, number, start, due, the day
    on which it ended, who is chased. Those that were started anew, or moved, are left out."""
    day_after = shift(seen.scene.last, 1)
    if task.paused_from or seen.scene.loads:
        return
    if task.attempt == 1 and task.version <= 1:
        ended = task.submitted_on or task.closed_on or day_after
        yield "hand_in", 1, task.opened_on, task.due, ended, task.post
    if task.state == State.SUBMITTED and task.review_due and task.submitted_on:
        reviewer = _reviewer(seen, task)
        yield "review", task.version, task.submitted_on, task.review_due, day_after, reviewer


def _reviewer(seen: Seen, task: Task) -> str:
    rules = seen.rules_by_version[task.plan_version]
    named = rules.obligation(task.obligation).review or rules.roster.supervisor
    return chain.reviewer(rules, named, task.post, seen.scene.last)


def every_moment_ends(seen: Seen) -> Iterator[str]:
    """Every nudge ends as one of four, with the reason; what waits, waits for working hours or a
    channel; and a clock that ended left a mark for every rung it had."""
    rests = not seen.rules.workdays.is_workday(seen.last_round) or seen.scene.mishaps.down
    waits_for_round = seen.last_round != seen.scene.last
    ended = {(n.task_id, n.clock, n.attempt, n.rung) for n in seen.nudges}
    for one in seen.nudges:
        excused = rests or waits_for_round or one.on == seen.scene.last or one.clock == "event"
        if one.outcome not in _ENDS and not excused:
            yield f"{one.rung} of task {one.task_id} of {one.on} has no end"
    for task in seen.tasks.values():
        for clock, number, start, due, last, chased in _plain_clocks(seen, task):
            if last > seen.scene.last:
                continue
            for rung in seen.ladder(task, chased):
                if rung.at is None or rung.at < 0:
                    continue
                on = seen.rules_by_version[task.plan_version].workdays.add(due, rung.at)
                if on > start and (task.id, clock, number, rung.id) not in ended:
                    yield f"{rung.id} of task {task.id} has no end"


def nobody_is_chased_early(seen: Seen) -> Iterator[str]:
    """A rung stands for its own day: so many working days from the due date that it names."""
    if seen.scene.loads:
        return
    for one in seen.nudges:
        if not one.rung.startswith("T"):
            continue
        task = seen.tasks[one.task_id]
        workdays = seen.rules_by_version[task.plan_version].workdays
        if one.on != workdays.add(one.due, int(one.rung[1:])):
            yield f"{one.rung} of task {one.task_id} due {one.due} was planned for {one.on}"


# --- Every task ends in a named state ---


def every_task_has_a_state(seen: Seen) -> Iterator[str]:
    """Open or closed, and which; an open one is the move of a post that the roster knows."""
    for task in seen.tasks.values():
        if task.state not in list(State):
            yield f"task {task.id} is {task.state!r}"
        elif (task.state in CLOSED) != (task.closed_on is not None):
            yield f"task {task.id} is {task.state} and closed on {task.closed_on}"
        elif task.state in CLOSED and task.next_on:
            yield f"task {task.id} is closed and has a moment on {task.next_on}"
        elif task.state in OPEN and not seen.rules.roster.resolve(task.post):
            yield f"task {task.id} is nobody's: {task.post!r}"
        elif task.state == State.SUBMITTED and not (task.review_due and task.submitted_on):
            yield f"task {task.id} is with a reviewer who has no date"


def clocks_are_fair(seen: Seen) -> Iterator[str]:
    """Whoever was told late has three working days; a reviewer and a mender have the days of the plan."""
    for task in seen.tasks.values():
        rules = seen.rules_by_version[task.plan_version]
        workdays = rules.workdays
        late = task.opened_on > task.opens and not task.cause
        if late and not seen.scene.loads and task.due < workdays.add(task.opened_on, FAIR_DAYS):
            yield f"task {task.id} opened {task.opened_on} is due {task.due}"
        if seen.scene.loads:
            continue
        if task.state == State.SUBMITTED and task.submitted_on:
            asked = workdays.add(task.submitted_on, rules.plan.review_days)
            if task.review_due != asked:
                yield f"task {task.id} is to be reviewed by {task.review_due}, not {asked}"
        for given in seen.town.given_back.get(task.id, ())[-1:]:
            if task.due < workdays.add(given, rules.plan.return_days):
                yield f"task {task.id} given back on {given} is due {task.due}"


# --- The journal verifies ---


def the_journal_verifies(seen: Seen) -> Iterator[str]:
    """Its chain is whole, and every move that changed a task stands in it."""
    yield from seen.broken_journal
    for task in seen.tasks.values():
        submits = seen.verbs[task.id, "submit"]
        if submits != task.version:
            yield f"task {task.id} was handed in {task.version} times, the journal knows {submits}"
        duty = seen.rules_by_version[task.plan_version].obligation(task.obligation)
        reviewed = task.state == State.DONE and duty.review is not None
        if reviewed and not seen.verbs[task.id, "accept"]:
            yield f"nobody is known to have accepted task {task.id}"


def nothing_is_rewound(seen: Seen) -> Iterator[str]:
    """A round for a day before the last one is refused; no duty failed; nobody was refused a move."""
    wanted = sum(len(scene.mishaps.set_back - scene.mishaps.missed) for scene in seen.played.scenes)
    if seen.played.refused_rounds != wanted:
        yield f"{wanted} rounds were to be refused, {seen.played.refused_rounds} were"
    yield from seen.played.failed


LAWS: Mapping[str, Law] = {
    "nothing owed is lost": nothing_owed_is_lost,
    "what follows is opened": what_follows_is_opened,
    "nothing is told twice": nothing_is_told_twice,
    "told in working hours": told_in_working_hours,
    "told in neutral words": told_in_neutral_words,
    "every miss climbs": every_miss_climbs,
    "every moment ends": every_moment_ends,
    "nobody is chased early": nobody_is_chased_early,
    "every task has a state": every_task_has_a_state,
    "clocks are fair": clocks_are_fair,
    "every 不适用 ends": every_waiver_ends,
    "every file is handed in": every_file_is_handed_in,
    "the journal verifies": the_journal_verifies,
    "nothing is rewound": nothing_is_rewound,
}
