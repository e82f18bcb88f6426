"""代录: a supervisor records what a unit told by telephone or on paper. It is marked as such."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import RedirectResponse, Response

from tasks import commands
from tasks.evidence.kinds import ACCEPT
from tasks.lifecycle import OWING, MoveRefused
from web.acting import is_repeated, once, tell_later
from web.errors import NotAllowed
from web.forms import Sent, TaskId, text
from web.house import InHouse
from web.pages import page
from web.rights import MaySupervise
from web.roles import Visitor
from web.units import boxes, files
from web.units.opening import Opened, choices_of, open_task
from web.wording import row

router = APIRouter()


@router.get("/tasks/{task_id:int}/record")
def ask(task_id: TaskId, who: MaySupervise, house: InHouse) -> Response:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    empty = boxes.blank(opened.duty, task_id, {}, choices_of(who, opened))
    return _show(opened.with_boxes(empty), who, told_by="")


@router.post("/tasks/{task_id:int}/record")
def record(
    task_id: TaskId, who: MaySupervise, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    done = RedirectResponse(f"/tasks/{task_id}?said=recorded", status_code=303)
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
        if is_repeated(session, form):
            return done
    sent, told_by = boxes.read(opened.duty, task_id, form), text(form, "told_by", 160)
    taken = files.take_in(house, who, opened.duty, task_id, form)
    for field, ids in taken.ids.items():
        sent[field] = [*sent[field], *ids]
    wrong = list(taken.wrong)
    if told_by not in people(opened, who):
        wrong.append("请选是谁告知的")
    if not wrong:
        try:
            with house.database.write() as session:
                if once(session, form, who):
                    commands.submit(
                        session, task_id, sent, by=who.person, now=who.now, recorded_for=told_by
                    )
        except MoveRefused as refused:
            wrong = str(refused).split("；")
    if wrong:
        again = boxes.again(opened.duty, task_id, sent, wrong, choices_of(who, opened))
        return _show(opened.with_boxes(again), who, told_by=told_by, wrong=wrong)
    tell_later(later, house, who)
    return done


def people(opened: Opened, who: Visitor) -> tuple[str, ...]:
    """Who can have told it: those who answer for the task, never the one who records it."""
    roster, post = opened.rules.roster, opened.found.line.post
    head = roster.head_of(post)
    held = roster.holder(post, who.on) if post in roster.by_name else None
    told = (roster.recipient(one, who.on) for one in (post, head) if one)
    names = [found.name for found in told if found] + [held.deputy if held and held.deputy else ""]
    return tuple(name for name in dict.fromkeys(names) if name and name != who.person)


def _show(opened: Opened, who: Visitor, *, told_by: str, wrong: Sequence[str] = ()) -> Response:
    line, known = opened.found.line, people(opened, who)
    if line.state not in OWING:
        raise NotAllowed(f"任务现在是“{line.state.label}”，不用代录")
    beside = [w for w in wrong if not any(w.startswith(f"“{box.name}”") for box in opened.boxes)]
    return page(
        "record.html",
        who,
        status=422 if wrong else 200,
        row=row(opened.rules, line, who.on, near=False, mine=True),
        post="" if line.post == line.subject else line.post,
        boxes=opened.boxes,
        people=known,
        told_by=told_by or (known[0] if known else ""),
        accept=ACCEPT,
        wrong="；".join(beside) or ("有几处要改，见下面标出的地方" if wrong else ""),
    )
