"""What every page stands on, made once by whoever starts the app."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from notifiers.channels.channel import Channels
from runtime import clock
from runtime.database import Database
from runtime.settings import WebSettings
from tasks.evidence.store import Store


@dataclass(frozen=True)
class House:
    """The database, the channels to tell people by, where the app is reached, and the files."""

    database: Database
    channels: Channels
    settings: WebSettings
    evidence: Store


async def the_house(connection: HTTPConnection) -> House:
    """The house of the app that was asked."""
    house = connection.app.state.house
    assert isinstance(house, House)  # noqa: S101  # create_app put it there
    return house


async def the_moment() -> datetime:
    """The moment of the request: the one place of this room where the clock is read. Tests give another
    by `app.dependency_overrides[the_moment]`."""
    return clock.now()


InHouse = Annotated[House, Depends(the_house)]
Now = Annotated[datetime, Depends(the_moment)]
