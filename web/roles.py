"""Roles, rights, and the table between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from obligations.jurisdiction import Jurisdiction


class Role(StrEnum):
    HOLDER = "holder"  #: 承办岗: holds a post, or stands in for its holder
    UNIT_HEAD = "unit head"  #: 单位负责人
    REVIEWER = "reviewer"  #: 审核岗: a post that the plan names for a review
    SUPERVISOR = "supervisor"  #: 督办岗
    LEADER = "leader"  #: 领导: the leader and the deputy leaders
    ADMIN = "admin"  #: 管理员: accounts and settings; no hand-ins, no cases
    GUEST = "guest"  #: came by a sign-in link: hands in the tasks it was made for


class Right(StrEnum):
    ANYBODY = "anybody"  #: nobody has to be signed in
    SIGNED_IN = "signed in"  #: whoever is signed in
    SEE = "see"  #: see tasks; which ones, the page decides
    HAND_IN = "hand in"  #: hand in, ask for time, hand over
    REVIEW = "review"  #: accept or return what is one's own to review
    OVERSEE = "oversee"  #: see how all stands
    SUPERVISE = "supervise"  #: change what others owe; record for them; run a duty
    LEAD = "lead"  #: the leaders' page
    ASSIGN = "assign"  #: 交办: give work to a post
    ADMINISTER = "administer"  #: accounts and settings


EVERYBODY = frozenset({Right.ANYBODY, Right.SIGNED_IN})

#: The table of rights.
GRANTS: Mapping[Role, frozenset[Right]] = {
    Role.HOLDER: EVERYBODY | {Right.SEE, Right.HAND_IN},
    Role.UNIT_HEAD: EVERYBODY | {Right.SEE, Right.HAND_IN, Right.REVIEW},
    Role.REVIEWER: EVERYBODY | {Right.SEE, Right.REVIEW},
    Role.SUPERVISOR: EVERYBODY
    | {Right.SEE, Right.REVIEW, Right.OVERSEE, Right.SUPERVISE, Right.ASSIGN},
    Role.LEADER: EVERYBODY | {Right.SEE, Right.REVIEW, Right.OVERSEE, Right.LEAD, Right.ASSIGN},
    Role.ADMIN: EVERYBODY | {Right.ADMINISTER},
    Role.GUEST: EVERYBODY | {Right.SEE, Right.HAND_IN},
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, on which day, and what that person may do."""

    person: str
    jurisdiction: Jurisdiction
    changes: int  #: how many there had been when the rules were read: the number of the journal's last row
    now: datetime
    on: date
    posts: frozenset[str]  #: held on that day, those of an absent holder included
    stands_in: frozenset[str]  #: posts whose B岗 this person is
    roles: frozenset[Role]
    rights: frozenset[Right]
    session: str  #: the hash of the session
    csrf: str  #: belongs into every form
    account: int | None
    only: frozenset[int] | None  #: by a link: no other tasks than these
    alarms: tuple[str, ...] = ()  #: for whoever can do something about them

    def may(self, right: Right) -> bool:
        return right in self.rights
