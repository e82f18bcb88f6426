"""What protects a visitor: headers, the origin of a form, the token in it, the cookie."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.settings import WebSettings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LINK = "/k/"  #: where sign-in links lead
LARGEST_FORM = 512 * 1024 * 1024  # bytes of one request, files included …
SMALL_FORM = 1024 * 1024  # … and where no files belong
#: Here files are sent, by people who are signed in.
_WITH_FILES = ("/tasks/", "/api/", "/prefect/")

#: Nothing from elsewhere, no inline script or style.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
#: These bring their own policy: Prefect's UI needs another one.
_OWN_POLICY = ("/prefect",)


def cookie_name(settings: WebSettings) -> str:
    """With https a name that browsers accept from this very host only."""
    return "__Host-huhang" if settings.is_secure else "huhang"


def cookie_of(connection: HTTPConnection, settings: WebSettings) -> str:
    """The session's secret that the request bears, or an empty text."""
    return connection.cookies.get(cookie_name(settings), "")


def set_cookie(response: Response, settings: WebSettings, secret: str, seconds: int) -> None:
    """Leave the secret with the device: for this site only, out of reach of scripts."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=seconds,
        path="/",
        secure=settings.is_secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: WebSettings) -> None:
    """Let the device forget."""
    set_cookie(response, settings, "", 0)


async def sent_token(request: Request) -> str:
    """The token that a form (field `csrf`) or a script (X-CSRF-Token) sends along; ours are of ASCII."""
    sent = await _sent(request)
    return sent if sent.isascii() else ""


async def _sent(request: Request) -> str:
    if header := request.headers.get("x-csrf-token"):
        return header
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    sent = (await request.form()).get("csrf", "")
    return sent if isinstance(sent, str) else ""


def comes_from_here(headers: Headers, path: str) -> bool:
    """Did a page of ours send this form? By Sec-Fetch-Site where the browser tells it, else by Origin.

    A link's page sends no referrer, so an old browser says nothing there; its own secret protects it.
    """
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin", "null")
    if origin == "null":
        return path.startswith(LINK)
    return urlsplit(origin).netloc == headers.get("host")


class Guard:
    """Around the whole app: refuses forms from elsewhere and bodies that are too large; adds headers.

    A request that bears a token of the API and no cookie cannot be forged by a page: it may come from
    anywhere.
    """

    def __init__(self, app: ASGIApp, secure: bool = False, exempt: Iterable[str] = ()) -> None:
        self.app, self.secure, self.exempt = app, secure, tuple(exempt)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        answer = refusal or self.app

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await answer(scope, _counted(receive, _largest(scope)), with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if int(headers.get("content-length") or 0) > _largest(scope):
            return PlainTextResponse("上传的内容太大", 413)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return PlainTextResponse("没有这个地址", 404)  # no text of a database holds it
        if scope["method"] in SAFE or (
            _bears_token(headers, scope["path"]) and "cookie" not in headers
        ):
            return None
        if not comes_from_here(headers, scope["path"]):
            return PlainTextResponse("这个请求不是从本站的页面发出的", 403)
        return None

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in _HEADERS.items():
            if not (name == "Content-Security-Policy" and path.startswith(_OWN_POLICY)):
                headers.setdefault(name, value)
        if path.startswith(LINK):
            headers["Referrer-Policy"] = "no-referrer"
        lasting = path.startswith("/static/")
        headers.setdefault(
            "Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-store"
        )
        if self.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _largest(scope: Scope) -> int:
    return LARGEST_FORM if scope["path"].startswith(_WITH_FILES) else SMALL_FORM


def _counted(receive: Receive, most: int) -> Receive:
    """What was not announced is counted: a body without a length ends at the byte that is too much."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counting


def _bears_token(headers: Headers, path: str) -> bool:
    """A token for our API, or Prefect's credential for its own: browsers add neither by themselves."""
    kind = "basic " if path.startswith("/prefect/api/") else "bearer "
    return headers.get("authorization", "").lower().startswith(kind)
