"""文书: what waits to be signed or answered, what waits for a unit, and what came of the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations import few
from obligations.wording import day_text
from tasks import plans
from tasks.notices import kinds, listing
from tasks.notices.kinds import KINDS, State
from tasks.notices.listing import Which, Whose
from tasks.notices.queries import NoticeLine
from web.house import InHouse
from web.pages import page
from web.papers.asked import Asked, AskedFor, about_children, everything, which
from web.rights import MayOversee
from web.roles import Visitor
from web.supervisors.columns import column_names
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


#: The tabs of the page.
_TABS = (
    (Whose.MINE, "等您办"),
    (Whose.OTHERS, "等别人办"),
    (Whose.CLOSED, "已了结"),
    (Whose.ALL, "全部"),
)


@router.get("/papers")
def the_papers(
    who: MayOversee, house: InHouse, asked: AskedFor, after: str = "", said: str = ""
) -> Response:
    rules, on = who.jurisdiction, who.on
    hidden = about_children(rules)
    with house.database.read() as session:
        wanted = which(session, who, asked)
        found = listing.page(session, rules, on, wanted, but=hidden, after=_place(after))
        first = not after
        return page(
            "papers.html",
            who,
            said=said,
            asked=asked,
            tabs=list(_tabs(session, who, asked, hidden)),
            kinds=[(kind, kinds.name(kind)) for kind in KINDS if kind in wanted.sees],
            states=[(state, state.label) for state in State],
            units=[(name, name) for name in column_names(rules)],
            papers=sheets(session, who, found.lines),
            counted=list(_counted(session, who, wanted, hidden)) if first else [],
            more=asked.address(after=str(found.after)) if found.after else "",
        )


def _place(written: str) -> int | None:
    """The number of the one that was shown last."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else None


def _tabs(
    session: Session, who: Visitor, asked: Asked, hidden: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    """The address of each, what it says, and whether it is the one that is open."""
    for whose, name in _TABS:
        number = ""
        if whose in (Whose.MINE, Whose.OTHERS):
            asks = everything(who, whose)
            number = f" {listing.count(session, who.jurisdiction, who.on, asks, but=hidden)}"
        yield Asked(whose).address(), name + number, whose == asked.whose


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


def _counted(
    session: Session, who: Visitor, wanted: Which, hidden: Collection[str]
) -> Iterator[Counted]:
    found = listing.counts(session, who.jurisdiction, who.on, wanted, hidden)
    for kind, post, count in found:
        yield Counted(kinds.name(kind), post, few.told(count))
