"""台账: a census added up over its units, on a page and as an Excel file."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.periods import label
from obligations.plan import Obligation
from reports import tally
from reports.tally import Added
from tasks import clocks
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.reports.ledgers import as_file, near_to
from web.rights import MaySee
from web.roles import Right, Visitor
from web.wording import duty_name

router = APIRouter()


@router.get("/ledgers/census/{duty}")
def the_census(duty: str, who: MaySee, house: InHouse, period: str = "") -> Response:
    asked = census_of(who, duty)
    with house.database.read() as session:
        periods = tally.periods(session, who.jurisdiction, asked)
        chosen = chosen_of(periods, period)
        found = added_for(session, who, asked, chosen) if chosen else None
    return page(
        "reports/census.html",
        who,
        duty=asked.id,
        name=duty_name(asked),
        periods=[(one, label(one)) for one in periods],
        chosen=chosen,
        found=found,
    )


@router.get("/ledgers/census/{duty}/file")
def the_file(duty: str, who: MaySee, house: InHouse, period: str = "") -> Response:
    """Raises NotFound for a period that there is not."""
    asked = census_of(who, duty)
    with house.database.read() as session:
        chosen = chosen_of(tally.periods(session, who.jurisdiction, asked), period)
        if not chosen:
            raise NotFound
        found = added_for(session, who, asked, chosen).ledger
    return as_file(found, who.on)


def census_of(who: Visitor, wanted: str) -> Obligation:
    """The census of that id, for who oversees everything, reviews it or reports to it. Raises NotFound."""
    duty = next((one for one in tally.duties(who.jurisdiction) if one.id == wanted), None)
    if duty is None or not _may_see(who, duty):
        raise NotFound
    return duty


def _may_see(who: Visitor, duty: Obligation) -> bool:
    if who.only is not None:
        return False
    rules, near = who.jurisdiction, near_to(who)
    posts = [rules.answering_post(duty, subject.name) for subject in rules.subjects(duty)]
    reviewing = {clocks.reviewing_post(rules, duty.id, post, who.on) for post in posts}
    return who.may(Right.OVERSEE) or any(map(near, posts)) or not reviewing.isdisjoint(who.posts)


def chosen_of(periods: list[str], wanted: str) -> str:
    """The wanted period, or the newest. Raises NotFound for one that there is not."""
    if wanted and wanted not in periods:
        raise NotFound
    return wanted or next(iter(periods), "")


def added_for(session: Session, who: Visitor, duty: Obligation, period: str) -> Added:
    return tally.added(session, who.jurisdiction, duty, period, near_to(who))
