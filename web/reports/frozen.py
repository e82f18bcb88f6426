"""A frozen bulletin: what it said, what has changed since, the objections, and the way to a signature.

While it is announced, and once it is signed, units see it too: without the items behind its figures.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from obligations.wording import day_text
from reports import bulletin_drafts, frozen
from reports.bulletin import KIND
from reports.bulletin_drafts import Draft
from reports.states import State
from reports.tables import Report
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.errors import NotAllowed, NotFound
from web.forms import Sent, TaskId, inside, text
from web.house import House, InHouse
from web.pages import page
from web.reports import showing
from web.reports.bulletin import document, shown
from web.rights import MayHandIn, MayLead, MayOversee, MaySee, MaySupervise
from web.roles import Right, Visitor
from web.wording import moment

router = APIRouter()

#: What everybody may read.
OPEN = frozenset({State.ANNOUNCED, State.PUBLISHED})


@router.get("/reports/frozen")
def the_list(who: MayOversee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = frozen.reports_of(session, who.jurisdiction, KIND)
    lines = [
        (
            one.id,
            one.figures["label"],
            frozen.number_text(one),
            State(one.state),
            f"{moment(one.frozen_at, who.jurisdiction, who.on)}由{one.frozen_by}冻结",
        )
        for one in found
    ]
    return page("reports/frozen_list.html", who, lines=lines)


@router.get("/reports/frozen/{report_id:int}")
def the_report(report_id: TaskId, who: MaySee, house: InHouse, said: str = "") -> Response:
    return _show(house, who, report_id, said=said)


@router.get("/reports/frozen/{report_id:int}/document")
def the_document(report_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = _draft(session, who, report_id)
    return document(who.jurisdiction, found)


@router.post("/reports/frozen/{report_id:int}/announce")
def announce(
    report_id: TaskId, who: MaySupervise, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    def step(session: Session) -> None:
        frozen.announce(session, report_id, by=who.person, now=who.now)

    return _step(house, who, report_id, form, later, step, "announced")


@router.post("/reports/frozen/{report_id:int}/drop")
def drop(
    report_id: TaskId, who: MaySupervise, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    def step(session: Session) -> None:
        reason = text(form, "reason", 400)
        frozen.drop(session, report_id, by=who.person, now=who.now, reason=reason)

    return _step(house, who, report_id, form, later, step, "dropped")


@router.post("/reports/frozen/{report_id:int}/object")
def object_(
    report_id: TaskId, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    """提出异议 for one of the posts that the visitor holds."""
    post = text(form, "post", 160)
    if post not in who.posts | who.stands_in:
        raise NotAllowed("请选您自己的岗位")

    def step(session: Session) -> None:
        reason = text(form, "reason", 400)
        frozen.object_(session, report_id, post=post, by=who.person, now=who.now, reason=reason)

    return _step(house, who, report_id, form, later, step, "objected")


@router.post("/reports/frozen/{report_id:int}/answer")
def answer(
    report_id: TaskId, who: MayOversee, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    """`uphold` or `reject` the objection of that number, with a reason."""
    number, choice = text(form, "objection", 20), text(form, "answer", 10)

    def step(session: Session) -> None:
        mine = [str(one.id) for one in frozen.objections_of(session, report_id)]
        if number not in mine or choice not in ("uphold", "reject"):
            raise MoveRefused("请选采纳或不采纳")
        frozen.answer(
            session,
            int(number),
            by=who.person,
            now=who.now,
            upheld=choice == "uphold",
            reason=text(form, "reason", 400),
        )

    return _step(house, who, report_id, form, later, step, "answered")


@router.post("/reports/frozen/{report_id:int}/publish")
def publish(
    report_id: TaskId, who: MayLead, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    def step(session: Session) -> None:
        frozen.publish(session, report_id, by=who.person, now=who.now)

    return _step(house, who, report_id, form, later, step, "published")


def _step(
    house: House,
    who: Visitor,
    report_id: int,
    form: Sent,
    later: BackgroundTasks,
    does: Callable[[Session], None],
    said: str,
) -> Response:
    """One step in one transaction; where it is refused, the page says why."""
    try:
        with house.database.write() as session:
            visible(session, who, report_id)
            if once(session, form, who):
                does(session)
    except MoveRefused as refused:
        return _show(house, who, report_id, status=422, wrong=str(refused))
    tell_later(later, house, who)
    back = inside(f"/reports/frozen/{report_id}")
    return RedirectResponse(f"{back}?said={said}", status_code=303)


def visible(session: Session, who: Visitor, report_id: int) -> Report:
    """The report. Raises NotFound where there is none that this visitor may see."""
    found = frozen.report_of(session, who.jurisdiction, report_id)
    is_open = found is not None and State(found.state) in OPEN and who.only is None
    if found is None or found.kind != KIND or not (is_open or who.may(Right.OVERSEE)):
        raise NotFound
    return found


def _draft(session: Session, who: Visitor, report_id: int) -> Draft:
    return bulletin_drafts.of_report(
        session, who.jurisdiction, visible(session, who, report_id), who.on
    )


def _show(
    house: House,
    who: Visitor,
    report_id: int,
    *,
    status: int = 200,
    said: str = "",
    wrong: str = "",
) -> Response:
    with house.database.read() as session:
        found = _draft(session, who, report_id)
    report = found.report
    if report is None:
        raise NotFound
    state, sees_all = State(report.state), who.may(Right.OVERSEE)
    announced = state is State.ANNOUNCED
    in_time = report.until is not None and who.on <= report.until
    return page(
        "reports/frozen.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        report=report,
        state=state,
        until=day_text(report.until, who.on) if report.until else "",
        frozen=moment(report.frozen_at, who.jurisdiction, who.on),
        intact=frozen.is_untouched(report),
        sees_all=sees_all,
        changes=list(showing.changed(found.changes)) if sees_all else [],
        objections=found.objections,
        posts=sorted(who.posts | who.stands_in) if announced and in_time else [],
        may_announce=who.may(Right.SUPERVISE) and state is State.DRAFT,
        may_drop=who.may(Right.SUPERVISE) and state in (State.DRAFT, State.ANNOUNCED),
        may_answer=sees_all and announced,
        may_publish=who.may(Right.LEAD) and announced and not in_time,
        **shown(found),
        **showing.view(found.said, report.id),
    )
