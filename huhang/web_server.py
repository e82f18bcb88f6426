"""The web app as a process of `huhang up`: `python -m huhang.web_server`.

It stands first: people can work while Prefect is still starting. Set up by its environment alone.
Beside the app, in threads, the outbox is emptied all day and a watch kept on rounds and channels.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import uvicorn
from fastapi import FastAPI

from huhang import edge
from huhang.lifeline import Lifeline
from huhang.schema import is_current
from notifiers.channels.channel import Channels
from notifiers.loop import run_forever
from rounds import day
from rounds.watch import watch_forever
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings, WebSettings
from tasks import plans
from tasks.evidence.store import FolderStore
from web import upstream
from web.app import create_app

STOP_WAIT = 3  # seconds for open connections of browsers to end
POLL = 0.1  # seconds between two looks whether the database is prepared
EVIDENCE = "evidence"  #: the folder of files, in the data folder


def app_of(settings: Settings, web: WebSettings, database: Database, channels: Channels) -> FastAPI:
    """The app of one installation."""
    evidence = FolderStore(settings.data.expanduser().resolve() / EVIDENCE)
    prefect = upstream.from_environment()
    return create_app(web, database, channels, evidence, prefect, keys=settings.keyring)


def _is_ready(database: Database) -> bool:
    """Has `up`, which starts us first, prepared the database? The plans in it are read at once, so that
    the first visitor does not wait for it."""
    if not edge.exists(database) or not is_current(database):
        return False
    with database.read() as session:
        loaded = [plans.current(session, one) for one in plans.jurisdiction_ids(session)]
    return bool(loaded)


def main() -> None:
    """Serve until told to stop. Raises ChannelsError when the file of channels has faults."""
    lifeline = Lifeline()
    settings, web = Settings(), WebSettings()
    database, channels = Database(settings.url), day.channels_of(settings)
    app = app_of(settings, web, database, channels)
    while not _is_ready(database):
        time.sleep(POLL)
    with _beside(database, channels):
        _serve(app, web, lifeline)
    database.dispose()


@contextmanager
def _beside(database: Database, channels: Channels) -> Iterator[None]:
    """Meanwhile the outbox is emptied and the watch is kept; at the end both finish their pass."""
    stop = Event()
    work = (database, channels, clock.now, stop)
    threads = [
        Thread(target=each, args=work, name=each.__name__) for each in (run_forever, watch_forever)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


class _Server(uvicorn.Server):
    """Tells `up` when it answers: what takes the machine for itself waits for that."""

    def __init__(self, config: uvicorn.Config, lifeline: Lifeline) -> None:
        super().__init__(config)
        self.lifeline = lifeline

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.lifeline.say(pages="ready")


def _serve(app: FastAPI, web: WebSettings, lifeline: Lifeline) -> None:
    # No log of addresses: that of a sign-in link is a secret.
    config = uvicorn.Config(
        app,
        host=web.host,
        port=web.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WAIT,
    )
    server = _Server(config, lifeline)
    server.run()
    if not server.started:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
