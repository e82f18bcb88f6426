"""One task: the sentence it comes from, the form to hand it in, what else can be done, the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from tasks import commands, desk, plans, queries
from tasks.lifecycle import OWING, MoveRefused, State
from tasks.queries import Detail
from web.acting import once, tell_later
from web.errors import NotAllowed, NotFound
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import MayHandIn, MaySee
from web.roles import Visitor
from web.units import boxes
from web.units.access import ACTING, ASKING, Standing, standing
from web.units.boxes import Box
from web.units.timeline import timeline
from web.wording import row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Opened:
    """A task as one visitor finds it."""

    found: Detail
    rules: Jurisdiction
    duty: Obligation
    standing: Standing
    boxes: list[Box]

    @property
    def near(self) -> bool:
        """Does the visitor belong to the unit that reports it?"""
        return self.standing in (Standing.OWN, Standing.DEPUTY)


def open_task(session: Session, who: Visitor, task_id: int) -> Opened:
    """Raises NotFound where there is no such task or it is none of the visitor's business."""
    rules = who.jurisdiction
    task = queries.task(session, rules, task_id)
    if task is None:
        raise NotFound
    own = plans.rules_for(session, rules, task.plan_version)
    duty = own.obligation(task.obligation)
    stands = standing(who, own, duty, task.id, task.post)
    if stands is Standing.NONE:
        raise NotFound
    found = queries.detail(session, rules, task_id, who.on)
    if found is None:
        raise NotFound
    last = desk.last_values(session, task)
    filled = boxes.first(duty, task.id, State(task.state), last, who.on)
    return Opened(found, own, duty, stands, filled)


@router.get("/tasks/{task_id}")
def one_task(task_id: int, who: MaySee, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    return show(opened, who, said=said)


@router.post("/tasks/{task_id}/hand-in")
def hand_in(
    task_id: int, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    if opened.standing not in ACTING:
        raise NotAllowed
    sent = boxes.read(opened.duty, task_id, form)
    try:
        with house.database.write() as session:
            if once(session, form, who):
                commands.submit(session, task_id, sent, by=who.person, now=who.now)
    except MoveRefused as refused:
        return refused_hand_in(opened, who, sent, str(refused).split("；"))
    tell_later(later, house, who)
    return RedirectResponse(f"/tasks/{task_id}?said=submitted", status_code=303)


def refused_hand_in(
    opened: Opened, who: Visitor, sent: Mapping[str, Any], wrong: Sequence[str]
) -> Response:
    """The form again, as it was sent, with what is wrong beside each field."""
    again = boxes.again(opened.duty, opened.found.line.id, sent, list(wrong))
    seen = Opened(opened.found, opened.rules, opened.duty, opened.standing, again)
    rest = [said for said in wrong if not any(said.startswith(f"“{box.name}”") for box in again)]
    return show(seen, who, status=422, wrong="；".join(rest) or "有几处要改，见下面标出的地方")


def show(opened: Opened, who: Visitor, *, status: int = 200, said: str = "", wrong: str = "") -> Response:
    """The page of a task."""
    line = opened.found.line
    visible, folded = boxes.folded(opened.boxes)
    acts, asks = opened.standing in ACTING, opened.standing in ASKING
    owing = line.state in OWING
    return page(
        "task.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        row=row(opened.rules, line, who.on, near=opened.near, mine=owing and acts),
        line=line,
        duty=opened.duty,
        quotes=() if opened.duty.sensitive else opened.duty.quote,
        visible=visible,
        folded=folded,
        unfold=any(box.wrong or (not box.optional and not box.value) for box in folded),
        has_files=any(kind.type is FieldType.FILES for kind in opened.duty.hand_in.values()),
        may_hand_in=acts and owing,
        may_withdraw=asks and line.state is State.SUBMITTED,
        may_ask=asks and owing,
        waiting_extension=next((e for e in opened.found.extensions if not e.answer), None),
        last=opened.found.hand_ins[-1] if opened.found.hand_ins else None,
        events=timeline(opened.rules, opened.duty, opened.found, who.on, near=opened.near),
        may_leave=who.only is None or len(who.only) > 1,
    )
