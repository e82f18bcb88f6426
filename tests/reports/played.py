"""One school term of 安稳镇 with its invented roster, played through: rounds, hand-ins, reviews.

Every second working day counts, to be quick. What each task meets with is decided by its name, so that every
run is the same. Most work is handed in in
time; some late, some is returned once, some never comes, and each of the rarer moves happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers.channels.channel import Channels
from obligations.fields import FieldKind, FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.workdays import shift
from rounds import day as rounds_day
from runtime.database import Database
from tasks import commands, plans
from tasks.lifecycle import OWING, State
from tasks.notices import commands as notices
from tasks.notices import kinds
from tasks.notices.tables import Notice
from tasks.tables import Task
from tests.rounds.town import HERE, SEPTEMBER, Town, morning

#: The first term of 2026—2027 (provisional).
FIRST, LAST = SEPTEMBER, date(2027, 1, 22)
#: When the played term is looked at: the quarter and the year are over, and the last rounds were held.
END = LAST

OFFICE, DEPUTY, LEADER = "平安办", "领导小组副组长·组织", "领导小组组长"


def play(database: Database, first: date = FIRST, last: date = LAST) -> None:
    """Load the demo, and let everybody work from `first` to `last`."""
    town = Town(database)
    town.load(on=first)
    with database.read() as session:
        rules = plans.current(session, HERE)
    for on in islice(_working_days(rules, first, last), 0, None, 2):
        rounds_day.run(database, HERE, morning(on), Channels(), inbox_only=True)
        with database.write() as session:
            _work(session, rules, on)


def _working_days(rules: Jurisdiction, first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        if rules.workdays.is_workday(on := first + timedelta(number)):
            yield on


def _work(session: Session, rules: Jurisdiction, on: date) -> None:
    """What people do on that day."""
    open_ones = session.scalars(select(Task).where(Task.closed_on.is_(None)).order_by(Task.id))
    for task in open_ones.all():
        duty = rules.plan.by_id[task.obligation]
        if task.state == State.SUBMITTED:
            _review(session, rules, task, on)
        elif task.state in OWING and (how := _HOW.get(fate(task))):
            how(session, rules, task, on)
        elif task.state in OWING and on >= _day(rules, task):
            values = values_of(duty.hand_in, task, on)
            commands.submit(session, task.id, values, by=task.post, now=_noon(on))
    _sign(session, on)


def fate(task: Task) -> int:
    """0 to 99, from the task's name: what it meets with."""
    return _number(f"{task.obligation} {task.period} {task.subject} {task.cause.partition('@')[2]}")


def _number(name: str) -> int:
    return int(sha256(name.encode()).hexdigest(), 16) % 100


def _day(rules: Jurisdiction, task: Task) -> date:
    """The day on which it is handed in: two working days before it is due, for some two or six after."""
    number = fate(task)
    late = 2 if number < 88 else 6 if number < 96 else 60
    return rules.workdays.add(task.due, -2 if number < 80 else late)


def _review(session: Session, rules: Jurisdiction, task: Task, on: date) -> None:
    """The next day; one in ten is returned once."""
    if task.submitted_on is None or task.submitted_on >= on:
        return
    review = rules.plan.by_id[task.obligation].review or OFFICE
    for reviewer in (rules.post(review), OFFICE, DEPUTY, LEADER):
        if _person(rules, reviewer, on) != _person(rules, task.post, on):
            break
    if fate(task) % 10 == 3 and task.version == 1:
        commands.return_(session, task.id, by=reviewer, now=_noon(on), reason="请补充说明")
    else:
        commands.accept(session, task.id, by=reviewer, now=_noon(on))


def _person(rules: Jurisdiction, post: str, on: date) -> str:
    found = rules.roster.recipient(post, on)
    return found.name if found else post


def _waive(session: Session, rules: Jurisdiction, task: Task, on: date) -> None:
    by = LEADER if task.post == OFFICE else OFFICE
    commands.waive(session, task.id, by=by, now=_noon(on), reason="本期没有这项工作")


def _ask(session: Session, rules: Jurisdiction, task: Task, on: date) -> None:
    """Three or four working days before, five more are asked for; nobody answers."""
    if rules.workdays.count(on, task.due) in (3, 4):
        until = rules.workdays.add(task.due, 5)
        commands.ask_extension(session, task.id, until, by=task.post, now=_noon(on), reason="下乡")
    elif on >= rules.workdays.add(task.due, 3):
        values = values_of(rules.plan.by_id[task.obligation].hand_in, task, on)
        commands.submit(session, task.id, values, by=task.post, now=_noon(on))


def _excuse(session: Session, rules: Jurisdiction, task: Task, on: date) -> None:
    """Two working days late, and a supervisor says that it is nobody's fault."""
    if on < rules.workdays.add(task.due, 2):
        return
    by = LEADER if _person(rules, task.post, on) == _person(rules, OFFICE, on) else OFFICE
    commands.excuse(session, task.id, by=by, now=_noon(on), reason="暴雨停课")
    values = values_of(rules.plan.by_id[task.obligation].hand_in, task, on)
    commands.submit(session, task.id, values, by=task.post, now=_noon(on))


#: The rarer fates; all others hand in, sooner or later.
_HOW: dict[int, Callable[[Session, Jurisdiction, Task, date], None]] = {
    7: _waive,
    17: _ask,
    27: _excuse,
}


def _sign(session: Session, on: date) -> None:
    """What became a candidate for the bulletin is told to the unit, and published once it could object."""
    drafts = select(Notice).where(Notice.kind == "bulletin").order_by(Notice.id)
    for notice in session.scalars(drafts).all():
        if notice.state == kinds.State.DRAFT:
            notices.issue(session, notice.id, by=DEPUTY, now=_noon(on))
        elif notice.state == kinds.State.ISSUED and notice.until and on > notice.until:
            notices.decide(session, notice.id, by=DEPUTY, now=_noon(on), publish=True)


def _noon(on: date) -> datetime:
    return morning(on) + timedelta(hours=3)


def values_of(fields: Mapping[str, FieldKind], task: Task, on: date) -> dict[str, Any]:
    """What is handed in: every field that has to be filled. A count stays what it was the month before."""
    number = _number(f"{task.obligation} {task.subject}")
    return {
        name: _value(kind, number, on)
        for name, kind in fields.items()
        if not kind.optional or kind.type is FieldType.UNITS
    }


def _value(kind: FieldKind, number: int, on: date) -> Any:
    match kind.type:
        case FieldType.DATE:
            found: Any = shift(on, -1).isoformat()
        case FieldType.COUNT | FieldType.PERCENT:
            found = number
        case FieldType.YES:
            found = True
        case FieldType.CHOICE:
            found = kind.choices[0]
        case FieldType.UNITS:
            found = ["司法所"] if number % 2 else []
        case _:
            found = f"第{number}号内容"
    return found
