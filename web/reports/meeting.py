"""联席会议材料: what was done, what is late, what has to be decided; and the minutes to be finished after it."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations.periods import Every
from reports import goals, meeting, papers
from reports.bulletin import apart_words, elsewhere_words, punctual_words, sentence
from reports.meeting import Meeting
from reports.spans import UnknownPeriodError
from web.downloads import word_file
from web.errors import NotFound
from web.house import InHouse
from web.pages import page
from web.reports import choosing, showing
from web.rights import MayOversee
from web.roles import Visitor

router = APIRouter()


@router.get("/reports/meeting")
def the_meeting(who: MayOversee, house: InHouse, period: str = "") -> Response:
    """The pack of a quarter; without one named, of the one under way."""
    with house.database.read() as session:
        found = pack_of(session, who, period)
    years = goals.years(who.jurisdiction, found.goals, who.on)
    said = found.figures
    return page(
        "reports/meeting.html",
        who,
        found=found,
        choices=choosing.choices(who, Every.QUARTER),
        whole=sentence(said.whole),
        punctual=punctual_words(said.whole),
        apart=apart_words(said.apart).replace("本通报", "本材料"),
        goal_rows=list(papers.goal_rows(found.goals, years)),
        elsewhere=elsewhere_words(found.elsewhere),
        goals_text=papers.goals_text(found.goals),
        assigns=any(duty.is_assigned for duty in who.jurisdiction.plan.obligations),
        **showing.view(said),
    )


@router.get("/reports/meeting/document")
def the_document(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = pack_of(session, who, period)
    years = goals.years(who.jurisdiction, found.goals, who.on)
    return _file(who, papers.MEETING, papers.meeting_values(found, years))


@router.get("/reports/meeting/minutes")
def the_minutes(who: MayOversee, house: InHouse, period: str = "") -> Response:
    with house.database.read() as session:
        found = pack_of(session, who, period)
    return _file(who, papers.MINUTES, papers.minutes_values(found))


def pack_of(session: Session, who: Visitor, period: str) -> Meeting:
    wanted = period[:20] or choosing.under_way(who, Every.QUARTER)
    try:
        return meeting.pack(session, who.jurisdiction, wanted, who.on)
    except UnknownPeriodError:
        raise NotFound from None


def _file(who: Visitor, name: str, values: papers.Values) -> Response:
    made = papers.render(name, values, who.jurisdiction.templates)
    return word_file(made, f"{values['title']}.docx")
