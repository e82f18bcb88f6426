"""What units ask for: more time 延期, or that a duty does not apply 不适用. Granted or refused here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from obligations.wording import day_text
from tasks import commands, excusing, phrases, plans, queries, reviews
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.errors import NotAllowed, NotFound
from web.forms import Sent, TaskId, inside, text
from web.house import InHouse
from web.pages import page
from web.rights import MayReview
from web.roles import Right, Visitor
from web.wording import Row, row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Request:
    """One request that waits for the answer of the post `answers`. `phrases`: the reasons to choose
    from; empty where words of one's own may be written."""

    row: Row
    what: str  #: 延期到 10月20日, or 不适用
    kind: str  #: extension or waiver
    reason: str
    by: str
    answers: str
    is_mine: bool
    phrases: tuple[str, ...]


def requests_for(session: Session, who: Visitor) -> list[Request]:
    """The requests that wait for this visitor; whoever oversees sees the others too."""
    found = []
    for one in reviews.asked(session, who.jurisdiction, who.on):
        mine = one.answers in who.posts | who.stands_in
        if mine or who.may(Right.OVERSEE):
            rules = plans.rules_for(session, who.jurisdiction, one.line.plan_version)
            found.append(
                Request(
                    row=row(rules, one.line, who.on, near=False, mine=True),
                    what=f"延期到 {day_text(one.until, who.on)}" if one.until else "不适用",
                    kind="extension" if one.until else "waiver",
                    reason=one.reason,
                    by=one.by,
                    answers=one.answers,
                    is_mine=mine,
                    phrases=phrases.ANSWERS
                    if rules.obligation(one.line.obligation).sensitive
                    else (),
                )
            )
    return found


@router.post("/tasks/{task_id:int}/answer")
def answer(
    task_id: TaskId, who: MayReview, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    """`grant` or `refuse` (extension), `waive` or `keep` (不适用), with a reason."""
    back = inside(text(form, "back") or "/review")
    try:
        with house.database.write() as session:
            _check(session, who, task_id, reason := text(form, "reason", 400))
            if once(session, form, who):
                _answer(session, who, task_id, text(form, "answer", 20), reason)
    except MoveRefused as refused:
        return page("answer_again.html", who, status=422, wrong=str(refused), back=back)
    tell_later(later, house, who)
    return RedirectResponse(f"{back}?said=answered", status_code=303)


def _check(session: Session, who: Visitor, task_id: int, reason: str) -> None:
    """Raises NotFound, NotAllowed, MoveRefused."""
    rules = plans.held(session, who.jurisdiction.id)
    task = queries.task(session, rules, task_id)
    if task is None:
        raise NotFound
    if reviews.answerer_of(rules, task.post, who.on) not in who.posts | who.stands_in:
        raise NotAllowed("这个申请不由您答复")
    phrases.check(plans.duty_of(session, rules, task), reason, phrases.ANSWERS)


def _answer(session: Session, who: Visitor, task_id: int, said: str, reason: str) -> None:
    moves = {
        "grant": commands.grant_extension,
        "refuse": commands.refuse_extension,
        "waive": commands.waive,
        "keep": excusing.refuse_waiver,
    }
    if said not in moves:
        raise MoveRefused("请选同意或不同意")
    moves[said](session, task_id, by=who.person, now=who.now, reason=reason)
