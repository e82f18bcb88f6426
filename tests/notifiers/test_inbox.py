"""The in-app inbox: who finds which messages in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from notifiers import inbox, telling
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks.journal import UnknownJurisdictionError
from tests.notifiers.town import NOW, SEAT, TODAY, messages, nudge, owe, settle


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


def found(database: Database, name: str, on: date = TODAY) -> list[str]:
    """The recipients of the messages that `name` finds."""
    with database.read() as session:
        return [received.recipient for received in inbox.messages(session, "anwen", name, on)]


@pytest.mark.parametrize("name", ["窦例毅", SEAT, "杨地湾学校·法治副校长"])
def test_a_message_is_found_by_person_by_post_and_by_the_posts_other_name(
    database: Database, anwen: Jurisdiction, name: str
) -> None:
    with database.write() as session:
        nudge(session, owe(session))
        nudge(session, owe(session, "杨地湾学校", duty="hotline-12355"))
        telling.compose(session, anwen, NOW)
    assert found(database, name) == ["窦例毅"]
    assert found(database, "尤例学") == ["尤例学"]
    assert found(database, "无名氏") == []


def test_the_newest_message_comes_first_and_none_from_after_that_day(
    database: Database, anwen: Jurisdiction
) -> None:
    later = NOW + timedelta(days=1)
    with database.write() as session:
        for moment in (NOW, later):
            nudge(
                session, owe(session, duty="venue-inspection" if moment == NOW else "hotline-12355")
            )
            telling.compose(session, anwen, moment)
    assert len(found(database, "窦例毅")) == 1
    with database.read() as session:
        both = inbox.messages(session, "anwen", "窦例毅", later.date())
    assert [received.at for received in both] == [later, NOW]


def test_a_message_is_read_once(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        nudge(session, owe(session))
        (message_id,) = telling.compose(session, anwen, NOW)
    for moment in (NOW, NOW + timedelta(hours=1)):
        with database.write() as session:
            inbox.mark_read(session, message_id, moment)
    assert [m.read_at for m in messages(database)] == [NOW]


def test_an_unknown_jurisdiction_is_said_to_be_unknown(database: Database) -> None:
    with database.read() as session, pytest.raises(UnknownJurisdictionError):
        inbox.messages(session, "nowhere", "窦例毅", TODAY)
