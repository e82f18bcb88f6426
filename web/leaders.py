"""The leaders' page: what is red and why, what waits for a decision, the quarter, the next joint
meeting. It prints on one sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.owed import turns
from obligations.wording import day_text, period_text
from tasks import boards, plans, reviews
from tasks.courses import courses
from tasks.lifecycle import OWING
from tasks.lights import Light, light_of
from tasks.notices import listing
from tasks.notices.listing import Whose
from tasks.notices.queries import NoticeLine
from tasks.queries import TaskLine
from tasks.tables import Nudge
from web.house import InHouse
from web.pages import page
from web.papers.asked import about_children, everything
from web.quarter import Counts, counts, drawn, quarter_of
from web.rights import MayLead
from web.roles import Visitor
from web.supervisors.asked import Asked
from web.supervisors.cells import counts_children
from web.supervisors.requests import Request, requests_for
from web.wording import Row, full_day, nudge_label, row

router = APIRouter()

#: So many of each kind fit on the sheet.
SHOWN = 6
_AHEAD = timedelta(400)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done about a late task, and when."""

    day: str
    did: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The notice that waits for a leader: where it is decided on, and what it asks."""

    paper: int
    name: str  #: 约谈建议
    asks: str  #: 待签发


@dataclass(frozen=True, slots=True)
class Late:
    """A late task, whose move it is and what was done about it so far."""

    row: Row
    post: str
    steps: tuple[Step, ...]
    decide: Decision | None  #: what is to be decided on
    waits_for: str  #: who is to review what was handed in; empty while the unit owes it


@dataclass(frozen=True, slots=True)
class Meeting:
    """The next meeting: until when, and how it stands."""

    name: str
    period: str
    until: str
    is_over: bool  #: it should have been held by now
    task: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on it."""

    red: list[Late]  #: what is longest late, without what waits for a decision
    red_count: int  #: all that is late, with those
    candidates: list[Late]  #: the first of those that wait for the leader's decision
    candidate_count: int
    decided_late: int  #: so many of those are late
    requests: list[Request]  #: that wait for the leader's answer
    with_others: int
    meeting: Meeting | None
    quarter: Counts


@router.get("/leaders")
def the_page(who: MayLead, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        found = sheet(session, who)
        return page(
            "leaders.html",
            who,
            said=said,
            on=full_day(who.on),
            most=SHOWN,
            late_address=Asked(light=Light.LATE.value).address(),
            sheet=found,
            quarter=drawn(found.quarter),
        )


def sheet(session: Session, who: Visitor) -> Sheet:
    """What the leader who asks has to know today."""
    rules, on = who.jurisdiction, who.on
    found = _waiting(session, who)
    requests = requests_for(session, who)
    return Sheet(
        red=_red(session, rules, on, {one.task.id for one in found}),
        red_count=_late_count(session, rules, on),
        candidates=_to_decide(session, rules, found[:SHOWN], on),
        candidate_count=len(found),
        decided_late=sum(light_of(one.task, on) is Light.LATE for one in found),
        requests=[one for one in requests if one.is_mine],
        with_others=sum(not one.is_mine for one in requests),
        meeting=_meeting(session, rules, on),
        quarter=counts(rules, courses(session, rules, quarter_of(rules, on).first), on),
    )


def _told(rules: Jurisdiction, duty: str) -> bool:
    """May its tasks be told one by one?"""
    found = rules.plan.by_id.get(duty)
    return found is not None and not counts_children(rules, found)


def _late_count(session: Session, rules: Jurisdiction, on: date) -> int:
    late = boards.tallies(session, rules, on, boards.Which(light=Light.LATE))
    duties = rules.plan.by_id
    told = (t for t in late if t.duty in duties and not counts_children(rules, duties[t.duty]))
    return sum(tally.count for tally in told)


def _red(session: Session, rules: Jurisdiction, on: date, but: Collection[int]) -> list[Late]:
    """The longest late tasks, `but` those that are shown already."""
    late = boards.page(session, rules, on, boards.Which(light=Light.LATE)).lines
    lines = [x for x in late if x.id not in but and _told(rules, x.obligation)][:SHOWN]
    steps = reviews.told(session, [line.id for line in lines])
    return [_late(session, rules, line, steps.get(line.id, []), None, on) for line in lines]


def _waiting(session: Session, who: Visitor) -> list[NoticeLine]:
    """The 约谈 and 通报 that wait for a leader, one for each task: 约谈 first, then the longest late."""
    which = everything(who, Whose.MINE)
    theirs = which.sees - {RungKind.SUPERVISE}
    # A token that may only look is told of them as the leader is.
    which = replace(which, sees=theirs, signs=theirs)
    hidden = about_children(who.jurisdiction)
    found = listing.page(session, who.jurisdiction, who.on, which, but=hidden, limit=None)
    asked = sorted(found.lines, key=lambda one: (one.kind is not RungKind.TALK, one.due, one.id))
    gravest = {line.task.id: line for line in reversed(asked)}
    return [line for line in asked if gravest[line.task.id] is line]


def _to_decide(
    session: Session, rules: Jurisdiction, found: Sequence[NoticeLine], on: date
) -> list[Late]:
    steps = reviews.told(session, [one.task.id for one in found])
    return [
        _late(
            session,
            rules,
            one.task,
            steps.get(one.task.id, []),
            Decision(one.id, one.name, one.state.label),
            on,
        )
        for one in found
    ]


def _late(
    session: Session,
    rules: Jurisdiction,
    line: TaskLine,
    told: Sequence[Nudge],
    decide: Decision | None,
    on: date,
) -> Late:
    own = plans.rules_for(session, rules, line.plan_version)
    return Late(
        row(own, line, on, near=False, mine=False),
        "" if line.post == line.subject else line.post,
        tuple(_steps(told, on)),
        decide,
        "" if line.state in OWING else line.whose_move,
    )


def _steps(told: Sequence[Nudge], on: date) -> list[Step]:
    """Each act of chasing once, however many were told of it; reminders are left out."""
    acts = [n for n in told if n.kind in list(RungKind) and RungKind(n.kind).escalates]
    days = {(nudge.on, nudge_label(nudge)): None for nudge in acts}
    return [Step(day_text(day, on), label) for day, label in days]


def _meeting(session: Session, rules: Jurisdiction, on: date) -> Meeting | None:
    """The meeting whose turn it is: one that is open, or else the next that will be."""
    for duty in rules.plan.obligations:
        if duty.meeting:
            asked = boards.Which(duties=frozenset({duty.id}))
            lines = boards.page(session, rules, on, asked).lines
            owing = next((line for line in lines if line.state in OWING), None)
            if owing:
                period, until = owing.period, owing.due
            else:
                ahead = turns(rules, duty, on, on + _AHEAD)
                turn = next((one for one in ahead if one.opens > on), None)
                if turn is None:
                    return None
                period, until = turn.period.id, turn.due
            return Meeting(
                duty.name,
                period_text(period, on),
                day_text(until, on),
                until < on,
                owing.id if owing else None,
            )
    return None
