"""The web app as a process of `huhang up`: `python -m huhang.web_server`.

It stands first: people can work while Prefect is still starting. Set up by its environment alone.
"""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from huhang.lifeline import Lifeline
from rounds import day
from runtime.database import Database
from runtime.settings import Settings, WebSettings
from tasks.evidence.store import FolderStore
from web.app import create_app

STOP_WAIT = 3  # seconds for open connections of browsers to end
EVIDENCE = "evidence"  #: the folder of files, in the data folder


def app_of(settings: Settings, web: WebSettings, database: Database) -> FastAPI:
    """The app of one installation. Raises ChannelsError when its file of channels has faults."""
    evidence = FolderStore(settings.data.expanduser().resolve() / EVIDENCE)
    return create_app(web, database, day.channels_of(settings), evidence)


def main() -> None:
    """Serve until told to stop. The database is taken to be up to date."""
    lifeline = Lifeline()
    settings, web = Settings(), WebSettings()
    database = Database(settings.url)
    app = app_of(settings, web, database)
    lifeline.say(web="starting", address=web.address)
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
