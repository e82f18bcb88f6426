"""What a page does, /api/v1 does too; where it does not, the reason stands here. Not one page without either."""

from __future__ import annotations

import pytest

from tests.web.routes import ROUTES

API, PROXY = "/api/v1", "/prefect"

_SIGN_IN = "a browser signs in; a program bears a token"
_KEYS = (
    "a person makes and revokes tokens, signed in: a token that made others would outlive its end"
)
_ACCOUNTS = "accounts are the administrator's, who has no post and so no token"
_IDENTITY = "the care register has no API: there is no machine way to an identity (docs/care.md)"

#: Every page route that changes something: the routes of the API that do the same, or why there is none.
CHANGES: dict[str, tuple[str, ...] | str] = {
    "/sign-in": _SIGN_IN,
    "/sign-out": _SIGN_IN,
    "/account/sign-out-others": _SIGN_IN,
    "/k/{secret}": _SIGN_IN,
    "/tasks/{task_id:int}/hand-in": ("/tasks/{task_id}/hand-in", "/tasks/{task_id}/evidence"),
    "/tasks/{task_id:int}/withdraw": ("/tasks/{task_id}/withdraw",),
    "/tasks/{task_id:int}/extend": ("/tasks/{task_id}/extension",),
    "/tasks/{task_id:int}/not-applicable": ("/tasks/{task_id}/not-applicable",),
    "/tasks/{task_id:int}/deputy": ("/tasks/{task_id}/deputy",),
    "/tasks/together/{duty}": ("/tasks/together/{duty}",),
    "/tasks/{task_id:int}/record": ("/tasks/{task_id}/record",),
    "/tasks/{task_id:int}/excuse": ("/tasks/{task_id}/excuse", "/tasks/{task_id}/take-back"),
    "/tasks/{task_id:int}/answer": (
        "/tasks/{task_id}/extension/answer",
        "/tasks/{task_id}/not-applicable/answer",
    ),
    "/review": ("/tasks/{task_id}/accept", "/tasks/{task_id}/return"),
    "/assign": ("/assigned",),
    "/exchange/new": ("/exchange",),
    "/exchange/{reference}/{step}": (
        "/exchange/{reference}/approve",
        "/exchange/{reference}/refuse",
        "/exchange/{reference}/receive",
        "/exchange/{reference}/answer",
    ),
    "/papers/{paper_id:int}/{step}": ("/papers/{paper_id}/{step}",),
    "/reports/{kind}/freeze": ("/reports/{kind}/freeze",),
    "/tasks/{task_id:int}/summary/freeze": ("/tasks/{task_id}/summary/freeze",),
    "/reports/goals": ("/reports/goals",),
    "/reports/frozen/{report_id:int}/announce": ("/reports/frozen/{report_id}/announce",),
    "/reports/frozen/{report_id:int}/object": ("/reports/frozen/{report_id}/object",),
    "/reports/frozen/{report_id:int}/answer": ("/reports/frozen/{report_id}/answer",),
    "/reports/frozen/{report_id:int}/publish": ("/reports/frozen/{report_id}/publish",),
    "/reports/frozen/{report_id:int}/drop": ("/reports/frozen/{report_id}/drop",),
    "/runs/{wanted}/start": ("/runs/{wanted}",),
    "/roster/posts/{name}/hand-over": ("/roster/{post}/hand-over",),
    "/roster/posts/{name}/away": ("/roster/{post}/away",),
    "/roster/posts/{name}/contact": ("/roster/{post}/contact",),
    "/roster/terms/villages": ("/roster/villages",),
    "/roster/terms/villages/end": ("/roster/villages/end",),
    "/roster/terms/years": ("/roster/terms",),
    "/roster/terms/days": ("/roster/days",),
    "/roster/terms/days/drop": ("/roster/days/drop",),
    "/plan/next": ("/plan/next",),
    "/care/open": _IDENTITY,
    "/care/register": _IDENTITY,
    "/care/seal": _IDENTITY,
    "/care/unseal": _IDENTITY,
    "/care/cases/{case_id}/reveal": _IDENTITY,
    "/care/cases/{case_id}/approve": _IDENTITY,
    "/care/cases/{case_id}/refuse": _IDENTITY,
    "/care/cases/{case_id}/review": _IDENTITY,
    "/care/cases/{case_id}/contact": _IDENTITY,
    "/care/cases/{case_id}/exit": _IDENTITY,
    "/care/cases/{case_id}/correct": _IDENTITY,
    "/care/cases/{case_id}/requests": _IDENTITY,
    "/care/cases/{case_id}/requests/{number:int}": _IDENTITY,
    "/care/calls/{task_id:int}": ("/tasks/{task_id}/hand-in",),  # without the line for the room
    "/accounts/{number:int}/{step}": _ACCOUNTS,
    "/account/keys/feeds": _KEYS,
    "/account/keys/tokens": _KEYS,
    "/account/keys/tokens/{number:int}/revoke": _KEYS,
    "/account/keys/feeds/{number:int}/revoke": _KEYS,
}

_FORM = (
    "the form of something that is done: what can be said in it is in the description of the API"
)
_PLACE = "a way to other pages"

