"""Links in messages: who reads the message alone is signed in by it; a group gets the plain address."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from notifiers import links, telling
from notifiers.channels.channel import Channels
from notifiers.delivery import deliver
from notifiers.tables import Message, SignInLink
from runtime.database import Database
from tasks.occasions import Occasion
from tests.notifiers.test_outbox import Fake
from tests.notifiers.town import NOW, SEAT, messages, nudge, owe, settle

ADDRESS = "https://huhang.example"


class Keeping(Fake):
    """A channel that keeps the texts."""

    def __init__(self, *, is_personal: bool) -> None:
        super().__init__(frozenset({SEAT.lower()}))
        self.is_personal = is_personal
        self.bodies: list[str] = []

    def send(self, letter):  # type: ignore[no-untyped-def]
        self.bodies.append(letter.body)
        return super().send(letter)


def told(database: Database, channel: Keeping, address: str = ADDRESS) -> str:
    """The text that goes out for one task that was opened."""
    jurisdiction = settle(database)
    with database.write() as session:
        nudge(session, owe(session))
        telling.compose(session, jurisdiction, NOW)
    deliver(database, Channels([channel], address), NOW)
    [body] = channel.bodies
    return body


def test_a_personal_message_ends_with_a_link_that_signs_in_for_its_tasks(
    sqlite_database: Database,
) -> None:
    last = told(sqlite_database, Keeping(is_personal=True)).splitlines()[-1]
    address, _, secret = last.partition(links.PATH)
    assert address == f"办理：{ADDRESS}"
    with sqlite_database.read() as session:
        found = links.find(session, secret, NOW)
        message = session.scalars(select(Message)).one()
        row = session.scalars(select(SignInLink)).one()
    assert found is not None
    assert (found.person, len(found.tasks), found.is_good) == ("窦例毅", 1, True)
    # Who reads the database cannot use it.
    assert secret not in (row.hash, message.body)
    assert "办理：" not in message.body


def test_news_of_the_exchange_signs_nobody_in_for_anothers_task(sqlite_database: Database) -> None:
    channel = Keeping(is_personal=True)
    jurisdiction = settle(sqlite_database)
    with sqlite_database.write() as session:
        nudge(session, owe(session), Occasion.EXCHANGED, clock="event", reason="已答复")
        telling.compose(session, jurisdiction, NOW)
    deliver(sqlite_database, Channels([channel], ADDRESS), NOW)
    [body] = channel.bodies
    assert body.splitlines()[-1] == f"办理：{ADDRESS}/tasks"
    with sqlite_database.read() as session:
        assert session.scalars(select(SignInLink)).all() == []


def test_a_group_gets_the_plain_address(sqlite_database: Database) -> None:
    body = told(sqlite_database, Keeping(is_personal=False))
    assert body.splitlines()[-1] == f"办理：{ADDRESS}/tasks"


def test_without_an_address_there_is_no_link(sqlite_database: Database) -> None:
    assert "办理：" not in told(sqlite_database, Keeping(is_personal=True), "")


def test_of_two_that_use_a_link_one_comes_in_and_after_four_days_nobody(database: Database) -> None:
    settle(database)
    with database.write() as session:
        secret = links.make(session, "anwen", "窦例毅", [1], NOW).removeprefix(links.PATH)
        late = links.make(session, "anwen", "窦例毅", [1], NOW).removeprefix(links.PATH)
    with database.write() as session:
        assert links.use(session, secret, "a" * 64, NOW)
    with database.write() as session:
        assert not links.use(session, secret, "b" * 64, NOW)
        assert not links.use(session, late, "c" * 64, NOW + timedelta(days=4))


def test_who_comes_in_by_the_link_of_a_message_has_read_it(database: Database) -> None:
    body = told(database, Keeping(is_personal=True))
    secret = body.rpartition(links.PATH)[2]
    with database.write() as session:
        passed_on = links.make(session, "anwen", "窦例毅", [1], NOW).removeprefix(links.PATH)
    with database.write() as session:
        assert links.find(session, secret, NOW)
        assert links.use(session, passed_on, "a" * 64, NOW)
    assert [message.read_at for message in messages(database)] == [None]
    later = NOW + timedelta(hours=1)
    for moment in (later, later + timedelta(hours=1)):
        with database.write() as session:
            assert links.use(session, secret, "b" * 64, moment) == (moment == later)
    assert [message.read_at for message in messages(database)] == [later]
