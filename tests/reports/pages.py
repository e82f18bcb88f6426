"""The web app over the played term, as it stands on its last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from notifiers.channels.channel import Channels
from runtime.database import Database
from runtime.settings import WebSettings
from tasks import plans
from tasks.evidence.store import FolderStore
from tests.reports.played import END
from tests.rounds.town import HERE, Town, morning
from tests.web.conftest import PASSWORD, Place
from web import accounts
from web.app import create_app


def opened(database: Database, folder: Path, *people: str) -> Place:
    """The app on the last day of the term, with accounts for these people."""
    with database.write() as session:
        rules = plans.current(session, HERE)
        for person in people:
            accounts.add(session, rules, person, PASSWORD, now=morning(END))
    app = create_app(WebSettings(), database, Channels(), FolderStore(folder / "evidence"))
    place = Place(app, Town(database), morning(END) + timedelta(hours=2))
    app.state.house = replace(app.state.house, clock=lambda: place.now)
    return place
