"""The OpenAPI description of /api/v1, made from the routes themselves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from web.api import (
    archives,
    assigned,
    calendar,
    census,
    contacts,
    evidence,
    exchange,
    frozen,
    leading,
    meetings,
    moves,
    office,
    papers,
    plan,
    reports,
    roster,
    tasks,
    together,
)
from web.api.types import Problem
from web.rights import AnyoneAtAll

router = APIRouter(prefix="/api/v1")

VERSION = "1.0"
#: Every route of the API. `moves` ends with one that takes any word, so that it comes after the others of
#: a task.
ROUTERS = (
    tasks.router,
    evidence.router,
    together.router,
    moves.router,
    office.router,
    leading.router,
    assigned.router,
    exchange.router,
    papers.router,
    calendar.router,
    census.router,
    roster.router,
    contacts.router,
    plan.router,
    reports.router,
    meetings.router,
    frozen.router,
    archives.router,
)
_REFUSALS = {
    "401": "没有登录，或令牌不对",
    "403": "不属于您的岗位",
    "404": "没有，或不该您看",
    "409": "现在不能这样做",
    "422": "读不懂",
}


@router.get("/openapi.json")
def openapi(_: AnyoneAtAll) -> dict[str, Any]:
    return description()


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The API in OpenAPI 3.1."""
    routes = [route for one in ROUTERS for route in one.routes]
    made = get_openapi(
        title="护航 API",
        version=VERSION,
        description="职责、任务和它们的动作。令牌在“账号 → 日历订阅和令牌”里要。"
        "关爱登记不在接口里：身份信息只在页面上、写明目的后打开；接口里只有任务的状态和数量。",
        routes=routes,
    )
    parts = made.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    made["security"] = [{"token": []}]
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"].update(_refusals())
    return made


def _refusals() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": said, "content": content} for status, said in _REFUSALS.items()}
