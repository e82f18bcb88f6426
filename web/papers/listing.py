"""文书: what waits to be signed or answered, what waits for a unit, and what came of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations import few
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.wording import day_text
from tasks import plans
from tasks.notices import queries
from tasks.notices.kinds import State
from tasks.notices.queries import NoticeLine
from web.house import InHouse
from web.pages import page
from web.papers.standing import signs
from web.rights import MayOversee
from web.roles import Right, Visitor
from web.supervisors.cells import counts_children
from web.wording import Row, row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One notice in a list."""

    id: int
    name: str
    number: str
    state: str
    post: str
    beside: str  #: until when something can be done
    row: Row  #: the task that it is about


@dataclass(frozen=True, slots=True)
class Counted:
    """Notices about duties whose number would tell of children."""

    name: str
    post: str
    count: str


@router.get("/papers")
def the_papers(who: MayOversee, house: InHouse, said: str = "") -> Response:
    rules, on = who.jurisdiction, who.on
    leads = who.may(Right.LEAD)
    with house.database.read() as session:
        lines = queries.open_ones(session, rules, on, for_leader=leads)
        shown = [line for line in lines if is_told(rules, line)]
        mine = [line for line in shown if waits_for(who, line)]
        others = [line for line in shown if line not in mine]
        closed = queries.last_closed(session, rules, on, for_leader=leads)
        return page(
            "papers.html",
            who,
            said=said,
            mine=sheets(session, who, mine),
            others=sheets(session, who, others),
            counted=_counted(rules, lines),
            closed=sheets(session, who, (line for line in closed if is_told(rules, line))),
        )


def waits_for(who: Visitor, line: NoticeLine) -> bool:
    """Is it for somebody like this visitor to sign, answer or decide on now?"""
    over = line.until is not None and line.until < who.on
    due = line.state in (State.DRAFT, State.OBJECTED, State.ANSWERED) or (
        line.state is State.ISSUED and line.kind is RungKind.BULLETIN and over
    )
    return due and signs(who, line.kind)


def is_told(rules: Jurisdiction, line: NoticeLine) -> bool:
    """May it be told one by one?"""
    duty = rules.plan.by_id.get(line.task.obligation)
    return duty is None or not counts_children(rules, duty)


def sheets(session: Session, who: Visitor, lines: Iterable[NoticeLine]) -> list[Sheet]:
    """Notices as a list shows them."""
    return [_sheet(session, who, line) for line in lines]


def _sheet(session: Session, who: Visitor, line: NoticeLine) -> Sheet:
    rules = plans.rules_for(session, who.jurisdiction, line.task.plan_version)
    return Sheet(
        id=line.id,
        name=line.name,
        number=line.number,
        state=line.state.label,
        post=line.post,
        beside=_beside(line, who),
        row=row(rules, line.task, who.on, near=False, mine=False),
    )


def _beside(line: NoticeLine, who: Visitor) -> str:
    if line.until is None or line.state is not State.ISSUED:
        return ""
    day = day_text(line.until, who.on)
    return f"{day}前可提异议" if line.until >= who.on else f"异议期到{day}，没有异议"


def _counted(rules: Jurisdiction, lines: Iterable[NoticeLine]) -> list[Counted]:
    counts = Counter((line.name, line.post) for line in lines if not is_told(rules, line))
    return [Counted(name, post, few.told(count)) for (name, post), count in counts.items()]
