"""/api/v1/leaders: the one page of a leader, as figures and the tasks they are of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from web import leaders
from web.api.bearing import NeedBearing
from web.api.leading_types import Closed, Coming, Counted, Done, Leaders, Overdue, Quarter
from web.house import InHouse
from web.leaders import Late, Meeting
from web.quarter import Counts
from web.roles import Right, Visitor

router = APIRouter(prefix="/api/v1", tags=["office"])

Leads = Annotated[Visitor, Depends(NeedBearing(Right.LEAD))]


@router.get("/leaders")
def the_sheet(who: Leads, house: InHouse) -> Leaders:
    """What is late and why, what waits for the leader's decision, the quarter, the next meeting. Of the
    tasks the first few; the rest is at /papers and /tasks."""
    with house.database.read() as session:
        found = leaders.sheet(session, who)
    return Leaders(
        to_decide=found.candidate_count,
        decisions=[_late(one) for one in found.candidates],
        requests=[one.row.id for one in found.requests],
        requests_of_others=found.with_others,
        late=found.red_count,
        longest_late=[_late(one) for one in found.red],
        meeting=_meeting(found.meeting) if found.meeting else None,
        quarter=_quarter(found.quarter),
    )


def _late(one: Late) -> Overdue:
    return Overdue(
        task=one.row.id,
        duty=one.row.duty,
        post=one.row.post,
        period=one.row.period,
        paper=one.decide.paper if one.decide else None,
        asks=f"{one.decide.name}·{one.decide.asks}" if one.decide else "",
        waits_for=one.waits_for,
        steps=[f"{step.day}{step.did}" for step in one.steps],
    )


def _meeting(one: Meeting) -> Coming:
    return Coming(
        name=one.name, period=one.period, until=one.until, is_over=one.is_over, task=one.task
    )


def _quarter(one: Counts) -> Quarter:
    return Quarter(
        name=one.label,
        closed=[
            Closed(name=month, done=dict(kinds)["done"], late=dict(kinds)["late"])
            for month, kinds in one.closed
        ],
        parts=[Done(name=title, done=done, of=of) for title, done, of in one.parts],
        late=[Counted(name=week, count=count) for week, count in one.late],
        ahead=[Counted(name=week, count=sum(dict(kinds).values())) for week, kinds in one.ahead],
    )
