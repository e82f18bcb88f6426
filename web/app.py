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
from web import (
    administering,
    errors,
    feeds,
    keyring,
    leaders,
    links,
    proxy,
    rights,
    signin,
    sockets,
    threads,
)
from web.api import described
from web.caring import calling as caring_calling
from web.caring import case as caring_case
from web.caring import exchanging as caring_exchange
from web.caring import readings as caring_readings
from web.caring import registering as caring_register
from web.caring import room as caring_room
from web.caring import sealing as caring_sealing
from web.caring import steps as caring_steps
from web.doorway import Doorway
from web.house import House
from web.limiting import Limiter
from web.office import assigning as office_assigning
from web.office import forwarding as office_forwarding
from web.papers import listing as papers
from web.papers import one as paper
from web.reports import archives as reports_archives
from web.reports import assessment as reports_assessment
from web.reports import bulletin as reports_bulletin
from web.reports import burden as reports_burden
from web.reports import frozen as reports_frozen
from web.reports import goals as reports_goals
from web.reports import index as reports_index
from web.reports import information as reports_information
from web.reports import ledgers as reports_ledgers
from web.reports import meeting as reports_meeting
from web.reports import summary as reports_summary
from web.reports import tally as reports_tally
from web.security import Guard
from web.supervisors import (
    board,
    calendar,
    deliveries,
    excusing,
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
    excusing.router,
    review.router,
    requests.router,
    office_assigning.router,
    office_forwarding.router,
    papers.router,
    paper.router,
    leaders.router,
    reports_index.router,
    reports_archives.router,
    reports_ledgers.router,
    reports_tally.router,
    reports_bulletin.router,
    reports_frozen.router,
    reports_meeting.router,
    reports_information.router,
    reports_assessment.router,
    reports_burden.router,
    reports_goals.router,
    reports_summary.router,
    runs.router,
    roster.router,
    terms.router,
    deliveries.router,
    status.router,
    plan.router,
    keyring.router,
    administering.router,
    feeds.router,
    caring_room.router,
    caring_register.router,
    caring_readings.router,
    caring_sealing.router,
    caring_case.router,
    caring_steps.router,
    caring_calling.router,
    caring_exchange.router,
    *described.ROUTERS,
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
    *,
    keys: Path | None = None,
) -> FastAPI:
    """The app, ready to be served. `keys`: the file of the care register's keys. Raises UndeclaredRoute when a route declares no right."""
    app = FastAPI(
        title="护航", lifespan=threads.steady, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.house = House(database, channels, settings, evidence, keys=keys)
    app.state.limiter = Limiter()
    app.state.prefect = prefect
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Doorway)
    app.add_middleware(Guard, secure=settings.is_secure)
    errors.install(app)
    rights.check_declared(app)
    return app
