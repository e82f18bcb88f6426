"""Nobody is told twice and nobody is missed: the same words again, rungs that waited, the plan's hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from notifiers import telling
from notifiers.channels.channel import Channels
from notifiers.hours import is_open
from obligations.hours import Span
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from rounds.day import run
from runtime.database import Database
from tasks.lifecycle import State
from tasks.occasions import Occasion
from tests.notifiers.town import (
    NOW,
    SEAT,
    SHANGHAI,
    anwen,
    messages,
    nudge,
    outcomes,
    owe,
    settle,
)
from tests.rounds.town import Town, from_month, only

VISIT = "team-monthly-guidance"


@pytest.fixture
def here(database: Database) -> Jurisdiction:
    return settle(database)


def compose(database: Database, rules: Jurisdiction, now: datetime = NOW) -> int:
    with database.write() as session:
        return len(telling.compose(session, rules, now))


def test_the_same_reminder_in_the_same_words_is_not_sent_again(
    database: Database, here: Jurisdiction
) -> None:
    """A clock that starts anew on the same day plans the reminder again."""
    with database.write() as session:
        task = owe(session)
        nudge(session, task)
    assert compose(database, here) == 1
    with database.write() as session:
        nudge(session, task)
    assert compose(database, here, NOW + timedelta(hours=1)) == 0
    assert outcomes(database)[1] == ("suppressed", "与上一条消息相同，不再发")


def test_one_new_line_makes_it_a_new_message(database: Database, here: Jurisdiction) -> None:
    with database.write() as session:
        task = owe(session)
        nudge(session, task)
    compose(database, here)
    with database.write() as session:
        nudge(session, task)
        nudge(session, owe(session, duty="team-quarterly-lecture"))
    assert compose(database, here, NOW + timedelta(hours=1)) == 1


@pytest.mark.parametrize("kind", [RungKind.URGE, RungKind.SUPERVISE, Occasion.RETURNED])
def test_being_late_and_what_happened_is_news_even_in_the_same_words(
    database: Database, here: Jurisdiction, kind: RungKind | Occasion
) -> None:
    with database.write() as session:
        task = owe(session, due=date(2026, 9, 18))
        nudge(session, task, kind)
    assert compose(database, here) == 1
    with database.write() as session:
        nudge(session, task, kind)
    assert compose(database, here, NOW + timedelta(hours=1)) == 1


def test_between_two_rungs_nothing_is_sent_however_often_the_round_runs(
    database: Database,
) -> None:
    town = Town(database)
    town.load(only([VISIT]))
    town.round(from_month("09-24"))
    assert town.heard(from_month("09-24"))
    for day in ("09-25", "09-26", "09-27", "09-28"):
        town.round(from_month(day))
        assert town.heard(from_month(day)) == {}
    town.round(from_month("09-29"))
    assert town.heard(from_month("09-29"))


def test_a_reminder_that_waited_says_how_long_there_still_is_and_nothing_else(
    database: Database,
) -> None:
    """The round of 24 September comes after six; the next one runs on the 28th."""
    town = Town(database)
    town.load(only([VISIT]))
    town.round(from_month("09-01"))
    evening = datetime(2026, 9, 24, 19, 0, tzinfo=SHANGHAI)
    run(database, "anwen", evening, Channels())
    assert town.heard(from_month("09-24")) == {}
    town.round(from_month("09-28"))
    (body,) = town.heard(from_month("09-28"))["窦例毅"]
    assert f"{SEAT}，还有 2 个工作日（9月30日）" in body


def test_whoever_is_told_late_that_he_is_late_reads_when_he_should_have_been(
    database: Database,
) -> None:
    """The round of 8 October comes after six; the next one runs on the 9th."""
    town = Town(database)
    town.load(only([VISIT]))
    town.round(from_month("09-01"))
    evening = datetime(2026, 10, 8, 19, 0, tzinfo=SHANGHAI)
    run(database, "anwen", evening, Channels())
    town.round(from_month("10-09"))
    (body,) = town.heard(from_month("10-09"))["窦例毅"]
    assert f"{SEAT}，已逾期 2 个工作日（9月30日到期，本应 10月8日告知）" in body


def test_what_comes_on_its_day_does_not_say_that_it_waited(
    database: Database, here: Jurisdiction
) -> None:
    with database.write() as session:
        nudge(session, owe(session, due=date(2026, 9, 22)), RungKind.URGE)
    compose(database, here)
    (message,) = messages(database)
    assert "本应" not in message.body


@pytest.mark.parametrize(
    ("hour", "minute", "open_"),
    [(9, 59, False), (10, 0, True), (15, 59, True), (16, 0, False)],
)
def test_a_plan_can_set_its_own_hours(
    database: Database, here: Jurisdiction, hour: int, minute: int, *, open_: bool
) -> None:
    hours = Span(time(10, 0), time(16, 0))
    rules = replace(here, plan=here.plan.model_copy(update={"hours": hours}))
    now = NOW.replace(hour=hour, minute=minute)
    assert is_open(rules, now) is open_
    with database.write() as session:
        nudge(session, owe(session))
    assert compose(database, rules, now) == int(open_)


def test_without_a_word_in_the_plan_the_hours_are_those_of_the_office() -> None:
    assert str(anwen().plan.hours) == "08:30-18:00"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.DONE])
@pytest.mark.parametrize(
    "kind",
    [
        Occasion.ISSUED,
        Occasion.CANDIDATE,
        Occasion.OBJECTED,
        Occasion.OBJECTION_ANSWERED,
        Occasion.EXCHANGED,
    ],
)
def test_what_a_person_signed_is_told_whatever_became_of_the_task(
    sqlite_database: Database, kind: Occasion, state: State
) -> None:
    rules = settle(sqlite_database)
    with sqlite_database.write() as session:
        task = owe(session, state=state)
        nudge(session, task, kind, clock="event", reason="督办〔2026〕1号")
    assert compose(sqlite_database, rules) == 1
    (message,) = messages(sqlite_database)
    assert f"【{kind.label}】" in message.body
