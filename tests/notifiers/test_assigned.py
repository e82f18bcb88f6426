"""What was assigned is called by its title in messages, calendars and papers."""

from __future__ import annotations

from datetime import date

from notifiers import telling
from notifiers.digest import digest
from obligations.ladder import RungKind
from runtime.database import Database
from tasks import assigning
from tasks.chasing import chase
from tests.notifiers.town import NOW, TODAY, anwen, item, messages, settle

WORK = "assigned-work"


def test_a_message_calls_assigned_work_by_its_title(database: Database) -> None:
    rules = settle(database)
    with database.write() as session:
        assigning.assign(
            session, rules, title="修好校门口的路灯", lead="派出所", due=date(2026, 9, 30),
            by="镇长", now=NOW,
        )  # fmt: skip
        chase(session, rules, WORK, NOW)
        telling.compose(session, rules, NOW)
    (told,) = messages(database)
    assert "交办：修好校门口的路灯" in told.body
    assert "交办事项" not in told.body


def test_two_of_one_day_are_told_each_by_its_title() -> None:
    several = [
        item(RungKind.REMINDER, "安稳镇", duty=WORK, title=f"交办：{title}", mover="派出所")
        for title in ("装路灯", "清下水道")
    ]
    said = digest(several, anwen(), TODAY)
    assert [line.head for line in said.lines] == ["交办：装路灯、交办：清下水道"]


def test_a_title_that_a_later_list_of_terms_forbids_is_not_said() -> None:
    told = item(RungKind.REMINDER, "安稳镇", duty=WORK, title="交办：走访留守儿童", mover="派出所")
    (line,) = digest([told], anwen(), TODAY).lines
    assert line.head.startswith("交办事项")
