"""我的任务: what I owe, the most urgent first. Several posts of one person make one list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from tasks import assigning, desk, plans, queries
from tasks.lifecycle import OWING, State
from tasks.notices import queries as notices
from tasks.queries import TaskLine
from web.caring import door, exchanged
from web.house import InHouse
from web.pages import page
from web.papers.listing import sheets
from web.reports.seeing import own
from web.rights import MaySee
from web.roles import Visitor
from web.units.access import co_leads, supporting
from web.wording import GRAVITY, Row, light_of, row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Desk:
    """The groups of the page; each task stands in one of them."""

    mine: list[Row]  #: my move
    deputy: list[Row]  #: I am B岗
    unit: list[Row]  #: my unit's, somebody else's move
    waiting: list[Row]  #: handed in, the reviewer's move
    shared: list[Row]  #: 共同牵头 and 配合
    done: list[Row]
    together: list[tuple[str, str, int]]  #: (duty, name, count): several of one duty, on one page


@router.get("/tasks")
def my_tasks(who: MaySee, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        found = desk_of(session, who)
        signed = notices.issued_to(session, who.jurisdiction, who.on, who.posts, who.only)
        papers = sheets(session, who, signed)
        in_room = door.works(session, who)
        exchanges = exchanged.concerns(session, who)
    return page(
        "tasks.html",
        who,
        said=said,
        desk=found,
        papers=papers,
        archives=own(who),
        in_room=in_room,
        exchanges=exchanges,
    )


def desk_of(session: Session, who: Visitor) -> Desk:
    """What lies on the desk of a visitor."""
    rules, on = who.jurisdiction, who.on
    if who.only is not None:
        given = desk.lines(session, rules, on, who.only)
        mine = [line for line in given if line.state in OWING]
        rest = [line for line in given if line.state not in OWING]
        return _desk(session, who, mine=mine, waiting=rest)
    unit = frozenset(p for p in rules.roster.by_name if rules.roster.head_of(p) in who.posts)
    posts = who.posts | who.stands_in | unit
    owed = queries.tasks(session, rules, on, posts=posts, open_only=True) if posts else []
    own = [line for line in owed if line.post in who.posts]
    theirs = [line for line in owed if line.post not in who.posts]
    known = {line.id for line in owed}
    return _desk(
        session,
        who,
        mine=[line for line in own if line.state in OWING],
        waiting=[line for line in own if line.state is State.SUBMITTED],
        deputy=[line for line in theirs if line.post in who.stands_in and line.state in OWING],
        unit=[line for line in theirs if line.post not in who.stands_in],
        shared=[line for line in _shared(session, who) if line.id not in known],
        done=desk.last_closed(session, rules, on, who.posts) if who.posts else [],
    )


def _shared(session: Session, who: Visitor) -> list[TaskLine]:
    """The tasks of duties that one of my posts leads along or supports."""
    rules = who.jurisdiction
    duties = [
        duty.id
        for duty in rules.plan.obligations
        if not duty.sensitive and (co_leads(rules, duty) | supporting(rules, duty)) & who.posts
    ]
    shared = desk.open_of_duties(session, rules, who.on, duties)
    given = assigning.supported(session, rules, who.posts) if who.posts else []
    return shared + desk.lines(session, rules, who.on, given)


def _desk(session: Session, who: Visitor, **groups: list[TaskLine]) -> Desk:
    rules, on = who.jurisdiction, who.on

    def rows(name: str, *, near: bool, mine: bool) -> list[Row]:
        found = groups.get(name, [])
        if name != "done":
            found = sorted(found, key=lambda line: (_urgency(line, who), line.due, line.id))
        return [
            row(plans.rules_for(session, rules, line.plan_version), line, on, near=near, mine=mine)
            for line in found
        ]

    counted = Counter(line.obligation for line in groups["mine"])
    several = [(duty, count) for duty, count in counted.items() if count > 1]
    return Desk(
        mine=rows("mine", near=True, mine=True),
        deputy=rows("deputy", near=True, mine=True),
        unit=rows("unit", near=False, mine=False),
        waiting=rows("waiting", near=True, mine=False),
        shared=rows("shared", near=False, mine=False),
        done=rows("done", near=True, mine=True),
        together=[
            (duty, rules.obligation(duty).name, count)
            for duty, count in several
            if duty in rules.plan.by_id
        ],
    )


def _urgency(line: TaskLine, who: Visitor) -> int:
    return GRAVITY.index(light_of(line, who.on))
