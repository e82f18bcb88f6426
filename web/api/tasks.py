"""/api/v1/tasks: the tasks that the caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from obligations.sensitive import hides_subjects
from tasks import assigning, boards, plans
from tasks.boards import Which
from tasks.lights import Light, light_of
from tasks.queries import Detail, TaskLine
from web.api import types
from web.api.bearing import Sees
from web.forms import TaskId
from web.house import InHouse
from web.roles import Right, Visitor
from web.supervisors.cells import counts_children
from web.supervisors.review import desks
from web.units.access import KNOWING, Standing, standing
from web.units.opening import open_task
from web.wording import line_name, shown

router = APIRouter(prefix="/api/v1", tags=["tasks"])

Name = Annotated[str | None, Query(max_length=160)]


@router.get("/tasks")
def the_tasks(
    who: Sees,
    house: InHouse,
    duty: Name = None,
    post: Name = None,
    period: Name = None,
    light: Light | None = None,
    cursor: types.Cursor = "",
    limit: types.Limit = 50,
) -> types.Tasks:
    """By due date: the caller's own, and for whoever oversees all but those about children, which are
    counted and not listed. Without a period: what is open, and what is closed of the current periods."""
    with house.database.read() as session:
        which = Which(
            duties=frozenset({duty}) if duty else None,
            posts=_posts(who, post),
            period=period,
            light=light,
        )
        found = boards.page(
            session, who.jurisdiction, who.on, which, after=_after(cursor), limit=limit
        )
        items = [task_of(session, who, line) for line in visible(session, who, found.lines)]
    following = types.cursor(*found.after) if found.after else None
    return types.Tasks(items=items, next=following)


@router.get("/tasks/{task_id}")
def one_task(task_id: TaskId, who: Sees, house: InHouse) -> types.TaskDetail:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
        return types.TaskDetail(
            task=task_of(session, who, opened.found.line),
            standing=opened.standing,
            quote=[] if opened.duty.sensitive else list(opened.duty.quote),
            fields={name: str(kind) for name, kind in opened.duty.hand_in.items()},
            excuse=opened.excuse.reason if opened.excuse else "",
            hand_ins=_hand_ins(opened.found, hides_few=opened.duty.sensitive and not opened.near),
            nudges=[
                types.Nudge(kind=n.kind, post=n.post, on=n.on, outcome=n.outcome)
                for n in opened.found.nudges
            ],
        )


def _posts(who: Visitor, asked: str | None) -> frozenset[str] | None:
    """The posts to look at: whoever oversees sees all."""
    if who.may(Right.OVERSEE):
        return frozenset({asked}) if asked else None
    return desks(who) & {asked} if asked else desks(who)


def _after(cursor: str) -> tuple[date, int] | None:
    found = types.place(cursor)
    try:
        return (date.fromisoformat(found[0]), int(found[1][:15])) if found else None
    except ValueError:
        return None


def visible(session: Session, who: Visitor, lines: Iterable[TaskLine]) -> Iterable[TaskLine]:
    """Without the tasks about children that are none of the caller's unit's."""
    for line in lines:
        if how(session, who, line) in KNOWING:
            yield line
            continue
        duty = plans.rules_for(session, who.jurisdiction, line.plan_version).obligation(
            line.obligation
        )
        if not counts_children(who.jurisdiction, duty):
            yield line


def how(session: Session, who: Visitor, line: TaskLine) -> Standing:
    """How the caller stands to a task."""
    rules = plans.rules_for(session, who.jurisdiction, line.plan_version)
    duty = rules.obligation(line.obligation)
    supports = assigning.support_of(session, line.id) if duty.is_assigned else ()
    return standing(who, rules, duty, line.id, line.post, supports)


def task_of(session: Session, who: Visitor, line: TaskLine) -> types.Task:
    """A task as the caller may know it."""
    rules = plans.rules_for(session, who.jurisdiction, line.plan_version)
    duty = rules.obligation(line.obligation)
    knows = not hides_subjects(rules, duty) or how(session, who, line) in KNOWING
    return types.Task(
        id=line.id,
        duty=duty.id,
        name=line_name(duty, line),
        period=line.period,
        subject=line.subject if knows else None,
        post=line.post,
        state=line.state,
        light=light_of(line, who.on),
        opens=line.opens,
        due=line.due,
        original_due=line.original_due,
        provisional=line.provisional,
        extended=line.extended,
        paused=line.paused,
        whose_move=line.whose_move,
        submitted_on=line.submitted_on,
        closed_on=line.closed_on,
    )


def _hand_ins(found: Detail, *, hides_few: bool) -> list[types.HandIn]:
    return [
        types.HandIn(
            version=one.version,
            at=one.at,
            by=one.by,
            recorded_for=one.recorded_for,
            outcome=one.outcome,
            reason=one.reason,
            values={name: shown(value, hides_few=hides_few) for name, value in one.fields.items()},
        )
        for one in found.hand_ins
    ]
