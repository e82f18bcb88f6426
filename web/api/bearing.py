"""Who asks: the bearer of a token, or whoever is signed in (then with the session's CSRF token)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import plans
from web import keys, rights
from web.errors import NotAllowed, NotSignedIn
from web.house import InHouse, Now
from web.keys import Key
from web.rights import Need
from web.roles import EVERYBODY, GRANTS, Right, Visitor
from web.visiting import Visit, visit

BEARER = "bearer "


def bearer(connection: HTTPConnection, house: InHouse, now: Now) -> Visitor | None:
    """Whom the token of the request stands for; None without one. Raises NotSignedIn for a bad one."""
    said = connection.headers.get("authorization", "")
    if not said.lower().startswith(BEARER):
        return None
    with house.database.read() as session:
        key = keys.key_of(session, said[len(BEARER) :].strip(), now)
        if key is None:
            raise NotSignedIn
        rules, changes = plans.in_force(session, key.jurisdiction)
    if key.is_stale:
        with house.database.write() as session:
            keys.saw(session, key.id, now)
    return _visitor(key, rules, changes, now)


def _visitor(key: Key, rules: Jurisdiction, changes: int, now: Now) -> Visitor:
    """The person with no other posts than the token's, and no other rights than its scopes'."""
    on = today(now, rules.zone)
    held, stands_in = rights.posts_of(rules, key.person, on)
    posts, stands_in = held & key.posts, stands_in & key.posts
    roles = rights.roles_of(rules, posts, stands_in)
    granted = EVERYBODY.union(*(GRANTS[role] for role in roles))
    return Visitor(
        person=key.person,
        jurisdiction=rules,
        changes=changes,
        now=now,
        on=on,
        posts=posts,
        stands_in=stands_in,
        roles=roles,
        rights=granted & key.rights,
        session="",
        csrf="",
        account=None,
        only=None,
    )


class NeedBearing(Need):
    """What a route of the API needs. Raises NotSignedIn, NotAllowed."""

    async def __call__(  # type: ignore[override]
        self,
        connection: HTTPConnection,
        found: Annotated[Visit | None, Depends(visit)],
        borne: Annotated[Visitor | None, Depends(bearer)],
    ) -> Visitor:
        if borne is None:
            return await super().__call__(connection, found)
        if not borne.may(self.right):
            raise NotAllowed("这个令牌不能做这件事")
        return borne


Anyone = Annotated[Visitor, Depends(NeedBearing(Right.SIGNED_IN))]
Sees = Annotated[Visitor, Depends(NeedBearing(Right.SEE))]
HandsIn = Annotated[Visitor, Depends(NeedBearing(Right.HAND_IN))]
Reviews = Annotated[Visitor, Depends(NeedBearing(Right.REVIEW))]
Oversees = Annotated[Visitor, Depends(NeedBearing(Right.OVERSEE))]
Assigns = Annotated[Visitor, Depends(NeedBearing(Right.ASSIGN))]
Supervises = Annotated[Visitor, Depends(NeedBearing(Right.SUPERVISE))]
