"""One task: the sentence it comes from, the form to hand it in, what else can be done, the timeline."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import RedirectResponse, Response

from tasks import commands
from tasks.lifecycle import MoveRefused
from web.acting import is_repeated, once, tell_later
from web.errors import NOT_YOURS, NotAllowed
from web.forms import Sent, TaskId
from web.house import InHouse
from web.rights import MayHandIn, MaySee
from web.units import boxes, files
from web.units.access import ACTING
from web.units.opening import open_task
from web.units.showing import show, show_refused

router = APIRouter()


@router.get("/tasks/{task_id:int}")
def one_task(task_id: TaskId, who: MaySee, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    return show(opened, who, said=said)


@router.post("/tasks/{task_id:int}/hand-in")
def hand_in(
    task_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    done = RedirectResponse(f"/tasks/{task_id}?said=submitted", status_code=303)
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
        if is_repeated(session, form):
            return done
    if opened.standing not in ACTING:
        raise NotAllowed(NOT_YOURS)
    sent = boxes.read(opened.duty, task_id, form)
    taken = files.take_in(house, who, opened.duty, task_id, form)
    for field, ids in taken.ids.items():
        sent[field] = [*sent[field], *ids]
    wrong = taken.wrong
    if not wrong:
        try:
            with house.database.write() as session:
                if once(session, form, who):
                    commands.submit(session, task_id, sent, by=who.person, now=who.now)
        except MoveRefused as refused:
            wrong = str(refused).split("；")
    if wrong:
        with house.database.read() as session:
            return show_refused(open_task(session, who, task_id), who, sent, wrong)
    tell_later(later, house, who)
    return done
