"""/api/v1/roster/{post}/contact: how a post wants to be told. It is no part of the roster: it takes effect at once."""

from __future__ import annotations

from fastapi import APIRouter

from notifiers import contacts
from notifiers.contacts import Line
from obligations.hours import read_time
from tasks import journal
from tasks.lifecycle import MoveRefused
from web.api.bearing import Supervises
from web.api.office_types import Contact, ContactBody
from web.errors import NotFound
from web.house import InHouse
from web.roles import Visitor

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
    _check_quiet(body.quiet_from, body.quiet_to)
    line = Line(post, **body.model_dump())
    jurisdiction = who.jurisdiction.id
    with house.database.write() as session:
        journal.lock(session, jurisdiction)
        others = [one for one in contacts.listing(session, jurisdiction) if one.name != post]
        contacts.replace_all(session, jurisdiction, [*others, line], by=who.person, now=who.now)
    return _sheet(line)


def _check(who: Visitor, post: str) -> None:
    if post not in who.jurisdiction.roster.by_name:
        raise NotFound


def _check_quiet(first: str, last: str) -> None:
    """Raises MoveRefused."""
    if bool(first) != bool(last):
        raise MoveRefused("免打扰时段要写起止两个时间，或都不写")
    try:
        for one in filter(None, (first, last)):
            read_time(one)
    except ValueError as error:
        raise MoveRefused(str(error)) from None


def _sheet(line: Line) -> Contact:
    return Contact(
        post=line.name,
        address=line.address,
        channel=line.channel,
        fallback=line.fallback,
        quiet_from=line.quiet_from,
        quiet_to=line.quiet_to,
    )
