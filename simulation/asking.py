"""What people ask for in a rehearsal instead of handing in (more time, 不适用), and how they are answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from obligations.ladder import Clock
from simulation.town import Errand, Kind, Town, Why
from tasks import commands, reviews
from tasks.lifecycle import OWING
from tasks.tables import Task

REASON = "演练"
NOT_NOW = "演练：本期没有相应工作"
IT_IS = "演练：本期有相应工作"


def ask_time(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    """More time, before the due date; after it nobody can ask, and hands in."""
    who = town.actor(task.post, on)
    if task.state not in OWING or who is None or on > task.due:
        town.plan(Kind.HAND_IN, task.id, on)
        return False
    if town.postponed(errand, task, who, task.post, on):
        return False
    how = town.behaviour(who, task.post)[0].extension
    die = town.dice.of(*town.keys[task.id], "extension")
    until = town.rules.workdays.add(task.due, die.randint(*how.days))
    commands.ask_extension(session, task.id, until, by=who, now=now, reason=REASON)
    town.plan(Kind.ANSWER, task.id, town.rules.workdays.add(on, die.randint(*how.answered)))
    return False


def answer_time(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    """The supervising post grants it or not."""
    who = _answerer(town, task, errand, on)
    if who is None:
        return False
    how = town.behaviour(who, reviews.answerer_of(town.rules, task.post, on))[0].extension
    die = town.dice.of(*town.keys[task.id], "answer")
    if die.random() < how.granted:
        commands.grant_extension(session, task.id, by=who, now=now)
    else:
        commands.refuse_extension(session, task.id, by=who, now=now, reason=REASON)
    # Whoever asked means to do it by the day that he got, or else as soon as he can.
    left = max(town.rules.workdays.count(on, task.due), 1)
    town.plan(Kind.HAND_IN, task.id, town.rules.workdays.add(on, die.randint(1, left)))
    return True


def ask_waiver(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    """不适用, with a reason. The clock runs on until somebody answers."""
    who = town.actor(task.post, on)
    if task.state not in OWING or who is None:
        town.plan(Kind.HAND_IN, task.id, on)
        return False
    if town.postponed(errand, task, who, task.post, on):
        return False
    how = town.behaviour(who, task.post)[0].waiver
    commands.ask_waiver(session, task.id, by=who, now=now, reason=NOT_NOW)
    die = town.dice.of(*town.keys[task.id], "waiver asked")
    answer_on = town.rules.workdays.add(on, die.randint(*how.answered))
    town.plan(Kind.ANSWER_WAIVER, task.id, answer_on)
    return False


def answer_waiver(
    session: Session, town: Town, task: Task, errand: Errand, on: date, now: datetime
) -> bool:
    """The supervising post looks at the reason: it is waived, or owed as before."""
    who = _answerer(town, task, errand, on)
    if who is None:
        return False
    how = town.behaviour(who, reviews.answerer_of(town.rules, task.post, on))[0].waiver
    die = town.dice.of(*town.keys[task.id], "waiver answered")
    if die.random() < how.granted:
        commands.waive(session, task.id, by=who, now=now, reason=NOT_NOW)
        return True
    commands.refuse_waiver(session, task.id, by=who, now=now, reason=IT_IS)
    left = max(town.rules.workdays.count(on, task.due), 1)
    town.plan(Kind.HAND_IN, task.id, town.rules.workdays.add(on, die.randint(1, left)))
    return True


def _answerer(town: Town, task: Task, errand: Errand, on: date) -> str | None:
    """Who answers now; None where it is no question any more, or has to wait."""
    if task.state not in OWING:
        return None
    post = reviews.answerer_of(town.rules, task.post, on)
    who = town.actor(post, on)
    if who is None:
        town.wait(task, Why.VACANT, Clock.HAND_IN, on, post=post)
        return None
    return None if town.postponed(errand, task, who, post, on) else who
