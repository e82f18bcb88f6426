"""One notice: what it says, what was done before, what can be done with it, and the Word document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Path
from starlette.responses import RedirectResponse, Response

from notifiers import documents
from obligations.ladder import RungKind
from obligations.wording import day_text
from runtime.word import SUFFIX
from tasks.lifecycle import MoveRefused
from tasks.notices import kinds
from tasks.notices.kinds import State, Step
from tasks.notices.tables import Notice
from web.acting import once, tell_later
from web.forms import Sent, text
from web.house import House, InHouse
from web.pages import page
from web.papers.acting import duty_of, paper_of, take
from web.papers.standing import steps
from web.papers.wording import act
from web.rights import MaySee
from web.roles import Right, Visitor
from web.wording import moment

router = APIRouter()

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The number of a notice in an address.
PaperId = Annotated[int, Path(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class Did:
    """One step that was taken with it."""

    when: str
    what: str
    who: str
    said: str


@router.get("/papers/{paper_id:int}")
def one_paper(paper_id: PaperId, who: MaySee, house: InHouse, said: str = "") -> Response:
    return show(who, house, paper_id, said=said)


@router.post("/papers/{paper_id:int}/{step}")
def act_on(
    paper_id: PaperId, step: Step, who: MaySee, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    said = text(form, "phrase", 400) or text(form, "reason", 2000)
    try:
        with house.database.write() as session:
            if once(session, form, who):
                take(session, who, paper_id, step, said)
    except MoveRefused as refused:
        return show(who, house, paper_id, status=422, wrong=str(refused))
    tell_later(later, house, who)
    return RedirectResponse(f"/papers/{paper_id}?said=paper_{step}", status_code=303)


@router.get("/papers/{paper_id:int}/word")
def as_word(paper_id: PaperId, who: MaySee, house: InHouse) -> Response:
    return word(who, house, paper_id)


def word(who: Visitor, house: House, paper_id: int) -> Response:
    """The document, for whoever may see the notice."""
    with house.database.read() as session:
        notice = paper_of(session, who, paper_id)
        kind = RungKind(notice.kind)
        filled = documents.paper(session, who.jurisdiction, notice, who.on)
        content = documents.render(kind, filled, who.jurisdiction.templates)
    number = kinds.number_text(kind, notice.year, notice.number)
    named = quote(f"{kinds.name(kind)}{number or '（草稿）'}{SUFFIX}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{named}"}
    return Response(content, media_type=WORD, headers=headers)


def show(
    who: Visitor, house: House, paper_id: int, *, status: int = 200, said: str = "", wrong: str = ""
) -> Response:
    """The page of a notice."""
    with house.database.read() as session:
        notice = paper_of(session, who, paper_id)
        duty = duty_of(session, who, notice)
        filled = documents.paper(session, who.jurisdiction, notice, who.on)
        kind = RungKind(notice.kind)
        return page(
            "paper.html",
            who,
            status=status,
            said=said,
            wrong=wrong,
            paper=filled,
            id=notice.id,
            task=notice.task_id,
            name=kinds.name(kind),
            state=State(notice.state).label,
            is_draft=notice.issued_at is None,
            until=day_text(notice.until, who.on) if notice.until else "",
            acts=[act(kind, step, sensitive=duty.sensitive) for step in steps(who, notice)],
            done=list(_done(who, notice)),
            oversees=who.may(Right.OVERSEE),
        )


def _done(who: Visitor, notice: Notice) -> Iterator[Did]:
    """What people did with it, in order of time."""
    taken: tuple[tuple[datetime | None, str, str, str], ...] = (
        (notice.issued_at, "签发", notice.issued_by, ""),
        (notice.received_at, "签收", notice.received_by, notice.reply),
        (notice.objected_at, "提出异议", notice.objected_by, notice.objection),
        (notice.answered_at, _answered(notice), notice.answered_by, notice.answer),
        (notice.decided_at, State(notice.state).label, notice.decided_by, notice.reason),
    )
    for at, what, by, said in taken:
        if at is not None:
            yield Did(moment(at, who.jurisdiction, who.on), what, by, said)
    if notice.state == State.LAPSED:
        yield Did("", State.LAPSED.label, "护航", notice.reason)


def _answered(notice: Notice) -> str:
    upheld = notice.state == State.DROPPED and notice.decided_at is None
    return (Step.UPHOLD if upheld else Step.REJECT).label
