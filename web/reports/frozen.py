"""A frozen report: what it said, what has changed since, the objections, and the way to a signature.

While it is announced, and once it is signed, units see it too: without the items behind its figures. A report of
one post is seen by whoever holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from obligations.wording import day_text
from reports import drafts, drawing, frozen, frozen_queries
from reports.catalogue import KINDS
from reports.drawing import Drawn
from reports.kinds import ReportKind
from reports.states import State
from reports.tables import Report
from tasks import plans
from tasks.lifecycle import MoveRefused
from tasks.queries import TaskLine
from web.acting import once, tell_later
from web.errors import NotAllowed, NotFound
from web.forms import Sent, TaskId, inside, text
from web.house import House, InHouse
from web.pages import page
from web.reports import drawn, showing
from web.reports.kept import knows, visible
from web.reports.views import VIEWS
from web.rights import MayHandIn, MayLead, MayOversee, MaySee, MaySupervise
from web.roles import Right, Visitor
from web.wording import Row, moment, row

router = APIRouter()


@router.get("/reports/frozen")
def the_list(who: MayOversee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = frozen_queries.reports_of(session, who.jurisdiction)
    lines = [
        (
            one.id,
            frozen_queries.name_of(one),
            frozen_queries.number_text(one),
            ReportKind(one.kind).stands(State(one.state)),
            f"{moment(one.frozen_at, who.jurisdiction, who.on)}由{one.frozen_by}冻结",
        )
        for one in found
    ]
    return page("reports/frozen_list.html", who, lines=lines)


@router.post("/reports/{kind}/freeze")
def freeze(kind: ReportKind, who: MaySupervise, house: InHouse, form: Sent) -> Response:
    """Keep a report of the office as it stands now; a post's own is frozen on its task."""
    period = text(form, "period", 20)
    if kind.is_of_a_post:
        raise NotFound
    with house.database.write() as session:
        if once(session, form, who):
            number = drawn.freeze(session, who, KINDS[kind], period).id
        else:
            number = drawn.newest(session, who, kind, period)
    return RedirectResponse(f"/reports/frozen/{number}?said=frozen", status_code=303)


@router.get("/reports/frozen/{report_id:int}")
def the_report(report_id: TaskId, who: MaySee, house: InHouse, said: str = "") -> Response:
    return _show(house, who, report_id, said=said)


@router.get("/reports/frozen/{report_id:int}/document")
def the_document(
    report_id: TaskId, who: MaySee, house: InHouse, form: str = "document"
) -> Response:
    """`form`: which file of it, see reports.kinds.Kind.forms; `sheet` for Excel."""
    with house.database.read() as session:
        found = _drawn(session, who, report_id)
    return drawn.file(who.jurisdiction, found, form, who)


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
        mine = [str(one.id) for one in frozen_queries.objections_of(session, report_id)]
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


def _drawn(session: Session, who: Visitor, report_id: int) -> Drawn[Any]:
    report = visible(session, who, report_id)
    return drawing.of_report(session, who.jurisdiction, report, who.on)


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
        report = visible(session, who, report_id)
        found = drawing.of_report(session, who.jurisdiction, report, who.on)
        sees = knows(who, report)
        lines = drafts.tasks_for(session, who.jurisdiction, report, who.on) if sees else ()
        tasks = [_task(session, who, line) for line in lines]
    return page(
        "reports/frozen.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        report=report,
        title=found.name(),
        sees_all=who.may(Right.OVERSEE),
        until=day_text(report.until, who.on) if report.until else "",
        frozen=moment(report.frozen_at, who.jurisdiction, who.on),
        intact=frozen.is_untouched(report),
        moved=found.moved if sees else 0,
        changes=list(showing.changed(found.changes)),
        gone=found.gone,
        come=found.come,
        handed_in=tasks,
        files=list(_files(found)),
        objections=found.objections,
        **_steps(who, report),
        **VIEWS[found.kind.id](who, found, opens=who.may(Right.OVERSEE)),
    )


def _task(session: Session, who: Visitor, line: TaskLine) -> Row:
    under = plans.rules_for(session, who.jurisdiction, line.plan_version)
    return row(under, line, who.on, near=True, mine=False)


def _files(found: Drawn[Any]) -> Iterator[tuple[str, str]]:
    """Where each file of it is, and what the button says."""
    for form in (*found.kind.forms(), *([drawn.SHEET] if found.kind.table else [])):
        yield f"/reports/frozen/{found.number}/document?form={form}", _BUTTONS[form]


_BUTTONS = {
    "document": "存成 Word",
    "minutes": "纪要模板（Word）",
    drawn.SHEET: "存成 Excel",
}


def _steps(who: Visitor, report: Report) -> dict[str, Any]:
    """Where it stands, and which steps this visitor can take."""
    kind, state = ReportKind(report.kind), State(report.state)
    announced = state is State.ANNOUNCED
    in_time = report.until is not None and who.on <= report.until
    return {
        "stands": kind.stands(state),
        "posts": sorted(who.posts | who.stands_in) if announced and in_time else [],
        "may_announce": kind.goes_out and who.may(Right.SUPERVISE) and state is State.DRAFT,
        "may_drop": who.may(Right.SUPERVISE) and state in (State.DRAFT, State.ANNOUNCED),
        "may_answer": who.may(Right.OVERSEE) and announced,
        "may_publish": who.may(Right.LEAD) and announced and not in_time,
    }
