"""What every page stands on, made once by whoever starts the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from notifiers.channels.channel import Channels
from runtime import clock
from runtime.database import Database
from runtime.settings import WebSettings
from tasks.evidence.store import Store
from web.kept import Kept


@dataclass(frozen=True)
class House:
    """The database, the channels to tell people by, where the app is reached, the files, the clock, and the keys."""

    database: Database
    channels: Channels
    settings: WebSettings
    evidence: Store
    clock: Callable[[], datetime] = clock.now
    keys: Path | None = None  #: the keys of the care register; None where it cannot be opened
    kept: Kept = field(default_factory=Kept)  #: pages that were drawn before


def house_of(connection: HTTPConnection) -> House:
    """The house of the app that was asked."""
    house = connection.app.state.house
    assert isinstance(house, House)  # noqa: S101  # create_app put it there
    return house


async def the_house(connection: HTTPConnection) -> House:
    """The same, as a route asks for it."""
    return house_of(connection)


InHouse = Annotated[House, Depends(the_house)]


async def the_moment(connection: HTTPConnection) -> datetime:
    """The moment of the request, by the clock of the house."""
    return house_of(connection).clock()


Now = Annotated[datetime, Depends(the_moment)]
