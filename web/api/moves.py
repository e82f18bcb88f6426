"""/api/v1/tasks/{id}/…: the moves of a task. A move that cannot be made answers 409 with the reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session

from notifiers import links
from tasks import commands, deputies, excusing, phrases, plans, queries, reviews
from tasks.lifecycle import MoveRefused
from tasks.tables import Task
from web.acting import tell_later
from web.api import types
from web.api.bearing import HandsIn, Reviews, Supervises
from web.api.office_types import Deputed, RecordBody
from web.api.tasks import task_of
from web.errors import NOT_YOURS, NotAllowed, NotFound
from web.forms import TaskId
from web.house import House, InHouse
from web.roles import Visitor
from web.supervisors.recording import people
from web.supervisors.review import desks
from web.units.access import ACTING, ASKING
from web.units.opening import open_task

router = APIRouter(prefix="/api/v1/tasks", tags=["moves"])

Move = Callable[[Session, int], Any]
Check = Callable[[Session, Visitor, int], None]


@router.post("/{task_id}/hand-in")
def hand_in(
    task_id: TaskId, body: types.HandInBody, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """Evidence is named by the ids of files that were added on the task's page."""
    move = _by(who, commands.submit, values=body.values)
    return _make(house, who, task_id, later, _acting, move)


