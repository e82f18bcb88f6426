"""Who gets in here at all. To everybody else these pages are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from care import access, queries, zone
from care.keys import KeyGone, Keyring
from care.lifecycle import REGISTERED, CareRefused
from care.vault import Tampered
from web.errors import NotAllowed, NotFound
from web.house import House
from web.pages import page
from web.roles import Right, Visitor
from web.wording import moment

#: The random id of a case, as addresses bear it.
_CASE_ID = re.compile("[0-9a-f]{32}")
#: A link signs in for its tasks, not for an identity.
SIGN_IN = "关爱登记要用姓名和密码登录后才能打开"


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in the room."""

    keeps: bool  #: 登记岗
    approves: bool  #: 批准人
    calls: bool  #: contact of a case
    waits: bool  #: registrations wait for this very person
    seals: bool  #: may lock the room

    @property
    def is_inside(self) -> bool:
        return self.works or self.seals

    @property
    def works(self) -> bool:
        """Is there anything for him to do here, but to lock it?"""
        return self.keeps or self.approves or self.calls or self.waits


@dataclass(frozen=True, slots=True)
class Sealed:
    """That the room is locked: since when, by whom and why."""

    by: str
    at: str
    why: str


def standing(session: Session, who: Visitor) -> Standing:
    """Raises NotAllowed for somebody who came by a link, NotFound where the plan has no register."""
    if who.only is not None:
        raise NotAllowed(SIGN_IN)
    rules, person, on = who.jurisdiction, who.person, who.on
    if rules.plan.caring is None:
        raise NotFound
    keeps, approves = access.keeps(rules, person, on), access.approves(rules, person, on)
    theirs = queries.cases(session, rules, person, on)
    return Standing(
        keeps=keeps,
        approves=approves,
        calls=not keeps and any(case.state in REGISTERED for case in theirs),
        waits=bool(queries.to_approve(session, rules, person, on)),
        seals=keeps or approves or bool(who.rights & {Right.SUPERVISE, Right.ADMINISTER}),
    )


def entered(session: Session, who: Visitor) -> Standing:
    """Raises NotFound for whoever has nothing to do here."""
    found = standing(session, who)
    if not found.is_inside:
        raise NotFound
    return found


def works(session: Session, who: Visitor) -> bool:
    """Has this visitor work in the room? Never one who came by a link."""
    inside = who.only is None and who.jurisdiction.plan.caring is not None
    return inside and standing(session, who).works


def may_read_list(session: Session, who: Visitor) -> bool:
    """Does the visitor look through the list of readings: the case post, and who approves?"""
    found = standing(session, who)
    return found.keeps or found.approves or found.waits


def check_keeper(who: Visitor) -> None:
    """Raises NotFound for anybody but the case post."""
    _check_full(who)
    if not access.keeps(who.jurisdiction, who.person, who.on):
        raise NotFound


def opened(session: Session, who: Visitor, case_id: str) -> tuple[queries.CaseLine, queries.Sight]:
    """The case as this visitor sees it. Raises NotFound, the same for no case as for somebody else's."""
    _check_full(who)
    if not _CASE_ID.fullmatch(case_id):
        raise NotFound
    with here():
        return queries.one(session, who.jurisdiction, case_id, who.person, who.on)


@contextmanager
def here() -> Iterator[None]:
    """What is none of the visitor's business is not there."""
    try:
        yield
    except CareRefused as refused:
        raise NotFound from refused


def _check_full(who: Visitor) -> None:
    if who.only is not None:
        raise NotAllowed(SIGN_IN)
    if who.jurisdiction.plan.caring is None:
        raise NotFound


def name_of(who: Visitor) -> str:
    """Who acts, as the journal writes it; an administrator need not be in the roster."""
    return who.person or "管理员"


def keyring(house: House) -> Keyring:
    """Raises CareRefused where this installation has no file of keys."""
    if house.keys is None:
        raise CareRefused("这里没有设置密钥文件，身份信息打不开")
    return Keyring(house.keys)


#: What the room does not do, whatever the reason: to be said on the page.
REFUSALS = (CareRefused, KeyGone, Tampered)


def is_open(session: Session, who: Visitor) -> bool:
    return zone.is_open(session, who.jurisdiction.id)


def sealed(session: Session, who: Visitor) -> Sealed | None:
    """None while the room is not locked."""
    found = zone.found(session, who.jurisdiction.id)
    if found is None or found.sealed_at is None:
        return None
    at = moment(found.sealed_at, who.jurisdiction, who.on)
    return Sealed(found.sealed_by, at, found.sealed_why)


def locked_page(who: Visitor, found: Sealed, **more: Any) -> Response:
    """Instead of every page of the room while it is sealed."""
    approver = access.approving_post(who.jurisdiction, found.by, who.on)
    unseals = found.by != name_of(who) and access.holds(
        who.jurisdiction, who.person, approver, who.on
    )
    values = {"said": "", "wrong": "", "status": 200, **more}
    return page("caring/sealed.html", who, sealed=found, unseals=unseals, by=approver, **values)
