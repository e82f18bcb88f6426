"""What a visitor may do: roles follow the posts that the roster gives a person on that day.

Default deny: a route says what it needs by `Need`, and `check_declared` lets no app start in which one
does not. Rights say which kinds of pages; whether this very task is one's own is asked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute, Mount

from obligations.jurisdiction import Jurisdiction
from obligations.roster import HEAD, Recipient
from web import security
from web.errors import NotAllowed, NotSignedIn
from web.roles import EVERYBODY, GRANTS, Right, Role, Visitor
from web.visiting import Visit, visit


class Need:
    """What a route needs: `who: Annotated[Visitor, Depends(Need(Right.HAND_IN))]`.

    A request that changes something must also bear the session's token, in a field `csrf` or the header
    X-CSRF-Token. Raises NotSignedIn, NotAllowed.
    """

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(
        self, connection: HTTPConnection, found: Annotated[Visit | None, Depends(visit)]
    ) -> Visitor:
        if found is None:
            raise NotSignedIn
        connection.state.visit = found
        visitor = visitor_of(found)
        if not visitor.may(self.right):
            raise NotAllowed
        await _check_form(connection, visitor)
        return visitor


async def _check_form(connection: HTTPConnection, visitor: Visitor) -> None:
    if not isinstance(connection, Request) or connection.method in security.SAFE:
        return
    if not compare_digest(await security.sent_token(connection), visitor.csrf):
        raise NotAllowed("表单已过期，请返回上一页刷新后重试")


class Anybody:
    """What a route takes that nobody has to be signed in for: the visitor, if there is one."""

    right = Right.ANYBODY

    def __call__(self, found: Annotated[Visit | None, Depends(visit)]) -> Visitor | None:
        return visitor_of(found) if found else None


#: The signatures of routes: `def page(who: MaySee) -> …`.
AnyoneAtAll = Annotated[Visitor | None, Depends(Anybody())]
SignedIn = Annotated[Visitor, Depends(Need(Right.SIGNED_IN))]
MaySee = Annotated[Visitor, Depends(Need(Right.SEE))]
MayHandIn = Annotated[Visitor, Depends(Need(Right.HAND_IN))]
MayReview = Annotated[Visitor, Depends(Need(Right.REVIEW))]
MayOversee = Annotated[Visitor, Depends(Need(Right.OVERSEE))]
MaySupervise = Annotated[Visitor, Depends(Need(Right.SUPERVISE))]
MayAssign = Annotated[Visitor, Depends(Need(Right.ASSIGN))]
MayLead = Annotated[Visitor, Depends(Need(Right.LEAD))]
MayAdminister = Annotated[Visitor, Depends(Need(Right.ADMINISTER))]


def visitor_of(found: Visit) -> Visitor:
    """What the roster makes of a person who is signed in."""
    rules, held = found.jurisdiction, found.held
    posts, stands_in = posts_of(rules, held.person, found.on)
    roles = frozenset({Role.GUEST}) if held.tasks is not None else roles_of(rules, posts, stands_in)
    if held.is_admin:
        roles |= {Role.ADMIN}
    rights = EVERYBODY.union(*(GRANTS[role] for role in roles))
    return Visitor(
        person=held.person,
        jurisdiction=rules,
        changes=found.changes,
        now=found.now,
        on=found.on,
        posts=posts,
        stands_in=stands_in,
        roles=roles,
        rights=rights,
        session=held.hash,
        csrf=held.csrf,
        account=held.account_id,
        only=held.tasks,
        alarms=found.alarms if rights & {Right.SUPERVISE, Right.ADMINISTER} else (),
    )


@lru_cache(maxsize=512)
def posts_of(rules: Jurisdiction, person: str, on: date) -> tuple[frozenset[str], frozenset[str]]:
    """The posts that answer by this person (or by this unit's mailbox), and those he is B岗 of."""
    roster = rules.roster
    if not person:
        return frozenset(), frozenset()
    told = (Recipient(person), Recipient(person, is_mailbox=True))
    posts = frozenset(post for post in roster.by_name if roster.recipient(post, on) in told)
    deputies = {post: roster.holder(post, on) for post in roster.by_name}
    stands_in = frozenset(p for p, held in deputies.items() if held and held.deputy == person)
    return posts, stands_in - posts


@lru_cache(maxsize=512)
def roles_of(
    rules: Jurisdiction, posts: frozenset[str], stands_in: frozenset[str]
) -> frozenset[Role]:
    roster = rules.roster
    supervising = rules.post(roster.supervisor)
    leading = {rules.post(name) for name in (roster.leader, *roster.deputy_leaders)}
    reviewing = {rules.post(duty.review) for duty in rules.plan.obligations if duty.review}
    return frozenset(
        role
        for role, applies in (
            (Role.HOLDER, bool(posts or stands_in)),
            (Role.UNIT_HEAD, any(post.endswith(HEAD) for post in posts)),
            (Role.REVIEWER, bool(posts & reviewing)),
            (Role.SUPERVISOR, bool(posts & {supervising, roster.head_of(supervising)})),
            (Role.LEADER, bool(posts & leading)),
        )
        if applies
    )


class UndeclaredRoute(RuntimeError):
    """A route that does not say what it needs: the app does not start."""


def check_declared(app: FastAPI) -> None:
    """Raises UndeclaredRoute, naming every route that does not say what it needs."""
    silent = [path for path, need in declared(app) if need is None]
    if silent:
        raise UndeclaredRoute(f"these routes declare no right (see web/rights.py): {silent}")


def declared(app: FastAPI) -> Iterator[tuple[str, Right | None]]:
    """Every route as `GET /tasks`, with the right that it needs; the files of /static need none."""
    for route in _routes(app.routes):
        if isinstance(route, APIRoute | APIWebSocketRoute):
            methods: Iterable[str] = getattr(route, "methods", None) or ("WEBSOCKET",)
            needs = [
                d.call for d in route.dependant.dependencies if isinstance(d.call, Need | Anybody)
            ]
            for method in sorted(methods):
                yield f"{method} {route.path}", needs[0].right if len(needs) == 1 else None
        elif not (isinstance(route, Mount) and route.path == "/static"):
            yield str(getattr(route, "path", route)), None


def _routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes themselves: newer versions of FastAPI keep those of an included router inside it."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            yield from _routes(included.routes)
        else:
            yield route
