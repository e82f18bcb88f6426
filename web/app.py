"""The web app, put together from its pages. Nothing is decided here."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from notifiers.channels.channel import Channels
from runtime.database import Database
from runtime.settings import WebSettings
from tasks.evidence.store import Store
from web import errors, feeds, keyring, leaders, links, proxy, rights, signin, sockets
from web.api import described, moves, office
from web.api import tasks as api_tasks
from web.house import House
from web.limiting import Limiter
from web.security import Guard
from web.supervisors import (
    board,
    calendar,
    deliveries,
    listing,
    notice,
    plan,
    recording,
    requests,
    review,
    roster,
    runs,
    status,
    terms,
)
from web.units import asking, files, mine, one, together
from web.upstream import Upstream

#: Every page, by room. A new one is added here.
ROUTERS = (
    signin.router,
    links.router,
    mine.router,
    one.router,
    asking.router,
    files.router,
    together.router,
    board.router,
    listing.router,
    notice.router,
    calendar.router,
    recording.router,
    review.router,
    requests.router,
    leaders.router,
    runs.router,
    roster.router,
    terms.router,
    deliveries.router,
    status.router,
    plan.router,
    keyring.router,
    feeds.router,
    api_tasks.router,
    moves.router,
    office.router,
    described.router,
    sockets.router,
    proxy.router,
)


def create_app(
    settings: WebSettings,
    database: Database,
    channels: Channels,
    evidence: Store,
    prefect: Upstream | None = None,
) -> FastAPI:
    """The app, ready to be served. Raises UndeclaredRoute when a route declares no right."""
    app = FastAPI(title="护航", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = House(database, channels, settings, evidence)
    app.state.limiter = Limiter()
    app.state.prefect = prefect
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, secure=settings.is_secure)
    errors.install(app)
    rights.check_declared(app)
    return app
