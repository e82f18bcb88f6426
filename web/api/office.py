"""/api/v1: what supervisors and leaders see and do besides single tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Query
from sqlalchemy.orm import Session

from notifiers import deliveries
from obligations import few
from obligations.plan import SUBJECT
from rounds import duty, health
from tasks import boards, phrases, plans, reviews
from tasks.boards import Which
from tasks.queries import TaskLine
from web.acting import tell_later
from web.api import types
from web.api.bearing import Anyone, Oversees, Reviews, Sees, Supervises
from web.api.office_types import Request
from web.api.tasks import task_of
from web.errors import NotFound
from web.flow_runs import FlowRuns, PrefectGone
from web.house import InHouse
from web.roles import Right, Visitor
from web.supervisors.cells import counts_children
from web.supervisors.review import desks
from web.upstream import ThePrefect
from web.wording import duty_name

router = APIRouter(prefix="/api/v1", tags=["office"])


@router.get("/me")
def me(who: Anyone) -> types.Me:
    return types.Me(
        person=who.person,
        jurisdiction=who.jurisdiction.id,
        posts=sorted(who.posts),
        stands_in=sorted(who.stands_in),
        rights=sorted(who.rights),
    )


@router.get("/duties")
def duties(who: Sees) -> list[types.Duty]:
    return [
        types.Duty(
            id=one.id,
            name=duty_name(one),
            clause=one.clause,
            cadence=one.cadence,
            lead=["（各对象）" if post == SUBJECT else post for post in one.lead],
            review=one.review,
            fields={name: str(kind) for name, kind in one.hand_in.items()},
            sensitive=one.sensitive,
        )
        for one in who.jurisdiction.plan.obligations
    ]


@router.get("/board")
def board(who: Oversees, house: InHouse) -> list[types.Cell]:
    """How the tasks stand, counted by duty and post."""
    with house.database.read() as session:
        found = boards.tallies(session, who.jurisdiction, who.on, Which())
    known = who.jurisdiction.plan.by_id
    return [
        types.Cell(
            duty=one.duty,
            post=one.post,
            light=one.light,
            count=_count(who, one),
            due=one.due,
            items=_items(who, one),
        )
        for one in found
        if one.duty in known
    ]


def _count(who: Visitor, one: boards.Tally) -> str:
    about_children = counts_children(who.jurisdiction, who.jurisdiction.obligation(one.duty))
    return few.told(one.count) if about_children else str(one.count)


def _items(who: Visitor, one: boards.Tally) -> str | None:
    if counts_children(who.jurisdiction, who.jurisdiction.obligation(one.duty)):
        return None
    asked = urlencode({"duty": one.duty, "post": one.post, "light": one.light})
    return f"{router.prefix}/tasks?{asked}"


@router.get("/review")
def queue(who: Reviews, house: InHouse) -> list[types.Waiting]:
    """What waits for the caller to accept or return."""
    with house.database.read() as session:
        found = reviews.to_review(session, who.jurisdiction, who.on, desks(who))
        return [
            types.Waiting(
                task=task_of(session, who, one.line), due=one.due, version=one.hand_in.version
            )
            for one in found.waiting
        ]


@router.get("/requests")
def requests(who: Reviews, house: InHouse) -> list[Request]:
    """What units ask for and the caller answers; whoever oversees sees what others answer too."""
    mine = who.posts | who.stands_in
    with house.database.read() as session:
        rules = who.jurisdiction
        return [
            Request(
                task=task_of(session, who, one.line),
                kind="extension" if one.until else "waiver",
                until=one.until,
                reason=one.reason,
                by=one.by,
                answers=one.answers,
                mine=one.answers in mine,
                phrases=phrases.ANSWERS if _is_sensitive(session, who, one.line) else (),
            )
            for one in reviews.asked(session, rules, who.on)
            if one.answers in mine or who.may(Right.OVERSEE)
        ]


Only = Literal["", "failed", "waiting"]


@router.get("/messages")
def messages(
    who: Oversees,
    house: InHouse,
    only: Only = "",
    cursor: types.Cursor = "",
    limit: types.Limit = 50,
) -> types.Messages:
    """投递记录, newest first. `only`: those that did not arrive, or have not gone out yet."""
    with house.database.read() as session:
        found = deliveries.page(
            session, who.jurisdiction.id, only=only, after=_after(cursor), limit=limit
        )
    items = [
        types.Message(
            id=one.id,
            at=one.at,
            recipient=one.recipient,
            kind=one.kind,
            subject=one.subject,
            body=one.body,
            read_at=one.read_at,
            state=one.deliveries[-1].state if one.deliveries else "inbox",
            deliveries=[
                types.Attempt(
                    channel=tried.channel,
                    state=tried.state,
                    attempts=tried.attempts,
                    next_at=tried.next_at,
                    ended_at=tried.ended_at,
                    reason=tried.reason,
                )
                for tried in one.deliveries
            ],
        )
        for one in found.messages
    ]
    following = types.cursor(found.after[0].isoformat(), found.after[1]) if found.after else None
    return types.Messages(items=items, next=following)


def _is_sensitive(session: Session, who: Visitor, line: TaskLine) -> bool:
    rules = plans.rules_for(session, who.jurisdiction, line.plan_version)
    return rules.obligation(line.obligation).sensitive


def _after(cursor: str) -> tuple[datetime, str] | None:
    found = types.place(cursor)
    try:
        at = datetime.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
    return (at, found[1]) if found and at and at.tzinfo else None


Duty = Annotated[str, Query(max_length=60)]


@router.get("/runs")
def runs(who: Oversees, at: ThePrefect, duty: Duty = "") -> list[types.Run]:
    """The last flow runs, newest first: all, or those of one duty; none where Prefect gives no answer."""
    if at is None:
        return []
    source = FlowRuns(at, who.jurisdiction.id)
    try:
        found = source.latest(source.known(), who.now, duty)
    except PrefectGone:
        return []
    return [
        types.Run(
            id=one.id,
            duty=one.duty,
            name=one.name,
            type=one.type,
            state=one.state,
            message=one.message,
            planned=one.planned,
            began=one.began,
            late=one.is_late,
        )
        for one in found
    ]


@router.post("/runs/{wanted}")
def run(wanted: str, who: Supervises, house: InHouse, later: BackgroundTasks) -> types.Ran:
    """Run one duty now, in this process; what goes at once is sent after the answer."""
    if wanted not in who.jurisdiction.plan.by_id:
        raise NotFound
    done = duty.reconcile(house.database, who.jurisdiction.id, wanted, who.now)
    tell_later(later, house, who)
    return types.Ran(
        duty=done.obligation,
        opened=done.opened,
        changed=done.changed,
        told=done.told,
        queued=done.queued,
    )


@router.get("/status")
def status(who: Oversees, house: InHouse, journal: bool = False) -> list[types.Finding]:
    """What `huhang doctor` says of this jurisdiction. `journal`: check that too, which reads all of it."""
    with house.database.read() as session:
        found = list(
            health.of_jurisdiction(session, who.jurisdiction, who.now, with_journal=journal)
        )
    return [
        types.Finding(level=one.level, check=one.check, says=one.says, do=one.do) for one in found
    ]
