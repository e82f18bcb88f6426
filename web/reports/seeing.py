"""Who sees whose archive: the staff of the unit that it is of, who reviews it, and who oversees everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from obligations.archives import archives, spans
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Period
from obligations.plan import Obligation
from tasks import clocks
from web.errors import NotFound
from web.roles import Right, Visitor

_BACK = timedelta(days=800)  # how far back the list of periods goes


@dataclass(frozen=True, slots=True)
class Link:
    """An archive in a list."""

    name: str  #: whose it is
    address: str


def seen(who: Visitor, archive: Obligation) -> list[str]:
    """The subjects whose archive the visitor may see, in the order of the roster. By a sign-in link: none."""
    if who.only is not None:
        return []
    rules = who.jurisdiction
    return [s.name for s in rules.subjects(archive) if _may_see(who, rules, archive, s.name)]


def _may_see(who: Visitor, rules: Jurisdiction, archive: Obligation, subject: str) -> bool:
    if who.may(Right.OVERSEE):
        return True
    post = rules.answering_post(archive, subject)
    found = rules.roster.by_name.get(post)
    mine = who.posts | who.stands_in
    if found and found.unit and found.unit in _units(rules, mine):
        return True
    return post in mine or clocks.reviewing_post(rules, archive.id, post, who.on) in who.posts


def _units(rules: Jurisdiction, posts: frozenset[str]) -> frozenset[str]:
    known = (rules.roster.by_name[post].unit for post in posts if post in rules.roster.by_name)
    return frozenset(unit for unit in known if unit)


def asked_for(who: Visitor, archive: str, subject: str) -> Obligation:
    """The archive of that id, when the visitor may see this subject's. Raises NotFound."""
    found = next((one for one in archives(who.jurisdiction.plan) if one.id == archive), None)
    if found is None or subject not in seen(who, found):
        raise NotFound
    return found


def turns(who: Visitor, archive: Obligation) -> list[Period]:
    """The periods to choose from, the newest first: up to the one of today."""
    begun = spans(who.jurisdiction, archive, who.on - _BACK, who.on)
    return sorted(begun, key=lambda period: period.first, reverse=True)


def address(archive: Obligation, period: str, subject: str) -> str:
    """Where the archive of that subject in that period is."""
    return f"/archives/{archive.id}/{period}/{quote(subject, safe='')}"


def own(who: Visitor) -> list[Link]:
    """The archives of the visitor's own unit in the period of today, for 我的任务."""
    if who.may(Right.OVERSEE):
        return []
    return [
        Link(f"{archive.name}（{subject}）", address(archive, turn.id, subject))
        for archive in archives(who.jurisdiction.plan)
        for turn in turns(who, archive)[:1]
        for subject in seen(who, archive)
    ]
