"""Every route × every role: who gets in where. A route that says nothing lets no app start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI

from tests.web.conftest import (
    ADMIN,
    HEAD,
    HOLDER,
    LEADER,
    REVIEWER,
    SUPERVISOR,
    Browser,
    Place,
)
from tests.web.routes import ROUTES
from tests.web.test_signin import make_link
from tests.web.test_units import visit
from web import rights
from web.errors import _SAYINGS
from web.rights import UndeclaredRoute, check_declared, declared
from web.roles import GRANTS, Right, Role

#: One person of each kind, and the roles that the demo roster gives him.
PEOPLE = {
    HOLDER: {Role.HOLDER},
    HEAD: {Role.HOLDER, Role.UNIT_HEAD},
    REVIEWER: {Role.HOLDER, Role.REVIEWER},
    SUPERVISOR: {Role.HOLDER, Role.REVIEWER, Role.SUPERVISOR},
    LEADER: {Role.HOLDER, Role.REVIEWER, Role.LEADER},
    ADMIN: {Role.ADMIN},
    "by a link": {Role.GUEST},
    "nobody": set(),
}


def rights_of(roles: set[Role]) -> frozenset[Right]:
    return frozenset({Right.ANYBODY}).union(*(GRANTS[role] for role in roles))


def visitor(place: Place, person: str) -> Browser:
    if person == "nobody":
        return place.browser()
    if person == "by a link":
        browser = place.browser()
        browser.send(make_link(place, visit(place).id))
        return browser
    return place.browser(person)


def test_the_table_names_every_route_with_what_it_needs(place: Place) -> None:
    assert dict(declared(place.app)) == ROUTES


def test_the_roles_of_people_follow_their_posts(place: Place) -> None:
    seen: dict[str, set[Role]] = {}

    @place.app.get("/roles")
    def roles(who: rights.SignedIn) -> list[str]:
        seen[who.person or ADMIN] = set(who.roles)
        return []

    for person in PEOPLE:
        if person not in ("nobody", "by a link"):
            place.browser(person).get("/roles")
    assert seen == {person: roles for person, roles in PEOPLE.items() if person in seen}
    assert len(seen) == len(PEOPLE) - 2


def test_the_administrator_neither_hands_in_nor_sees_tasks() -> None:
    assert GRANTS[Role.ADMIN] == {Right.ANYBODY, Right.SIGNED_IN, Right.ADMINISTER}
    assert not GRANTS[Role.GUEST] & {Right.REVIEW, Right.OVERSEE, Right.SUPERVISE, Right.LEAD}


@pytest.mark.parametrize("person", PEOPLE)
def test_who_lacks_the_right_is_turned_away_and_who_has_it_is_not(
    place: Place, person: str
) -> None:
    browser = visitor(place, person)
    token = browser.csrf() if PEOPLE[person] else ""
    held, wrong = rights_of(PEOPLE[person]), []
    for route, needed in in_order(ROUTES):
        method, _, path = route.partition(" ")
        if method == "WEBSOCKET":
            continue
        status, text = ask(browser, method, filled(path, visit(place).id), token)
        turned_away = status == 403 and _SAYINGS[403] in text
        sent_to_sign_in = status in (303, 401) and not PEOPLE[person] and needed != Right.ANYBODY
        if status >= 500 or (turned_away or sent_to_sign_in) == (needed in held):
            wrong.append((route, needed, status))
    assert wrong == []


def in_order(routes: dict[str, Right]) -> Iterator[tuple[str, Right]]:
    """Signing out comes last."""
    yield from ((route, right) for route, right in routes.items() if "sign-out" not in route)
    yield from ((route, right) for route, right in routes.items() if "sign-out" in route)


def filled(path: str, task: int) -> str:
    """The path with a task that there is, and other things that there are not."""
    path = re.sub(r"\{task_id[^}]*\}", str(task), path)
    return re.sub(r"\{[^}]*\}", "7", path)


def ask(browser: Browser, method: str, path: str, token: str) -> tuple[int, str]:
    headers = {"sec-fetch-site": "same-origin", "x-csrf-token": token}
    answer = browser.client.request(method, path, headers=headers)
    return answer.status_code, answer.text


def test_a_route_that_says_nothing_lets_no_app_start() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/said")
    def said(who: rights.MaySee) -> None: ...

    check_declared(app)

    @app.get("/silent")
    def silent() -> None: ...

    with pytest.raises(UndeclaredRoute, match="GET /silent"):
        check_declared(app)


def test_fastapis_own_pages_count_as_silent() -> None:
    with pytest.raises(UndeclaredRoute, match=r"/docs"):
        check_declared(FastAPI())


def test_a_route_with_two_needs_is_no_clear_word() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/both")
    def both(
        who: rights.MaySee, again: Annotated[object, Depends(rights.Need(Right.LEAD))]
    ) -> None: ...

    with pytest.raises(UndeclaredRoute):
        check_declared(app)
