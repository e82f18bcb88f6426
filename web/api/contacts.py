"""/api/v1/roster/{post}/contact: how a post wants to be told. It is no part of the roster: it takes effect at once."""

from __future__ import annotations

from fastapi import APIRouter

from notifiers import contacts
from notifiers.contacts import Line
from tasks import journal
from tasks.lifecycle import MoveRefused
from web.api.bearing import Supervises
from web.api.office_types import Contact, ContactBody
from web.errors import NotFound
from web.house import InHouse
from web.roles import Visitor
from web.supervisors.roster import faults_of

router = APIRouter(prefix="/api/v1/roster", tags=["roster"])


@router.get("/{post}/contact")
def contact(post: str, who: Supervises, house: InHouse) -> Contact:
    _check(who, post)
    with house.database.read() as session:
        found = contacts.listing(session, who.jurisdiction.id)
    return _sheet(next((one for one in found if one.name == post), Line(post)))


@router.post("/{post}/contact")
def set_contact(post: str, body: ContactBody, who: Supervises, house: InHouse) -> Contact:
    """What is left empty is as the channels' file has it."""
    _check(who, post)
    line = Line(post, **body.model_dump())
    if wrong := faults_of(house, who, line):
        raise MoveRefused(wrong)
    jurisdiction = who.jurisdiction.id
    with house.database.write() as session:
        journal.lock(session, jurisdiction)
        others = [one for one in contacts.listing(session, jurisdiction) if one.name != post]
        contacts.replace_all(session, jurisdiction, [*others, line], by=who.person, now=who.now)
    return _sheet(line)


def _check(who: Visitor, post: str) -> None:
    if post not in who.jurisdiction.roster.by_name:
        raise NotFound


def _sheet(line: Line) -> Contact:
    return Contact(
        post=line.name,
        address=line.address,
        channel=line.channel,
        fallback=line.fallback,
        quiet_from=line.quiet_from,
        quiet_to=line.quiet_to,
    )
