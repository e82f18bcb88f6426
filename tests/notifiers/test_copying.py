"""By hand: a message to paste into a chat, and what was told by telephone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from notifiers import copying, links
from notifiers.channels.channel import Channels
from notifiers.delivery import deliver
from notifiers.tables import Delivery, DeliveryState, Message
from runtime.database import Database
from tasks import journal
from tasks.tables import JournalRow, Nudge
from tests.notifiers.town import NOW, deliveries, outcomes, settle, tell


def record(database: Database, beginning: str, by: str = "褚例宁", note: str = "") -> None:
    with database.write() as session:
        found = copying.find(session, "anwen", beginning)
        copying.told_by_telephone(session, found, by=by, now=NOW, note=note)


def test_a_message_is_copied_without_its_greeting_and_without_a_link(database: Database) -> None:
    (id_,) = tell(database, settle(database))
    with database.write() as session:
        message = session.get_one(Message, id_)
        message.body = links.with_link(message.body, "https://example.org/k/geheim")
        copied = copying.short_text(message)
    assert copied == (
        "窦例毅：今日 1 项临期\n1. 每月到校指导（9月）：杨地湾学校·法制副校长，还有 4 个工作日（9月30日）"
    )


def test_a_call_is_a_delivery_with_name_and_time_and_stops_what_still_waits(
    database: Database,
) -> None:
    (id_,) = tell(database, settle(database))
    record(database, id_[:8], note="知道了")
    waiting, told = deliveries(database)
    assert (waiting.state, waiting.reason) == ("failed", "已电话告知，不再发送")
    assert (told.channel, told.state, told.ended_at) == ("电话", "sent", NOW)
    assert told.reason == "褚例宁 电话告知：知道了"
    assert outcomes(database) == [("sent", "电话（褚例宁）")]
    assert deliver(database, Channels(), NOW).sent == 0
    with database.read() as session:
        assert journal.verify(session, "anwen") == []
        rows = session.execute(select(JournalRow.verb, JournalRow.actor)).tuples().all()
    assert list(rows) == [("telephone", "褚例宁")]


def test_a_message_that_did_not_arrive_has_been_told_after_a_call(database: Database) -> None:
    (id_,) = tell(database, settle(database))
    with database.write() as session:
        delivery = session.scalars(select(Delivery)).one()
        delivery.state = DeliveryState.FAILED.value
        for nudge in session.scalars(select(Nudge)):
            nudge.outcome, nudge.reason = "failed", "连不上"
    record(database, id_)
    assert outcomes(database) == [("sent", "电话（褚例宁）")]


def test_a_call_cannot_be_recorded_twice_or_while_it_is_being_sent_or_for_nobody(
    database: Database,
) -> None:
    (id_,) = tell(database, settle(database))
    with pytest.raises(copying.TellingRefused, match="谁打的电话"):
        record(database, id_, by=" ")
    with database.write() as session:
        session.scalars(select(Delivery)).one().state = DeliveryState.SENDING.value
    with pytest.raises(copying.TellingRefused, match="正在发送"):
        record(database, id_)
    with database.write() as session:
        session.scalars(select(Delivery)).one().state = DeliveryState.WAITING.value
    record(database, id_)
    with pytest.raises(copying.TellingRefused, match="已经记过"):
        record(database, id_)
    assert len(deliveries(database)) == 2


def test_a_message_is_found_by_the_beginning_of_its_number_when_only_one_begins_so(
    database: Database,
) -> None:
    anwen = settle(database)
    made = tell(database, anwen, *(s.name for s in anwen.roster.groups["team seats"].subjects))
    assert len(made) == 12
    with database.read() as session:
        assert copying.find(session, "anwen", made[0]).id == made[0]
        for wrong in ("", "zz", "%", "00000000-0000"):
            with pytest.raises(copying.NoSuchMessage):
                copying.find(session, "anwen", wrong)
