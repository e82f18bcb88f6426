"""What a rehearsal stands on: a database in memory, the loaded plans, and a channel that takes note of
every message instead of telling it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from notifiers.channels.channel import Channel, Channels, tag_of
from notifiers.channels.letter import Letter
from notifiers.errors import TransientError
from obligations.jurisdiction import Jurisdiction
from runtime.database import Base, Database
from simulation.memory import MemoryDatabase
from tasks import plans
from tasks.notices import tables as notice_tables

#: Who loads a plan in a rehearsal, in its journal.
REHEARSAL = "演练"
#: Imported so that they are among the tables that are made.
TABLES = (notice_tables,)


class Recorder(Channel):
    """Reaches everybody, and keeps the ids of what it was given, in order."""

    name = "演练渠道"
    is_personal = True

    def __init__(self, tags: Iterable[str]) -> None:
        self.tags = frozenset(map(tag_of, tags))
        self.is_down = False
        self.letters: list[str] = []

    def send(self, letter: Letter) -> str:
        """Raises TransientError while the channel is down."""
        if self.is_down:
            raise TransientError("渠道没有应答（演练）")
        self.letters.append(letter.message_id)
        return "已记下"

    def since(self, heard: int) -> list[str]:
        """The ids of the messages after the first `heard` ones."""
        return self.letters[heard:]


def open_database() -> MemoryDatabase:
    """An empty database in memory with all tables of the house."""
    database = MemoryDatabase()
    Base.metadata.create_all(database.engine)
    return database


def load(
    database: Database, jurisdiction_id: str, texts: Mapping[str, str], roster: str, now: datetime
) -> Jurisdiction:
    """Load a plan folder, the first time with the day of `now` as its go-live; return what is in force.

    Raises PlanError with every fault.
    """
    with database.write() as session:
        plans.load_plan(session, texts, roster, now=now, by=REHEARSAL)
        return plans.current(session, jurisdiction_id)


def channels_for(several: Iterable[Jurisdiction]) -> tuple[Recorder, Channels]:
    """The recorder for everybody in these jurisdictions, and the channels with it alone."""
    names = (
        name
        for rules in several
        for post in rules.roster.all_posts()
        for name in filter(None, (post.name, post.unit))
    )
    recorder = Recorder(names)
    return recorder, Channels([recorder])
