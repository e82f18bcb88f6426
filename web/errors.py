"""What goes wrong between a visitor and a page, and the page that says so."""

from __future__ import annotations

import errno
import logging
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from obligations.amending import CannotAmend
from obligations.faults import PlanError
from tasks.lifecycle import MoveRefused
from tasks.working import RoundRefused
from web.pages import page

API = "/api/"

_log = logging.getLogger("uvicorn.error")  # the log of the pages


class NotSignedIn(Exception):
    """Nobody is signed in, and somebody has to be."""


class NotAllowed(Exception):
    """Signed in, but this is not for that person. The message, if any, is for the reader."""


#: The page is right, this very task is not this person's to change.
NOT_YOURS = "这件事由别的岗位办理"


class NotFound(Exception):
    """There is no such thing, or none that this person may see: the two answer alike."""


_SAYINGS = {
    403: "这一页不属于您的岗位",
    404: "没有找到这一页",
    405: "这一页不能这样打开",
    413: "上传的内容太大",
    422: "读不懂所填的内容",
    429: "试得太频繁了，请过几分钟再来",
    500: "系统出了问题，已经记下；请稍后再试",
    503: "数据库没有应答，或磁盘已满，这一次没有办成；请告诉管理员，稍后再试",
}


#: What to do about it, where a reader can do something.
_HELP = {
    403: "如果这是您该看的，请联系督办岗。",
    404: "地址可能不全，或者这件事不归您的岗位看。从首页找一找。",
    500: "您填的内容没有提交，返回上一页可以再交一次。",
    503: "您填的内容没有提交，返回上一页可以再交一次。",
}


def install(app: FastAPI) -> None:
    """Let the app answer errors with pages, and under /api/ with problem+json (RFC 9457)."""

    @app.exception_handler(NotSignedIn)
    def not_signed_in(request: Request, _: Exception) -> Response:
        if _is_api(request):
            return _answer(request, 401, "请先登录，或带上令牌")
        back = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={quote(back)}", status_code=303)

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, error: Exception) -> Response:
        return _answer(request, 403, str(error))

    @app.exception_handler(NotFound)
    def not_found(request: Request, error: Exception) -> Response:
        return _answer(request, 404, str(error))

    @app.exception_handler(MoveRefused)
    @app.exception_handler(RoundRefused)
    @app.exception_handler(CannotAmend)
    @app.exception_handler(PlanError)
    def refused(request: Request, error: Exception) -> Response:
        return _answer(request, 409, str(error))

    @app.exception_handler(HTTPException)
    def by_status(request: Request, error: HTTPException) -> Response:
        return _answer(request, error.status_code, "")

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        where = "、".join(str(one["loc"][-1]) for one in error.errors())
        return _answer(request, 422, f"读不懂：{where}")

    _install_for_the_disk(app)

    @app.exception_handler(Exception)
    def broken(request: Request, _: Exception) -> Response:
        return _answer(request, 500, "")


def _install_for_the_disk(app: FastAPI) -> None:
    """Nothing was written: the transaction is rolled back. One line in the log, for it lies on that disk."""

    @app.exception_handler(OperationalError)
    def unanswered(request: Request, error: OperationalError) -> Response:
        _log.error("数据库：%s", str(error.orig).partition("\n")[0])
        return _answer(request, 503, "")

    @app.exception_handler(OSError)
    def no_room(request: Request, error: OSError) -> Response:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise error
        _log.error("磁盘：%s", error.strerror)
        return _answer(request, 503, "")


def _answer(request: Request, status: int, said: str) -> Response:
    says = said or _SAYINGS.get(status, "没有办成")
    if _is_api(request):
        body = {"type": "about:blank", "title": says, "status": status}
        return JSONResponse(body, status, media_type="application/problem+json")
    return page("error.html", None, status=status, says=says, help=_HELP.get(status, ""))


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(API)
