"""The web app as a process of `huhang up`: `python -m huhang.web_server`.

It stands first: people can work while Prefect is still starting. Set up by its environment alone.
"""

from __future__ import annotations

import time

import uvicorn
from fastapi import FastAPI

from huhang import edge
from huhang.lifeline import Lifeline
from huhang.schema import is_current
from rounds import day
from runtime.database import Database
from runtime.settings import Settings, WebSettings
from tasks import plans
from tasks.evidence.store import FolderStore
from web import upstream
from web.app import create_app

STOP_WAIT = 3  # seconds for open connections of browsers to end
POLL = 0.1  # seconds between two looks whether the database is prepared
EVIDENCE = "evidence"  #: the folder of files, in the data folder


def app_of(settings: Settings, web: WebSettings, database: Database) -> FastAPI:
    """The app of one installation. Raises ChannelsError when its file of channels has faults."""
    evidence = FolderStore(settings.data.expanduser().resolve() / EVIDENCE)
    channels, prefect = day.channels_of(settings), upstream.from_environment()
    return create_app(web, database, channels, evidence, prefect)


def _is_ready(database: Database) -> bool:
    """Has `up`, which starts us first, prepared the database?"""
    if not edge.exists(database) or not is_current(database):
        return False
    with database.read() as session:
        return bool(plans.jurisdiction_ids(session))


def main() -> None:
    """Serve until told to stop."""
    Lifeline()
    settings, web = Settings(), WebSettings()
    database = Database(settings.url)
    app = app_of(settings, web, database)
    while not _is_ready(database):
        time.sleep(POLL)
    # No log of addresses: that of a sign-in link is a secret.
    uvicorn.run(
        app,
        host=web.host,
        port=web.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WAIT,
    )
    database.dispose()


if __name__ == "__main__":
    main()
