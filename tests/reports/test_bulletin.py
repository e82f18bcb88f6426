"""The quarterly bulletin: what it says is what SQL counts; in Word it has the layout of an official document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from obligations.sensitive import counts_children, names_a_case, sensitive_terms
from reports import (
    bulletin_paper,
    drawing,
    frozen,
)
from reports.bulletin import Bulletin
from reports.catalogue import BULLETIN
from reports.drawing import Drawn
from runtime.database import Database
from tasks import plans
from tasks.notices import commands as notices
from tasks.notices.tables import Notice
from tests.reports import autumn
from tests.rounds.town import HERE, Town, from_month, morning

QUARTER, END = "2026-Q4", date(2027, 1, 22)


def lines(document: Any, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def counted(database: Database, where: str) -> int:
    """How many tasks due in the quarter SQL counts; those about children are left out."""
    with database.read() as session:
        rules = plans.current(session, HERE)
        cases = ", ".join(f"'{d.id}'" for d in rules.plan.obligations if counts_children(rules, d))
        asked = (
            "SELECT count(*) FROM task t LEFT JOIN excuse e ON e.task_id = t.id"
            " WHERE t.due BETWEEN '2026-10-01' AND '2026-12-31'"
            f" AND t.state NOT IN ('waived', 'cancelled') AND t.obligation NOT IN ({cases}) AND {where}"
        )
        return int(session.execute(text(asked)).scalar_one())


ON_TIME = "t.state = 'done' AND t.submitted_on <= t.due"
LATE = "t.state = 'done' AND t.submitted_on > t.due AND e.task_id IS NULL"


def test_the_word_file_says_what_sql_counts(term_read: Database, document: Any) -> None:
    (whole, *_) = [p for p in lines(document, "公文正文") if p.startswith("应办")]
    assert f"应办 {counted(term_read, '1 = 1')} 项" in whole
    assert f"按时办结 {counted(term_read, ON_TIME)} 项" in whole
    assert f"逾期办结 {counted(term_read, LATE)} 项" in whole


def test_each_units_line_says_what_sql_counts(term_read: Database, document: Any) -> None:
    head, *units = rows(document.tables[0])
    assert head == [
        "单位",
        "应办",
        "按时办结",
        "逾期办结",
        "逾期未办",
        "待审核",
        "未到期或暂缓",
        "免责",
    ]
    with term_read.read() as session:
        roster = plans.current(session, HERE).roster
    for name in ("派出所", "平安办", "羊角学校"):
        (line,) = [row for row in units if row[0] == name]
        posts = ", ".join(f"'{p.name}'" for p in roster.all_posts() if p.unit == name)
        mine = f"t.post IN ({posts})"
        assert line[1] == str(counted(term_read, mine))
        assert line[2] == str(counted(term_read, f"{mine} AND {ON_TIME}"))
        assert line[3] == str(counted(term_read, f"{mine} AND {LATE}"))
    assert sum(int(row[1]) for row in units) == counted(term_read, "1 = 1")


def test_units_stand_in_the_order_of_the_roster_and_are_not_ranked(
    term_read: Database, document: Any
) -> None:
    names = [row[0] for row in rows(document.tables[0])[1:]]
    with term_read.read() as session:
        roster = [unit.name for unit in plans.current(session, HERE).roster.units]
    assert [name for name in roster if name in names] == [n for n in names if n in roster]
    assert "注：按名册的顺序排列，不排名。" in lines(document, "表格文字")


def test_only_what_a_person_decided_to_publish_is_named(
    term_read: Database, drafted: Drawn[Bulletin]
) -> None:
    with term_read.read() as session:
        published = select(Notice.task_id).where(
            Notice.kind == "bulletin", Notice.state == "published"
        )
        assert {one.task for one in drafted.said.named} <= set(session.scalars(published))
    assert drafted.said.named


def test_external_posts_are_counted_and_not_named(drafted: Drawn[Bulletin], document: Any) -> None:
    assert "外部岗位" in [unit.name for unit in drafted.said.units]
    assert "外部岗位" not in [row[0] for row in rows(document.tables[1])]
    assert drafted.said.elsewhere
    assert any("外部岗位" in line for line in lines(document, "公文正文"))


def test_the_bulletin_holds_no_sensitive_word_and_no_childs_code(
    drafted: Drawn[Bulletin],
) -> None:
    filled = bulletin_paper.paper(drafted.said, drafted.signed)
    assert sensitive_terms(str(filled)) == ()
    assert not names_a_case(str(filled))


@pytest.fixture
def september(town: Town) -> Iterator[Drawn[Bulletin]]:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        yield drawing.draft(session, rules, BULLETIN, "2026-Q3", autumn.ON)


def test_late_work_is_listed_with_whose_move_it_is(september: Drawn[Bulletin]) -> None:
    (owed,) = [one for one in september.said.late if one.post == autumn.OWED and "到校" in one.name]
    assert (owed.about, owed.due, owed.mover) == ("9月", "2026年9月30日", autumn.OWED)
    assert autumn.EXCUSED not in [one.post for one in september.said.late if "到校" in one.name]


def named(town: Town, period: str, day: str) -> list[int]:
    """The tasks that a bulletin drafted on that day names their posts for."""
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        said = drawing.draft(session, rules, BULLETIN, period, from_month(day)).said
    return [one.task for one in said.named]


def published(town: Town) -> int:
    """The visit that OWED did not make: told on 13 October, decided on the 19th."""
    task = town.task(autumn.OWED, autumn.VISIT).id
    with town.database.read() as session:
        found = select(Notice.id).where(Notice.task_id == task, Notice.kind == "bulletin")
        notice = session.scalars(found).one()
    with town.database.write() as session:
        notices.issue(session, notice, by=autumn.OFFICE, now=morning(autumn.ON))
        by = {"by": autumn.LEADER, "now": morning(from_month("10-19"))}
        notices.decide(session, notice, **by, publish=True)  # type: ignore[arg-type]
    return task


def test_nobody_is_named_for_what_was_nobodys_fault(town: Town) -> None:
    assert named(town, "2026-Q3", "10-13") == []
    task = published(town)
    assert named(town, "2026-Q3", "10-19") == [task]
    autumn.do(town, autumn.OWED, "excuse", "10-19", by=autumn.OFFICE, reason="停课")
    assert named(town, "2026-Q3", "10-19") == []


def test_what_one_bulletin_has_told_the_next_does_not_tell_again(town: Town) -> None:
    task = published(town)
    assert named(town, "2026-Q4", "10-19") == [task]
    steps = (
        (frozen.announce, autumn.OFFICE, "10-19"),
        (frozen.publish, autumn.LEADER, "10-23"),
    )
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        now = morning(from_month("10-19"))
        report = drawing.freeze(session, rules, BULLETIN, "2026-Q3", by=autumn.OFFICE, now=now)
        for step, by, day in steps:
            step(session, report.id, by=by, now=morning(from_month(day)))
    assert named(town, "2026-Q4", "10-23") == []
    assert named(town, "2026-Q3", "10-23") == [task]