#: Every page that shows something, in the same way.
SHOWS: dict[str, tuple[str, ...] | str] = {
    "/": _PLACE,
    "/more": _PLACE,
    "/healthz": "for whoever watches over the service; it needs no token as it is",
    "/sign-in": _SIGN_IN,
    "/k/{secret}": _SIGN_IN,
    "/account": ("/me",),
    "/account/keys": _KEYS,
    "/accounts": _ACCOUNTS,
    "/feeds/{secret}.ics": "is for programs: a calendar",
    "/tasks": ("/tasks", "/review", "/papers", "/exchange"),
    "/tasks/{task_id:int}": ("/tasks/{task_id}",),
    "/tasks/{task_id:int}/evidence/{evidence_id:int}": ("/tasks/{task_id}/evidence/{evidence_id}",),
    "/tasks/{task_id:int}/evidence/{evidence_id:int}/small": (
        "/tasks/{task_id}/evidence/{evidence_id}",
    ),
    "/tasks/{task_id:int}/package": ("/tasks/{task_id}/package", "/tasks/{task_id}/package/zip"),
    "/tasks/{task_id:int}/record": _FORM,
    "/tasks/{task_id:int}/summary": ("/tasks/{task_id}/summary",),
    "/tasks/{task_id:int}/summary/document": ("/tasks/{task_id}/summary/document",),
    "/tasks/together/{duty}": ("/tasks", "/duties"),
    "/board": ("/board",),
    "/board/tasks": ("/tasks",),
    "/notice": ("/notice",),
    "/calendar": ("/calendar/{year}",),
    "/calendar/{year:int}/{month:int}": ("/calendar/{year}",),
    "/review": ("/review", "/requests"),
    "/assign": ("/assigned", "/tasks/{task_id}/assignable"),
    "/exchange": ("/exchange", "/exchange/{reference}"),
    "/exchange/new": ("/exchange/choices",),
    "/papers": ("/papers",),
    "/papers/{paper_id:int}": ("/papers/{paper_id}",),
    "/papers/{paper_id:int}/word": ("/papers/{paper_id}/word",),
    "/leaders": ("/leaders",),
    "/reports": ("/reports",),
    "/reports/items": ("/reports/items",),
    "/reports/bulletin": ("/reports/bulletin",),
    "/reports/bulletin/document": ("/reports/bulletin/document",),
    "/reports/meeting": ("/reports/meeting",),
    "/reports/meeting/document": ("/reports/meeting/document",),
    "/reports/meeting/minutes": ("/reports/meeting/minutes",),
    "/reports/information": ("/reports/information",),
    "/reports/information/document": ("/reports/information/document",),
    "/reports/assessment": ("/reports/assessment",),
    "/reports/assessment/document": ("/reports/assessment/document",),
    "/reports/assessment/sheet": ("/reports/assessment/sheet",),
    "/reports/burden": ("/reports/burden",),
    "/reports/goals": ("/reports/goals",),
    "/reports/goals/document": ("/reports/goals/document",),
    "/reports/frozen": ("/reports/frozen",),
    "/reports/frozen/{report_id:int}": ("/reports/frozen/{report_id}",),
    "/reports/frozen/{report_id:int}/document": ("/reports/frozen/{report_id}/document",),
    "/archives": ("/archives",),
    "/archives/{archive}/{period}/{subject}": ("/archives/{archive}/{period}/{subject}",),
    "/archives/{archive}/{period}/{subject}/zip": ("/archives/{archive}/{period}/{subject}/zip",),
    "/archives/{archive}/{period}/{subject}/files/{evidence_id:int}": (
        "/archives/{archive}/{period}/{subject}/files/{evidence_id}",
    ),
    "/ledgers": ("/ledgers", "/ledgers/{duty}"),
    "/ledgers/file": ("/ledgers/{duty}/file",),
    "/ledgers/census/{duty}": ("/ledgers/census/{duty}",),
    "/ledgers/census/{duty}/file": ("/ledgers/census/{duty}/file",),
    "/runs": ("/runs",),
    "/runs/{wanted}": ("/runs",),
    "/roster": ("/roster",),
    "/roster/posts/{name}": ("/roster", "/roster/{post}/contact", "/tasks"),
    "/roster/terms": ("/terms",),
    "/roster/export/{file}": ("/plan/versions/{number}/{file}",),
    "/deliveries": ("/messages",),
    "/status": ("/status",),
    "/plan": ("/plan", "/plan/versions", "/duties"),
    "/plan/versions/{number:int}/{file}": ("/plan/versions/{number}/{file}",),
    "/care": _IDENTITY,
    "/care/register": _IDENTITY,
    "/care/readings": _IDENTITY,
    "/care/cases/{case_id}": _IDENTITY,
}


def paths(method: str) -> set[str]:
    """The paths that take that method."""
    return {path for kind, path in map(str.split, ROUTES) if kind == method}


def pages(method: str) -> set[str]:
    return {path for path in paths(method) if not path.startswith((API, PROXY))}


@pytest.mark.parametrize(("method", "table"), [("POST", CHANGES), ("GET", SHOWS)])
def test_every_page_has_its_like_in_the_api_or_a_reason_why_not(
    method: str, table: dict[str, tuple[str, ...] | str]
) -> None:
    assert set(table) == pages(method)


@pytest.mark.parametrize(("method", "table"), [("POST", CHANGES), ("GET", SHOWS)])
def test_what_the_table_names_is_there(
    method: str, table: dict[str, tuple[str, ...] | str]
) -> None:
    named = {API + path for like in table.values() if isinstance(like, tuple) for path in like}
    assert named <= paths(method)


def test_pages_change_things_by_post_alone() -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        assert pages(method) == set()


def test_nothing_of_the_api_leads_to_the_care_register() -> None:
    words = ("care", "case", "reveal", "reading", "seal")
    assert [
        route for route in ROUTES if API in route and any(word in route for word in words)
    ] == []