@router.post("/{task_id}/record")
def record(
    task_id: TaskId, body: RecordBody, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """代录: what a unit told by telephone or on paper, marked as such."""
    move = _by(who, commands.submit, values=body.values, recorded_for=body.told_by)
    return _make(house, who, task_id, later, partial(_told_by, person=body.told_by), move)


@router.post("/{task_id}/deputy")
def hand_to_deputy(task_id: TaskId, who: HandsIn, house: InHouse) -> Deputed:
    """转给 B 岗. Whoever came by a link makes no other link."""
    if who.only is not None:
        raise NotAllowed("请用姓名和密码登录后再转给 B 岗")
    with house.database.write() as session:
        _asking(session, who, task_id)
        name = deputies.hand_to_deputy(session, task_id, by=who.person, now=who.now)
        path = links.make(session, who.jurisdiction.id, name, [task_id], who.now)
    return Deputed(deputy=name, link=house.settings.address + path)


@router.post("/{task_id}/withdraw")
def withdraw(task_id: TaskId, who: HandsIn, house: InHouse, later: BackgroundTasks) -> types.Task:
    return _make(house, who, task_id, later, _asking, _by(who, commands.withdraw))


@router.post("/{task_id}/extension")
def ask_extension(
    task_id: TaskId, body: types.ExtensionBody, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> types.Task:
    move = _by(who, commands.ask_extension, until=body.until, reason=body.reason)
    check = _both(_asking, partial(_phrased, reason=body.reason, among=phrases.LATER))
    return _make(house, who, task_id, later, check, move)


@router.post("/{task_id}/not-applicable")
def ask_waiver(
    task_id: TaskId, body: types.Because, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> types.Task:
    move = _by(who, commands.ask_waiver, reason=body.reason)
    check = _both(_asking, partial(_phrased, reason=body.reason, among=phrases.NOT_NOW))
    return _make(house, who, task_id, later, check, move)


@router.post("/{task_id}/accept")
def accept(
    task_id: TaskId, body: types.VerdictBody, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Task:
    check = partial(_reviewing, version=body.version)
    return _make(house, who, task_id, later, check, _by(who, commands.accept))


@router.post("/{task_id}/return")
def return_(
    task_id: TaskId, body: types.VerdictBody, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Task:
    check = _both(
        partial(_reviewing, version=body.version),
        partial(_phrased, reason=body.reason, among=phrases.RETURNED),
    )
    move = _by(who, commands.return_, reason=body.reason)
    return _make(house, who, task_id, later, check, move)


@router.post("/{task_id}/extension/answer")
def answer_extension(
    task_id: TaskId, body: types.AnswerBody, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Task:
    command = commands.grant_extension if body.granted else commands.refuse_extension
    return _answer(house, who, task_id, later, body, command)


@router.post("/{task_id}/not-applicable/answer")
def answer_waiver(
    task_id: TaskId, body: types.AnswerBody, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Task:
    command = commands.waive if body.granted else excusing.refuse_waiver
    return _answer(house, who, task_id, later, body, command)


def _answer(
    house: House,
    who: Visitor,
    task_id: int,
    later: BackgroundTasks,
    body: types.AnswerBody,
    command: Callable[..., Any],
) -> types.Task:
    check = _both(_answering, partial(_phrased, reason=body.reason, among=phrases.ANSWERS))
    return _make(house, who, task_id, later, check, _by(who, command, reason=body.reason))


_SUPERVISED: dict[str, Callable[..., Any]] = {
    "pause": commands.pause,
    "resume": commands.resume,
    "cancel": commands.cancel,
    "reopen": commands.reopen,
    "waive": commands.waive,
}


@router.post("/{task_id}/excuse")
def excuse(
    task_id: TaskId, body: types.Because, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """免责: the miss is nobody's fault, with a reason; of a sensitive duty one from the list."""
    check = partial(_phrased, reason=body.reason, among=phrases.EXCUSED)
    return _make(house, who, task_id, later, check, _by(who, commands.excuse, reason=body.reason))


@router.post("/{task_id}/take-back")
def take_back(
    task_id: TaskId, body: types.Because, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Task:
    """It was somebody's after all."""
    check = partial(_phrased, reason=body.reason, among=phrases.EXCUSED)
    move = _by(who, commands.take_back, reason=body.reason)
    return _make(house, who, task_id, later, check, move)


@router.post("/{task_id}/reassign")
def reassign(
    task_id: TaskId, body: types.PostBody, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Task:
    check = partial(_phrased, reason=body.reason, among=phrases.CHANGED)
    move = _by(who, commands.reassign, post=body.post, reason=body.reason)
    return _make(house, who, task_id, later, check, move)


@router.post("/{task_id}/{move}")
def supervise(
    task_id: TaskId,
    move: str,
    body: types.Because,
    who: Supervises,
    house: InHouse,
    later: BackgroundTasks,
) -> types.Task:
    """`pause`, `resume`, `cancel`, `reopen` or `waive`, with a reason; of a sensitive duty one from the list."""
    if move not in _SUPERVISED:
        raise NotFound
    command = _by(who, _SUPERVISED[move], reason=body.reason)
    check = partial(_phrased, reason=body.reason, among=phrases.CHANGED)
    return _make(house, who, task_id, later, check, command)


def _by(who: Visitor, command: Callable[..., Any], **more: Any) -> Move:
    return partial(command, by=who.person, now=who.now, **more)


def _both(*checks: Check) -> Check:
    def check(session: Session, who: Visitor, task_id: int) -> None:
        for one in checks:
            one(session, who, task_id)

    return check


def _make(
    house: House, who: Visitor, task_id: int, later: BackgroundTasks, check: Check, move: Move
) -> types.Task:
    """Check and move in one transaction, then tell whoever waits for it."""
    with house.database.write() as session:
        check(session, who, task_id)
        move(session, task_id)
        made = _task(session, who, task_id)
        line = queries.line_of(session, who.jurisdiction, made, who.on)
        answer = task_of(session, who, line)
    tell_later(later, house, who)
    return answer


def _task(session: Session, who: Visitor, task_id: int) -> Task:
    found = queries.task(session, who.jurisdiction, task_id)
    if found is None:
        raise NotFound
    return found


def _told_by(session: Session, who: Visitor, task_id: int, *, person: str) -> None:
    if person not in (known := people(open_task(session, who, task_id), who)):
        raise MoveRefused("told_by 应是这项任务的人：" + "、".join(known))


def _acting(session: Session, who: Visitor, task_id: int) -> None:
    if open_task(session, who, task_id).standing not in ACTING:
        raise NotAllowed(NOT_YOURS)


def _asking(session: Session, who: Visitor, task_id: int) -> None:
    if open_task(session, who, task_id).standing not in ASKING:
        raise NotAllowed(NOT_YOURS)


def _reviewing(session: Session, who: Visitor, task_id: int, *, version: int) -> None:
    rules = plans.held(session, who.jurisdiction.id)
    task = _task(session, who, task_id)
    if reviews.reviewer_of(session, rules, task, who.on) not in desks(who):
        raise NotAllowed("这一项不由您审核")
    if task.version != version:
        raise MoveRefused("单位刚才又交了一次，请看过新的内容再定")


def _answering(session: Session, who: Visitor, task_id: int) -> None:
    rules = plans.held(session, who.jurisdiction.id)
    task = _task(session, who, task_id)
    if reviews.answerer_of(rules, task.post, who.on) not in who.posts | who.stands_in:
        raise NotAllowed("这个申请不由您答复")


def _phrased(
    session: Session, who: Visitor, task_id: int, *, reason: str, among: tuple[str, ...]
) -> None:
    duty = plans.duty_of(session, who.jurisdiction, _task(session, who, task_id))
    phrases.check(duty, reason, among)
