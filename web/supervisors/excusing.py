"""免责: a supervisor says that a miss is nobody's fault, or takes that back."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from tasks import commands, phrases, plans, queries
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.errors import NotFound
from web.forms import Sent, TaskId, text
from web.house import InHouse
from web.pages import page
from web.rights import MaySupervise
from web.roles import Visitor

router = APIRouter()


@router.post("/tasks/{task_id:int}/excuse")
def excuse(
    task_id: TaskId, who: MaySupervise, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    """With a reason; `take_back` in the form takes it back."""
    taking_back = bool(text(form, "take_back", 3))
    move = commands.take_back if taking_back else commands.excuse
    try:
        with house.database.write() as session:
            reason = _reason(session, who, task_id, form)
            if once(session, form, who):
                move(session, task_id, by=who.person, now=who.now, reason=reason)
    except MoveRefused as refused:
        back = f"/tasks/{task_id}"
        return page("answer_again.html", who, status=422, wrong=str(refused), back=back)
    tell_later(later, house, who)
    said = "blamed" if taking_back else "excused"
    return RedirectResponse(f"/tasks/{task_id}?said={said}", status_code=303)


def _reason(session: Session, who: Visitor, task_id: int, form: Sent) -> str:
    """The phrase that was chosen, and words of one's own. Raises NotFound, MoveRefused."""
    rules = plans.held(session, who.jurisdiction.id)
    task = queries.task(session, rules, task_id)
    if task is None:
        raise NotFound
    phrase, own = text(form, "phrase", 100), text(form, "reason", 400)
    reason = "，".join(filter(None, (phrase, own)))
    phrases.check(plans.duty_of(session, rules, task), reason, phrases.EXCUSED)
    return reason
