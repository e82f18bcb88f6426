"""The live part of Prefect's UI: its websockets, with our sign-in instead of Prefect's secret."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from web import prefect_acts
from web.rights import Need, visitor_of
from web.roles import Right, Visitor
from web.upstream import PATH, ThePrefect, Upstream
from web.visiting import Visit, visit

router = APIRouter()

SUBPROTOCOL = "prefect"
REFUSED, GONE = 1008, 1013  # codes of RFC 6455: against the rules; try again later


class NeedOnSocket(Need):
    """A supervisor who is signed in, from a page of ours. Prefect's own clients (None) speak their
    credential in the first message; without a cookie they are left for Prefect to check."""

    async def __call__(  # type: ignore[override]
        self, connection: HTTPConnection, found: Annotated[Visit | None, Depends(visit)]
    ) -> Visitor | None:
        origin = connection.headers.get("origin", "")
        if found is None and not origin:
            return None
        ours = urlsplit(origin).netloc == connection.headers.get("host")
        if found is None or not ours or not visitor_of(found).may(self.right):
            raise WebSocketException(REFUSED)
        if not prefect_acts.listens(connection.scope["path"]):
            raise WebSocketException(REFUSED)
        return visitor_of(found)


@router.websocket(PATH + "/api/{path:path}")
async def passed_on(
    socket: WebSocket,
    who: Annotated[Visitor | None, Depends(NeedOnSocket(Right.SUPERVISE))],
    at: ThePrefect,
) -> None:
    """Both directions, until one side ends it."""
    offered = socket.headers.get("sec-websocket-protocol", "")
    if at is None or SUBPROTOCOL not in {name.strip() for name in offered.split(",")}:
        await socket.close(REFUSED)
        return
    try:
        async with connect(_target(at, socket), subprotocols=[SUBPROTOCOL], proxy=None) as beyond:  # type: ignore[list-item]
            await socket.accept(subprotocol=SUBPROTOCOL)
            await _both_ways(socket, beyond, at if who else None)
    except (OSError, InvalidHandshake, TimeoutError):
        await _close(socket, GONE)


def _target(at: Upstream, socket: WebSocket) -> str:
    """The same path at Prefect's, http as ws."""
    raw = (socket.scope.get("raw_path") or socket.url.path.encode()).decode("latin-1")
    query = f"?{socket.url.query}" if socket.url.query else ""
    return f"ws{at.origin.removeprefix('http')}{raw}{query}"


async def _both_ways(socket: WebSocket, beyond: ClientConnection, at: Upstream | None) -> None:
    ways = {
        asyncio.create_task(_there(socket, beyond, at)),
        asyncio.create_task(_back(socket, beyond)),
    }
    _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in left:
        way.cancel()
    await asyncio.gather(*ways, return_exceptions=True)
    await _close(socket, beyond.close_code or 1000)


async def _there(socket: WebSocket, beyond: ClientConnection, at: Upstream | None) -> None:
    """From the browser to Prefect; the first message introduces us."""
    with suppress(WebSocketDisconnect, ConnectionClosed):
        first = await socket.receive_text()
        await beyond.send(introduced(first, at) if at else first)
        while True:
            await beyond.send(await socket.receive_text())


def introduced(message: str, at: Upstream) -> str:
    """The message that signs in, with Prefect's secret in it; any other one as it is."""
    try:
        said = json.loads(message)
    except ValueError:
        return message
    if not isinstance(said, dict) or said.get("type") != "auth":
        return message
    return json.dumps({**said, "token": at.credential})


async def _back(socket: WebSocket, beyond: ClientConnection) -> None:
    with suppress(ConnectionClosed, WebSocketDisconnect, RuntimeError):
        async for message in beyond:
            await socket.send_text(message if isinstance(message, str) else message.decode())


async def _close(socket: WebSocket, code: int) -> None:
    """Nothing is said to who is gone already; 1005 and 1006 are never sent (RFC 6455, 7.4.1)."""
    if WebSocketState.DISCONNECTED in (socket.client_state, socket.application_state):
        return
    with suppress(RuntimeError):
        await socket.close(code if code not in (1005, 1006) else 1000)
