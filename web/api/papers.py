"""/api/v1/papers: 督办单, 通报候选 and 约谈建议, with the steps of the pages."""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import Response

from obligations.ladder import RungKind
from tasks.notices import kinds, queries
from tasks.notices.kinds import Step
from tasks.notices.tables import Notice
from web.acting import tell_later
from web.api.bearing import Oversees, Sees
from web.api.office_types import Paper, SaidBody
from web.house import InHouse
from web.papers.acting import paper_of, take
from web.papers.listing import is_told
from web.papers.one import PaperId, word
from web.papers.standing import steps
from web.roles import Right, Visitor

router = APIRouter(prefix="/api/v1/papers", tags=["papers"])


@router.get("")
def papers(who: Oversees, house: InHouse, closed: bool = False) -> list[Paper]:
    """Those with which something is still to be done, or the last ones with which nothing is. Those about
    children are not listed."""
    leads = who.may(Right.LEAD)
    with house.database.read() as session:
        read = queries.last_closed if closed else queries.open_ones
        lines = read(session, who.jurisdiction, who.on, for_leader=leads)
        told = [line.id for line in lines if is_told(who.jurisdiction, line)]
        return [_sheet(who, paper_of(session, who, number)) for number in told]


@router.get("/{paper_id}")
def one(paper_id: PaperId, who: Sees, house: InHouse) -> Paper:
    with house.database.read() as session:
        return _sheet(who, paper_of(session, who, paper_id))


@router.get("/{paper_id}/word")
def as_word(paper_id: PaperId, who: Sees, house: InHouse) -> Response:
    """The document in Word."""
    return word(who, house, paper_id)


@router.post("/{paper_id}/{step}")
def act_on(
    paper_id: PaperId,
    step: Step,
    body: SaidBody,
    who: Sees,
    house: InHouse,
    later: BackgroundTasks,
) -> Paper:
    """One of the steps in `may`, with what is to be said."""
    with house.database.write() as session:
        answer = _sheet(who, take(session, who, paper_id, step, body.said))
    tell_later(later, house, who)
    return answer


def _sheet(who: Visitor, one: Notice) -> Paper:
    kind = RungKind(one.kind)
    return Paper(
        id=one.id,
        kind=kind,
        number=kinds.number_text(kind, one.year, one.number),
        state=one.state,
        post=one.post,
        task=one.task_id,
        due=one.due,
        until=one.until,
        issued_at=one.issued_at,
        issued_by=one.issued_by or "",
        reply=one.reply or "",
        objection=one.objection or "",
        answer=one.answer or "",
        reason=one.reason or "",
        may=steps(who, one),
    )
