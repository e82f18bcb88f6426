"""Prefect's own pages behind our sign-in, at /prefect: supervisors only, and no second password.

What is asked goes on unchanged, with Prefect's credential instead of our cookie, if it is among the acts of
`web.prefect_acts`. Whoever brings a credential of Prefect's own to its API (a worker, the command line) is
left for Prefect to check.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from web import prefect_acts, security
from web.errors import NotAllowed, NotFound, NotSignedIn
from web.house import InHouse
from web.pages import page
from web.rights import AnyoneAtAll, Need, visitor_of
from web.roles import Right, Visitor
from web.upstream import PATH, ThePrefect, Upstream
from web.visiting import Visit, visit

router = APIRouter()

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
NOT_FROM_HERE = "流程的设置不在网页上改；要运行一项，请用运行记录里的按钮"
TIMEOUT = httpx.Timeout(60.0, connect=3.0)  # seconds
LASTING = "private, max-age=31536000, immutable"

#: Prefect's UI writes styles and starts workers; from elsewhere it loads nothing.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
)
#: Of one connection only (RFC 9110, 7.6.1), or ours to say.
_HOP = frozenset(
    name.encode()
    for name in [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-host",
        "x-csrf-token",
    ]
)

Headers = list[tuple[bytes, bytes]]


class NeedOrCredential(Need):
    """A supervisor who is signed in, or a caller with a credential for Prefect's API (None).

    Prefect's UI knows no token of our forms: the origin of a request, which `Guard` looks at, has to do.
    """

    async def __call__(  # type: ignore[override]
        self, connection: HTTPConnection, found: Annotated[Visit | None, Depends(visit)]
    ) -> Visitor | None:
        path, headers = connection.scope["path"], connection.headers
        if path.startswith(f"{PATH}/api/") and "authorization" in headers:
            return None
        if found is None:
            raise NotSignedIn
        visitor = visitor_of(found)
        if not visitor.may(self.right):
            raise NotAllowed
        return visitor


OrCredential = Annotated[Visitor | None, Depends(NeedOrCredential(Right.SUPERVISE))]


@router.get(PATH + "/site.webmanifest")
async def manifest(who: AnyoneAtAll, request: Request, house: InHouse, at: ThePrefect) -> Response:  # noqa: ARG001
    """Browsers ask for it without a cookie; it holds the name and the icon of the UI."""
    headers = _onward(request, security.cookie_name(house.settings))
    return await _passed_on(request, at, headers)


@router.get(PATH + "/ui-settings")
async def ui_settings(
    who: OrCredential, request: Request, house: InHouse, at: ThePrefect
) -> Response:
    """Says of itself that it wants no password: ours has been asked for already."""
    if at is None:
        raise NotFound("这里没有接上流程服务")
    headers = _without(_credited(request, who, house.settings, at), b"accept-encoding")
    async with _client(at) as client:
        try:
            answer = await client.get(
                _target(at, request), headers=[*headers, (b"accept-encoding", b"identity")]
            )
        except httpx.TransportError:
            return _absent(request)
    if answer.status_code != 200:
        return Response(answer.content, answer.status_code)
    return JSONResponse({**answer.json(), "auth": None})


@router.api_route(PATH, methods=METHODS)
@router.api_route(PATH + "/{path:path}", methods=METHODS)
async def passed_on(
    who: OrCredential, request: Request, house: InHouse, at: ThePrefect
) -> Response:
    """Everything else, as it is. What empties Prefect's database is nobody's to ask for here."""
    path: str = request.scope["path"]
    if not prefect_acts.is_straight(path):
        raise NotFound
    if path.startswith(f"{PATH}/api/admin/") and request.method not in security.SAFE:
        raise NotAllowed
    if at is None:
        raise NotFound("这里没有接上流程服务")
    headers = _credited(request, who, house.settings, at)
    if who is None or prefect_acts.looks(request.method, path):
        return await _passed_on(request, at, headers)
    if not prefect_acts.acts(request.method, path):
        raise NotAllowed(NOT_FROM_HERE)
    body = await _small(request)
    if not prefect_acts.is_plain(path, body, who.jurisdiction.id):
        raise NotAllowed(NOT_FROM_HERE)
    return await _passed_on(request, at, headers, body)


def _credited(request: HTTPConnection, who: Visitor | None, settings: Any, at: Upstream) -> Headers:
    """The headers of the request, with our credential where somebody is signed in."""
    headers = _onward(request, security.cookie_name(settings))
    if who is None:
        return headers
    return [
        *_without(headers, b"authorization"),
        (b"authorization", at.authorization.encode("ascii")),
    ]


def _onward(request: HTTPConnection, cookie: str) -> Headers:
    """The raw headers that go on: bytes, for the names of flows in them are UTF-8. Our cookie stays."""
    named = {name.strip() for name in request.headers.get("connection", "").lower().split(",")}
    # Of two lengths the encoding's holds (RFC 9112, 6.3).
    if "transfer-encoding" in request.headers:
        named.add("content-length")
    kept = [
        (name, value)
        for name, value in request.scope["headers"]
        if name not in _HOP and name.decode("latin-1") not in named and name != b"cookie"
    ]
    pairs = request.headers.get("cookie", "").split(";")
    others = [pair.strip() for pair in pairs if pair.strip().partition("=")[0] != cookie]
    cookies = "; ".join(filter(None, others)).encode("latin-1")
    return [*kept, (b"cookie", cookies)] if cookies else kept


def _without(headers: Iterable[tuple[bytes, bytes]], *names: bytes) -> Headers:
    return [(name, value) for name, value in headers if name not in names]


def _target(at: Upstream, request: Request) -> httpx.URL:
    """The same path, byte for byte."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return httpx.URL(at.origin).copy_with(raw_path=raw + (b"?" + query if query else b""))


