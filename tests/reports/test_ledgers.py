"""Ledgers as Excel: every row is a task, nothing that was typed becomes a formula, small counts are not told."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from obligations.few import LESS
from obligations.jurisdiction import Jurisdiction
from reports import sheets
from reports.ledgers import HIDDEN, Ledger, ledger
from reports.spans import UnknownPeriodError
from runtime.database import Database
from tasks import commands, plans
from tasks.tables import Task
from tests.reports.played import END
from tests.rounds.town import HERE, SEPTEMBER, Town, morning

ON = date(2026, 9, 8)
TYPED = (
    '=HYPERLINK("http://x.example","a")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "https://x.example/",
    "00123",
    "<b>&amp;",
)


def written(found: Ledger) -> tuple[bytes, list[tuple[Any, ...]]]:
    """The bytes of the file, and its cells as openpyxl reads them."""
    to = io.BytesIO()
    sheets.write(found, to, ON)
    sheet = openpyxl.load_workbook(io.BytesIO(to.getvalue())).active
    return to.getvalue(), list(sheet.iter_rows(values_only=True))


def of(database: Database, rules: Jurisdiction, duty: str, **more: Any) -> Ledger:
    with database.read() as session:
        return ledger(session, rules, rules.obligation(duty), END, **more)


def test_every_task_of_the_duty_and_the_period_is_a_row(
    term_read: Database, rules: Jurisdiction
) -> None:
    found = of(term_read, rules, "team-monthly-guidance", period="2026-10")
    with term_read.read() as session:
        counted = session.execute(
            text(
                "SELECT count(*), count(submitted_on) FROM task"
                " WHERE obligation = 'team-monthly-guidance' AND period = '2026-10'"
            )
        ).one()
    _, (title, headings, *rows) = written(found)
    assert title[0] == "台账 · 每月到校指导 · 2026年10月"
    assert headings[:4] == ("周期", "对象", "岗位", "到期")
    assert headings[-3:] == ("时间", "指导内容", "佐证数")
    *rows, totals = rows
    assert len(rows) == counted[0] == 12
    assert sum(row[6] is not None for row in rows) == counted[1]
    assert totals[0] == "合计"


def test_a_quarter_holds_its_three_months_and_no_period_all_of_them(
    term_read: Database, rules: Jurisdiction
) -> None:
    months = [
        len(of(term_read, rules, "hotline-12355", period=f"2026-{month}").rows)
        for month in (10, 11, 12)
    ]
    quarter = of(term_read, rules, "hotline-12355", period="2026-Q4")
    assert len(quarter.rows) == sum(months) > 0
    assert len(of(term_read, rules, "hotline-12355").rows) > len(quarter.rows)
    with pytest.raises(UnknownPeriodError, match="2026-Q4（季度）"):
        of(term_read, rules, "hotline-12355", period="十月")


def test_counts_are_numbers_days_are_days_and_the_total_is_their_sum(
    term_read: Database, rules: Jurisdiction
) -> None:
    found = of(term_read, rules, "weekly-law-lesson", period="2026-10")
    _, (_, headings, *rows) = written(found)
    place = headings.index("完成班数")
    *rows, totals = rows
    with term_read.read() as session:
        said = session.scalars(
            text(
                "SELECT fields FROM hand_in JOIN task"
                " ON task.id = task_id AND task.version = hand_in.version"
                " WHERE obligation = 'weekly-law-lesson'"
                " AND original_due BETWEEN '2026-10-01' AND '2026-10-31'"
            )
        )
        counted = sum(json.loads(fields)["完成班数"] for fields in said)
    assert totals[place] == counted > 0
    assert all(str(row[3]).startswith("2026-10-") and hasattr(row[3], "year") for row in rows)


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    """The demo on 1 September, before anybody has done anything."""
    made = Town(sqlite_database)
    made.load(on=SEPTEMBER)
    made.round(SEPTEMBER)
    return made


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_that_was_typed_becomes_a_formula_a_link_or_a_number(typed: str) -> None:
    found = Ledger("=1+1", (typed,), ((typed,),), ())
    content, (title, headings, row) = written(found)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet.lower()
    assert title[0] == "=1+1"
    for cell in (headings[0], row[0]):
        # A carriage return is read back as XML has it: as a new line.
        assert str(cell).replace("_x000D_", "\r").replace("\n", "\r") == typed


def test_the_same_ledger_is_written_into_the_same_bytes() -> None:
    found = Ledger("a", ("b",), ((date(2026, 9, 1),), (1,)), ("合计",))
    assert written(found)[0] == written(found)[0]


def screening(town: Town, counts: dict[str, int]) -> Jurisdiction:
    """Hand in a sensitive duty for each unit: 不良行为本月 as given, the other counts 20."""
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        duty = rules.obligation("monthly-screening")
        for unit, count in counts.items():
            task = town.task(unit, "monthly-screening")
            values = {n: 20 for n, kind in duty.hand_in.items() if not kind.optional}
            values["不良行为本月"] = count
            commands.submit(session, task.id, values, by=task.post, now=morning(ON))
    return rules


def test_a_small_count_about_children_is_told_to_its_own_unit_alone(town: Town) -> None:
    rules = screening(town, {"派出所": 2, "司法所": 7, "民政办": 0})
    outside = of(town.database, rules, "monthly-screening", period="2026-09")
    place = outside.headings.index("不良行为本月")
    told = {row[2]: row[place] for row in outside.rows}
    assert told == {"派出所": LESS, "司法所": 7, "民政办": LESS, "教育督导责任区": None}
    assert {row[1] for row in outside.rows} == {HIDDEN}
    police = of(
        town.database, rules, "monthly-screening", period="2026-09", near=lambda p: p == "派出所"
    )
    assert {row[2]: row[place] for row in police.rows}["派出所"] == 2
    assert not any(name.endswith(("新增", "退出")) for name in police.headings)


def test_a_total_that_would_give_a_small_count_away_is_held_back(town: Town) -> None:
    rules = screening(town, {"派出所": 2, "司法所": 7})
    found = of(town.database, rules, "monthly-screening", period="2026-09")
    places = {name: found.headings.index(name) for name in ("不良行为本月", "留守本月")}
    assert found.totals[places["不良行为本月"]] == HIDDEN
    assert found.totals[places["留守本月"]] == 40


def test_tasks_about_single_children_are_counted_and_never_listed(town: Town) -> None:
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        model = town.tasks()[0]
        for number in range(7):
            session.add(
                one_child(model, number, "云溪村·联系人" if number < 5 else "竹坪村·联系人")
            )
    found = of(town.database, rules, "care-contact", period="2026-09")
    assert found.headings == ("周期", "岗位", "状态", "件数")
    assert sorted(found.rows, key=str) == sorted(
        [
            ("2026年9月", "云溪村·联系人", "待办", 5),
            ("2026年9月", "竹坪村·联系人", "待办", LESS),
        ],
        key=str,
    )
    assert found.totals == ()
    assert of(town.database, rules, "care-contact", period="2026-10").headings == found.headings


def one_child(model: Task, number: int, post: str) -> Task:
    """A task of the care register, with the dates of any other."""
    return Task(
        jurisdiction=HERE,
        obligation="care-contact",
        period="2026-09",
        subject=f"代号{number}",
        cause="",
        plan_version=1,
        post=post,
        state="pending",
        opens=model.opens,
        due=date(2026, 9, 30),
        original_due=date(2026, 9, 30),
        opened_on=model.opened_on,
        batch=model.batch,
        clock_from=model.clock_from,
    )
