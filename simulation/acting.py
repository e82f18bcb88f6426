"""What people do on a day of a rehearsal, by the commands of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from obligations.fields import FieldKind, FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock
from obligations.plan import Obligation
from obligations.sensitive import hides_subjects
from simulation import asking
from simulation.asking import REASON
from simulation.town import Errand, Kind, Town, Why
from tasks import commands, following, plans, reviews, watching
from tasks.evidence.refusals import EvidenceRefused
from tasks.lifecycle import OWING, MoveRefused, State
from tasks.tables import Task

#: A hand-in is given back once at most: whoever mends it mends it.
_RETURNED_MOST = 1
#: Only every second optional field is filled; how many files are sent, the people say.
_FILLED = 0.5


def act(session: Session, town: Town, on: date, now: datetime) -> bool:
    """Everything that is to be done on that day, in one transaction; does somebody wait to hear of it?"""
    waits = False
    while errands := town.errands.pop(on, None):
        found = watching.tasks(session, [errand.task_id for errand in errands])
        tasks = {task.id: task for task in found}
        for errand in errands:
            waits |= _do(session, town, tasks.get(errand.task_id), errand, on, now)
    return waits


def _do(
    session: Session, town: Town, task: Task | None, errand: Errand, on: date, now: datetime
) -> bool:
    if task is None or task.closed_on:
        return False
    if task.paused_from:
        town.plan(errand.kind, errand.task_id, town.rules.workdays.add(on, 1))
        return False
    try:
        return _DEEDS[errand.kind](session, town, task, errand, on, now)
    except MoveRefused as refused:
        _refused(town, task, errand, on, str(refused))
    return False


def _refused(town: Town, task: Task, errand: Errand, on: date, said: str) -> None:
    duty = town.rules.plan.by_id.get(task.obligation)
    shown = "（不显示）" if duty is None or hides_subjects(town.rules, duty) else said
    town.refused.append(f"{on} {task.obligation} {errand.kind}: {shown}")
    is_review = errand.kind is Kind.REVIEW
    town.wait(task, Why.REFUSED, Clock.REVIEW if is_review else Clock.HAND_IN, on)


def _hand_in(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    if task.state not in OWING:
        return False
    who = town.actor(task.post, on)
    if who is None:
        town.wait(task, Why.VACANT, Clock.HAND_IN, on)
        return False
    if town.postponed(errand, task, who, task.post, on):
        return False
    if on > task.due:
        town.slow(task, who, on)
    rules = plans.rules_for(session, town.rules, task.plan_version)
    duty = rules.obligation(task.obligation)
    values = {**fields(rules, town, duty, task, on), **_files(session, town, duty, task, who, now)}
    commands.submit(session, task.id, values, by=who, now=now)
    if task.state == State.SUBMITTED:
        town.after_hand_in(task, reviews.reviewer_of(session, town.rules, task, on), on)
    return False


def _files(
    session: Session, town: Town, duty: Obligation, task: Task, who: str, now: datetime
) -> dict[str, list[str]]:
    """The ids of what is sent with a hand-in, by field: what must be sent, and some of what may be."""
    wanted = [(name, k) for name, k in duty.hand_in.items() if k.type is FieldType.FILES]
    if not wanted:
        return {}
    chance = town.behaviour(who, task.post)[0].hand_in.files
    die = town.dice.of(*town.keys[task.id], "files", task.version)
    sent = [name for name, kind in wanted if die.random() < chance or not kind.optional]
    try:
        return {name: [town.files.send(session, task, who, now)] for name in sent}
    except EvidenceRefused as refused:
        raise MoveRefused(str(refused)) from refused


def _review(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    if task.state != State.SUBMITTED:
        return False
    post = reviews.reviewer_of(session, town.rules, task, on)
    who = town.actor(post, on)
    if who is None:
        town.wait(task, Why.VACANT, Clock.REVIEW, on, post=post)
        return False
    if town.postponed(errand, task, who, post, on):
        return False
    how = town.behaviour(who, post)[0]
    die = town.dice.of(*town.keys[task.id], "quality", task.version)
    if task.version <= _RETURNED_MOST and die.random() < how.review.returned:
        commands.return_(session, task.id, by=who, now=now, reason=f"{REASON}：请补正")
        town.returned(task, on)
        return True
    commands.accept(session, task.id, by=who, now=now)
    return False


_DEEDS = {
    Kind.HAND_IN: _hand_in,
    Kind.REVIEW: _review,
    Kind.ASK: asking.ask_time,
    Kind.ANSWER: asking.answer_time,
    Kind.ASK_WAIVER: asking.ask_waiver,
    Kind.ANSWER_WAIVER: asking.answer_waiver,
}


def fields(
    rules: Jurisdiction, town: Town, duty: Obligation, task: Task, on: date
) -> Mapping[str, Any]:
    """What somebody hands in: every field that is asked for, of the others about half.

    Counts stay the same from one period to the next, so that what has to add up adds up.
    """
    die = town.dice.of(*town.keys[task.id], "fields", task.version)
    steady = town.dice.of(rules.id, "counts", duty.id, task.subject)
    found: dict[str, Any] = {}
    for name, kind in duty.hand_in.items():
        chance = (steady if kind.type is FieldType.COUNT else die).random()
        unasked = kind.type in _NEVER_UNASKED or die.random() >= _FILLED
        if kind.type is FieldType.FILES or (kind.optional and unasked):
            continue
        found[name] = _value(rules, duty, name, kind, on, chance)
    return found


#: Filled only where they must be: what is new this month would have to add up with the last one.
_NEVER_UNASKED = frozenset({FieldType.COUNT, FieldType.FILES})


def _value(
    rules: Jurisdiction, duty: Obligation, name: str, kind: FieldKind, on: date, chance: float
) -> Any:
    if kind.type is FieldType.UNITS:
        units = sorted(following.nameable(rules, duty, name))
        return units[: 1 + int(chance * 3)]
    if kind.type is FieldType.CHOICE:
        return kind.choices[int(chance * len(kind.choices))]
    plain = {
        FieldType.DATE: on.isoformat(),
        FieldType.COUNT: int(chance * 20),
        FieldType.PERCENT: round(chance * 100),
        FieldType.YES: "是" if chance < _FILLED else "否",
    }
    return plain.get(kind.type, REASON)
