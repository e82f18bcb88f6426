"""转给 B 岗: who is told of a task from then on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from notifiers.tables import Message
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from runtime.database import Database
from tasks import commands, deputies
from tasks.occasions import Occasion
from tests.notifiers.test_compose import compose
from tests.notifiers.town import NOW, nudge, owe, settle

POST = "杨地湾学校"
HOLDER, DEPUTY = "尤例学", "许例问"


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


def told(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Message.recipient)))


def handed_over(database: Database, kind: RungKind | Occasion, *, handed: bool = True) -> None:
    """A task with a nudge of that kind, after it was handed to the deputy."""
    with database.write() as session:
        task = owe(session, POST, duty="weekly-law-lesson")
        if handed:
            assert deputies.hand_to_deputy(session, task.id, by=HOLDER, now=NOW) == DEPUTY
        nudge(session, task, kind)


@pytest.mark.parametrize("kind", [RungKind.REMINDER, RungKind.URGE])
def test_reminders_go_to_the_deputy_who_does_it(
    database: Database, anwen: Jurisdiction, kind: RungKind
) -> None:
    handed_over(database, kind)
    compose(database, anwen)
    assert told(database) == {DEPUTY}


def test_without_it_they_go_to_the_holder(database: Database, anwen: Jurisdiction) -> None:
    handed_over(database, RungKind.REMINDER, handed=False)
    compose(database, anwen)
    assert told(database) == {HOLDER}


def test_a_return_reaches_whoever_handed_it_in(database: Database, anwen: Jurisdiction) -> None:
    handed_over(database, Occasion.RETURNED)
    compose(database, anwen, at_once_only=True)
    assert told(database) == {DEPUTY}


def test_a_supervision_is_for_the_holder_who_answers(
    database: Database, anwen: Jurisdiction
) -> None:
    handed_over(database, RungKind.SUPERVISE)
    compose(database, anwen)
    assert told(database) == {HOLDER}


def test_the_deputy_is_spoken_to_as_the_one_whose_move_it_is(
    database: Database, anwen: Jurisdiction
) -> None:
    handed_over(database, RungKind.REMINDER)
    compose(database, anwen)
    with database.read() as session:
        body = session.scalars(select(Message.body)).one()
    assert "轮到" not in body


def test_a_task_that_passes_to_another_post_is_not_the_deputys_any_more(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        task = owe(session, POST, duty="weekly-law-lesson")
        deputies.hand_to_deputy(session, task.id, by=HOLDER, now=NOW)
        commands.reassign(session, task.id, post="羊角学校", reason="调整", by="平安办", now=NOW)
        assert deputies.doing(session, anwen, [task], date(2026, 9, 23)) == {}
