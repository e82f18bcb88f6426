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
from web import errors, links, rights, signin
from web.house import House
from web.limiting import Limiter
from web.security import Guard
from web.supervisors import board, listing, recording, requests, review
from web.units import mine, one

#: Every page, by room. A new one is added here.
ROUTERS = (
    signin.router,
    links.router,
    mine.router,
    one.router,
    board.router,
    listing.router,
    recording.router,
    review.router,
    requests.router,
)


def create_app(
    settings: WebSettings, database: Database, channels: Channels, evidence: Store
) -> FastAPI:
    """The app, ready to be served. Raises UndeclaredRoute when a route declares no right."""
    app = FastAPI(title="护航", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = House(database, channels, settings, evidence)
    app.state.limiter = Limiter()
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, secure=settings.is_secure)
    errors.install(app)
    rights.check_declared(app)
    return app