def _client(at: Upstream) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=at.verify, timeout=TIMEOUT, trust_env=False, follow_redirects=False
    )


async def _small(request: Request) -> bytes:
    """The whole body, which is read before it goes on. Raises HTTPException (413)."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > prefect_acts.LARGEST:
            raise HTTPException(413)
    return body


async def _passed_on(
    request: Request, at: Upstream | None, headers: Headers, body: bytes | None = None
) -> Response:
    """`body`: what was read of the request already; without it the rest streams through."""
    if at is None:
        raise NotFound("这里没有接上流程服务")
    client = _client(at)
    has_body = {b"content-length", b"transfer-encoding"} & {n for n, _ in request.scope["headers"]}
    asked = client.build_request(
        request.method,
        _target(at, request),
        headers=headers,
        content=request.stream() if has_body and body is None else body,
    )
    try:
        answer = await client.send(asked, stream=True)
    except httpx.TransportError:
        await client.aclose()
        return _absent(request)
    back = StreamingResponse(_bytes(client, answer), answer.status_code)
    back.raw_headers = _back(request.url.path, answer)
    return back


def _back(path: str, answer: httpx.Response) -> Headers:
    # A browser that is told so asks for a password, and would send it along from then on.
    kept = [(n.lower(), v) for n, v in answer.headers.raw]
    kept = [
        *_without(kept, *_HOP, b"www-authenticate", b"date", b"server"),
        (b"content-security-policy", POLICY.encode()),
    ]
    if "/assets/" in path and answer.status_code == 200:
        kept = [*_without(kept, b"cache-control"), (b"cache-control", LASTING.encode())]
    return kept


async def _bytes(client: httpx.AsyncClient, answer: httpx.Response) -> AsyncIterator[bytes]:
    """The body as it comes, compressed as it is."""
    try:
        async for piece in answer.aiter_raw():
            yield piece
    finally:
        await answer.aclose()
        await client.aclose()


def _absent(request: Request) -> Response:
    says = "流程服务还没有启动，或刚刚停了；请过一分钟再来"
    if request.url.path.startswith(f"{PATH}/api/"):
        return JSONResponse({"exception_message": says}, 503)
    return page(
        "error.html", None, status=503, says=says, help="过几分钟再打开；一直这样，请看系统状态。"
    )
