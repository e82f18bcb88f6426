"""What a unit can do with a task besides handing it in: 撤回, 申请延期, 申请不适用, 转给 B 岗."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from notifiers import links
from obligations.wording import bracketed, period_text
from tasks import commands, deputies, phrases
from tasks.lifecycle import MoveRefused
from tasks.titles import spoken_name
from web.acting import once, tell_later
from web.errors import NOT_YOURS, NotAllowed
from web.forms import Sent, TaskId, text
from web.house import House, InHouse
from web.pages import page
from web.rights import MayHandIn
from web.roles import Visitor
from web.units.access import ASKING
from web.units.opening import Opened, open_task
from web.units.showing import show
from web.wording import when

router = APIRouter()

LONGEST_REASON = 500  # characters


@router.post("/tasks/{task_id:int}/withdraw")
def withdraw(
    task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    _opened(house, who, task_id)
    return _move(house, who, task_id, form, later, "withdrawn", commands.withdraw)


@router.post("/tasks/{task_id:int}/extend")
def ask_extension(
    task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    opened = _opened(house, who, task_id)
    try:
        until = date.fromisoformat(text(form, "until"))
    except ValueError:
        return show(opened, who, status=422, wrong="请选申请延到哪一天", asked=_asked(form))
    command = partial(
        commands.ask_extension, until=until, reason=_reason(opened, form, phrases.LATER)
    )
    return _move(house, who, task_id, form, later, "asked", command)


@router.post("/tasks/{task_id:int}/not-applicable")
def ask_waiver(
    task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    opened = _opened(house, who, task_id)
    command = partial(commands.ask_waiver, reason=_reason(opened, form, phrases.NOT_NOW))
    return _move(house, who, task_id, form, later, "asked_waiver", command)


@router.post("/tasks/{task_id:int}/deputy")
def hand_to_deputy(task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent) -> Response:
    opened = _opened(house, who, task_id)
    if who.only is not None:
        raise NotAllowed("请用姓名和密码登录后再转给 B 岗")  # a link makes no other link
    try:
        with house.database.write() as session:
            if not once(session, form, who):
                return RedirectResponse(f"/tasks/{task_id}", status_code=303)
            name = deputies.hand_to_deputy(session, task_id, by=who.person, now=who.now)
            path = links.make(session, who.jurisdiction.id, name, [task_id], who.now)
    except MoveRefused as refused:
        return show(opened, who, status=422, wrong=str(refused))
    words = _words(opened, who, name, house.settings.address + path)
    return page("handed_over.html", who, task=task_id, deputy=name, words=words)


def _words(opened: Opened, who: Visitor, deputy: str, link: str) -> str:
    """What the holder sends to his B岗, in neutral words."""
    line = opened.found.line
    what = spoken_name(opened.duty, line.name) + bracketed(
        list(filter(None, [period_text(line.period, who.on)]))
    )
    until = when(opened.rules, opened.duty, line, who.on)
    return f"{deputy}，请代{who.person}办理：{what}，{until}。办理：{link}"


def _opened(house: House, who: Visitor, task_id: int) -> Opened:
    """Raises NotAllowed where the visitor may only look at the task."""
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    if opened.standing not in ASKING:
        raise NotAllowed(NOT_YOURS)
    return opened


def _move(
    house: House,
    who: Visitor,
    task_id: int,
    form: FormData,
    later: BackgroundTasks,
    said: str,
    command: Callable[..., Any],
) -> Response:
    """Make the move and come back to the task; refused, say why on the same page."""
    try:
        with house.database.write() as session:
            if once(session, form, who):
                command(session, task_id, by=who.person, now=who.now)
    except MoveRefused as refused:
        opened = _opened(house, who, task_id)
        return show(opened, who, status=422, wrong=str(refused), asked=_asked(form))
    tell_later(later, house, who)
    return RedirectResponse(f"/tasks/{task_id}?said={said}", status_code=303)


def _reason(opened: Opened, form: FormData, among: tuple[str, ...]) -> str:
    """What was written, or the phrase that was chosen; for a sensitive duty a phrase and nothing else."""
    chosen = text(form, "phrase", LONGEST_REASON)
    chosen = chosen if chosen in among else ""
    if opened.duty.sensitive:
        return chosen
    return "；".join(filter(None, [chosen, text(form, "reason", LONGEST_REASON)]))


def _asked(form: FormData) -> dict[str, str]:
    return {name: text(form, name, LONGEST_REASON) for name in ("until", "phrase", "reason")}
