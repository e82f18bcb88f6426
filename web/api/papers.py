"""/api/v1/papers: 督办单, 通报候选 and 约谈建议, with the steps of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from starlette.responses import Response

from obligations.ladder import RungKind
from tasks.notices import kinds, listing
from tasks.notices.kinds import State, Step
from tasks.notices.listing import Whose
from tasks.notices.tables import Notice
from web.acting import tell_later
from web.api import types as wire
from web.api.bearing import Oversees, Sees
from web.api.office_types import Paper, Papers, SaidBody
from web.house import InHouse
from web.papers.acting import paper_of, take
from web.papers.asked import Asked, about_children, which
from web.papers.one import PaperId, word
from web.papers.standing import steps
from web.roles import Visitor

router = APIRouter(prefix="/api/v1/papers", tags=["papers"])

Unit = Annotated[str, Query(max_length=160)]


@router.get("")
def papers(
    who: Oversees,
    house: InHouse,
    whose: Whose = Whose.ALL,
    kind: RungKind | None = None,
    state: State | None = None,
    unit: Unit = "",
    cursor: wire.Cursor = "",
    limit: wire.Limit = 50,
) -> Papers:
    """`mine` and `others`: with which something is still to be done, the oldest first; `closed` and `all`: the
    newest first. Those about children are not listed."""
    asks = Asked(whose, kind or "", state or "", unit)
    hidden = about_children(who.jurisdiction)
    with house.database.read() as session:
        found = listing.page(
            session,
            who.jurisdiction,
            who.on,
            which(session, who, asks),
            but=hidden,
            after=_after(cursor),
            limit=limit,
        )
        items = [_sheet(who, paper_of(session, who, line.id)) for line in found.lines]
    following = wire.cursor("paper", found.after) if found.after else None
    return Papers(items=items, next=following)


def _after(cursor: str) -> int | None:
    found = wire.place(cursor)
    is_ours = found is not None and found[0] == "paper" and found[1].isascii()
    return int(found[1][:15]) if found and is_ours and found[1].isdigit() else None


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
