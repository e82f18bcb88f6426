"""/api/v1/reports/frozen: reports that stand still, on their way to a signature.

As on the pages, whoever may not see the tasks reads an announced or signed report without them; a token that
only reads takes no step.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.sensitive import neutral_text
from reports import drafts, drawing, frozen, frozen_queries
from reports.catalogue import KINDS
from reports.kinds import ReportKind
from reports.tables import Report
from tasks.lifecycle import MoveRefused
from web.acting import tell_later
from web.api import frozen_types as types
from web.api import said
from web.api.bearing import HandsIn, Oversees, Reviews, Sees, Supervises
from web.api.figures import BASE
from web.api.files import WORD_FILE
from web.api.types import Because
from web.errors import NotAllowed, NotFound
from web.forms import TaskId
from web.house import InHouse
from web.reports import drawn, kept, summary
from web.reports import frozen as pages
from web.roles import Right, Role, Visitor
from web.units.opening import open_task

router = APIRouter(prefix="/api/v1", tags=["frozen reports"])


@router.get("/reports/frozen")
def the_list(who: Oversees, house: InHouse) -> list[types.FrozenLine]:
    """The newest first."""
    with house.database.read() as session:
        return [_line(one) for one in frozen_queries.reports_of(session, who.jurisdiction)]


@router.get("/reports/frozen/{report_id}")
def one(report_id: TaskId, who: Sees, house: InHouse) -> types.Frozen:
    with house.database.read() as session:
        return _sheet(session, who, kept.visible(session, who, report_id))


@router.get("/reports/frozen/{report_id}/document", responses=WORD_FILE, response_class=Response)
def document(
    report_id: TaskId, who: Sees, house: InHouse, form: types.FormName = "document"
) -> Response:
    """`form`: `document`, `minutes` of a meeting's pack, `sheet` for Excel where there is a table."""
    return pages.the_document(report_id, who, house, form)


@router.post("/reports/{kind}/freeze")
def freeze(
    kind: ReportKind, body: types.FreezeBody, who: Supervises, house: InHouse
) -> types.Frozen:
    """Keep a report of the office as it stands now, with its tasks and a hash. A post's own summary is kept at
    its task."""
    if kind.is_of_a_post:
        raise NotFound
    with house.database.write() as session:
        return _sheet(session, who, drawn.freeze(session, who, KINDS[kind], body.period))


@router.post("/tasks/{task_id}/summary/freeze")
def freeze_summary(task_id: TaskId, who: HandsIn, house: InHouse) -> types.Frozen:
    """Keep the summary of the task's post and period, as the holder of that post."""
    with house.database.write() as session:
        line = open_task(session, who, task_id).found.line
        return _sheet(session, who, summary.frozen_of(session, who, line))


@router.post("/reports/frozen/{report_id}/announce")
def announce(
    report_id: TaskId, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Frozen:
    """公示: whoever is late in it is told, and may object for three working days."""
    with house.database.write() as session:
        kept.visible(session, who, report_id)
        made = frozen.announce(session, report_id, **_by(who))
        answer = _sheet(session, who, made)
    tell_later(later, house, who)
    return answer


@router.post("/reports/frozen/{report_id}/object")
def object_(
    report_id: TaskId,
    body: types.ObjectBody,
    who: HandsIn,
    house: InHouse,
    later: BackgroundTasks,
) -> types.Frozen:
    """提出异议 for a post of the caller's."""
    if body.post not in who.posts | who.stands_in:
        raise NotAllowed("请选您自己的岗位")
    with house.database.write() as session:
        report = kept.visible(session, who, report_id)
        frozen.object_(session, report_id, post=body.post, reason=body.reason, **_by(who))
        answer = _sheet(session, who, report)
    tell_later(later, house, who)
    return answer


@router.post("/reports/frozen/{report_id}/answer")
def answer_(
    report_id: TaskId,
    body: types.UpholdBody,
    who: Reviews,
    house: InHouse,
    later: BackgroundTasks,
) -> types.Frozen:
    """Answer an objection, as the supervising post or a leader."""
    if not who.roles & {Role.SUPERVISOR, Role.LEADER}:
        raise NotAllowed("异议由督办岗或领导答复")
    with house.database.write() as session:
        report = kept.visible(session, who, report_id)
        if body.objection not in [
            one.id for one in frozen_queries.objections_of(session, report_id)
        ]:
            raise MoveRefused(f"这份报告没有编号 {body.objection} 的异议")
        upheld, reason = body.upheld, body.reason
        frozen.answer(session, body.objection, upheld=upheld, reason=reason, **_by(who))
        answer = _sheet(session, who, report)
    tell_later(later, house, who)
    return answer


@router.post("/reports/frozen/{report_id}/publish")
def publish(
    report_id: TaskId, who: Reviews, house: InHouse, later: BackgroundTasks
) -> types.Frozen:
    """签发 by a leader, once the days for objections are over and each is answered: it gets its number."""
    if Role.LEADER not in who.roles:
        raise NotAllowed("通报只能由领导小组组长或副组长签发")
    with house.database.write() as session:
        kept.visible(session, who, report_id)
        answer = _sheet(session, who, frozen.publish(session, report_id, **_by(who)))
    tell_later(later, house, who)
    return answer


@router.post("/reports/frozen/{report_id}/drop")
def drop(
    report_id: TaskId, body: Because, who: Supervises, house: InHouse, later: BackgroundTasks
) -> types.Frozen:
    """作废, with a reason; what it said stays kept."""
    with house.database.write() as session:
        kept.visible(session, who, report_id)
        made = frozen.drop(session, report_id, reason=body.reason, **_by(who))
        answer = _sheet(session, who, made)
    tell_later(later, house, who)
    return answer


def _by(who: Visitor) -> dict[str, Any]:
    return {"by": who.person, "now": who.now}


def _line(report: Report) -> types.FrozenLine:
    return types.FrozenLine(
        id=report.id,
        kind=report.kind,
        name=frozen_queries.name_of(report),
        period=report.period,
        post=report.subject,
        state=report.state,
        number=frozen_queries.number_text(report),
        frozen_at=report.frozen_at,
        frozen_by=report.frozen_by,
        address=f"{BASE}/reports/frozen/{report.id}",
    )


def _sheet(session: Session, who: Visitor, report: Report) -> types.Frozen:
    """The report as the caller may read it."""
    found = drawing.of_report(session, who.jurisdiction, report, who.on)
    sees = kept.knows(who, report)
    tasks = drafts.tasks_for(session, who.jurisdiction, report, who.on) if sees else ()
    return types.Frozen(
        line=_line(report),
        tasks=[line.id for line in tasks] if sees else None,
        hash=report.hash,
        intact=frozen.is_untouched(report),
        until=report.until,
        signed_at=report.signed_at,
        signed_by=report.signed_by,
        reason=report.reason,
        said=said.TOLD[found.kind.id](who, found, opens=who.may(Right.OVERSEE)),
        objections=[
            types.Objection(
                id=one.id,
                post=one.post,
                text=neutral_text(one.text),
                upheld=one.upheld,
                answer=neutral_text(one.answer),
            )
            for one in found.objections
        ],
        changes=[
            types.Change(
                task=one.id,
                name=one.name,
                about=one.about,
                unit=one.unit,
                before=one.before,
                after=one.after,
            )
            for one in found.changes
        ]
        if sees
        else None,
        gone=found.gone if sees else None,
        come=found.come if sees else None,
    )
