"""The pages of the meeting pack, the assessment, the goals and the burden, over a term that was played."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from tasks.tables import JournalRow, Task
from tests.reports.pages import opened
from tests.web.conftest import HOLDER, LEADER, REVIEWER, SUPERVISOR, Browser, Place

PAGES = ("meeting", "information", "assessment", "burden", "goals")


@pytest.fixture
def place(term: Database, tmp_path: Path) -> Place:
    return opened(term, tmp_path, SUPERVISOR, HOLDER, REVIEWER, LEADER)


@pytest.fixture
def desk(place: Place) -> Browser:
    return place.browser(SUPERVISOR)


def linked(html: str, path: str) -> list[tuple[str, int]]:
    """The links to `path` with the figure that they bear."""
    found = re.findall(rf'<a href="({re.escape(path)}[^"]*)">(\d+)</a>', html)
    return [(address.replace("&amp;", "&"), int(figure)) for address, figure in found]


def test_every_paper_is_one_click_from_the_list_of_reports(desk: Browser) -> None:
    listed = desk.get("/reports")
    for page in PAGES:
        assert f'href="/reports/{page}"' in listed
        shown = desk.get(f"/reports/{page}")
        assert "<h1" in shown
        assert 'class="said"' not in shown


def test_every_figure_of_the_assessment_opens_as_many_tasks(desk: Browser) -> None:
    figures = linked(desk.get("/reports/assessment?year=2026"), "/reports/items")
    assert len(figures) > 30
    for address, figure in figures[::7]:
        opened_ = desk.get(address)
        assert f'<span class="count">{figure}</span>' in opened_
        assert opened_.count('class="row-link"') == figure


def test_the_assessment_as_word_and_excel_says_what_the_page_says(desk: Browser) -> None:
    html = desk.get("/reports/assessment?year=2026")
    desk.get("/reports/assessment/document?year=2026")
    units = Document(BytesIO(desk.answer.content)).tables[0]
    desk.get("/reports/assessment/sheet?year=2026")
    sheet = load_workbook(BytesIO(desk.answer.content)).active
    assert sheet is not None
    cells = {str(row[0]): row for row in sheet.iter_rows(min_row=3, values_only=True)}
    for row in units.rows[1:]:
        name, total, *_, score = [cell.text for cell in row.cells]
        assert re.search(rf'scope="row">{name}</th><td>(<a [^>]*>)?{total}\b', html)
        assert cells[name][1] == int(total)
        assert score == "—" or cells[name][-1] == float(score)


def test_the_meeting_names_whose_move_each_late_task_is(desk: Browser, term: Database) -> None:
    html = desk.get("/reports/meeting?period=2026-Q4")
    desk.get("/reports/meeting/document?period=2026-Q4")
    late, decisions = Document(BytesIO(desk.answer.content)).tables[:2]
    assert len(late.rows) - 1 == len(re.findall(r"到期，轮到", html)) > 1
    assert all(row.cells[4].text for row in late.rows[1:])
    asked = [row.cells for row in decisions.rows if row.cells[0].text == "延期申请"]
    assert asked
    assert all(cells[3].text for cells in asked)


def test_minutes_have_a_table_of_what_was_agreed_with_lead_and_date(desk: Browser) -> None:
    desk.get("/reports/meeting/minutes?period=2026-Q4")
    made = Document(BytesIO(desk.answer.content))
    assert [cell.text for cell in made.tables[0].rows[0].cells] == [
        "序号", "事项", "牵头", "配合", "到期",
    ]  # fmt: skip
    assert any("三、议定事项" in line.text for line in made.paragraphs)


def test_a_goal_is_written_down_on_the_page_and_journalled(desk: Browser, place: Place) -> None:
    values = {"goal": "bullying", "year": "2026", "value": "2", "source": "派出所"}
    assert desk.fill("/reports/goals", "/reports/goals", values).status_code == 303
    assert "<td>2</td>" in desk.get("/reports/goals")
    with place.town.database.read() as session:
        row = session.scalars(select(JournalRow).where(JournalRow.verb == "goal")).one()
    assert (row.actor, '"value":2' in row.data) == (SUPERVISOR, True)


def test_a_small_count_is_not_told_outside_the_office(place: Place, desk: Browser) -> None:
    for year, value in (("2025", "1"), ("2026", "2")):
        values = {"goal": "bullying", "year": year, "value": value}
        desk.fill("/reports/goals", "/reports/goals", values)
    paper = desk.get("/reports/meeting")
    assert "2025年 &lt;3，2026年 &lt;3" in paper
    desk.get("/reports/meeting/document")
    [row] = [
        r
        for r in Document(BytesIO(desk.answer.content)).tables[-1].rows
        if "防欺凌" in r.cells[0].text
    ]
    assert (row.cells[2].text, row.cells[3].text) == ("2025年 <3，2026年 <3", "")
    assert "<td>2</td>" not in place.browser(LEADER).get("/reports/goals")
    figures = re.findall(r'<rect class="ahead"[^>]*height="([\d.]+)"', desk.get("/reports/goals"))
    assert len(set(figures)) == 1


def test_a_figure_that_is_none_is_refused_on_the_same_page(desk: Browser) -> None:
    answer = desk.fill(
        "/reports/goals", "/reports/goals", {"goal": "bullying", "year": "2026", "value": "几起"}
    )
    assert answer.status_code == 422
    assert "整数" in answer.text
    late = desk.fill(
        "/reports/goals", "/reports/goals", {"goal": "bullying", "year": "2031", "value": "1"}
    )
    assert (late.status_code, "2031" in late.text) == (422, True)


def test_the_burden_shows_what_is_asked_beside_what_was_handed_in(desk: Browser) -> None:
    html = desk.get("/reports/burden")
    row = re.search(r'scope="row">教育督导责任区</th>(.*?)</tr>', html)
    assert row
    cells = [float(cell) for cell in re.findall(r"<td>(?:<a [^>]*>)?([\d.]+)", row[1])]
    assert len(cells) == 6
    assert cells[1] > 10
    assert cells[4] > 10


def test_the_figures_of_a_unit_open_its_duties_and_add_up_to_them(desk: Browser) -> None:
    html = desk.get("/reports/burden")
    link = re.search(r'scope="row">教育督导责任区</th><td><a href="([^"#]+)', html)
    assert link
    opened_ = desk.get(link[1])
    table = opened_[opened_.index('id="duties"') :].partition("</table>")[0]
    parts = [list(map(int, re.findall(r"<td>(\d+)</td>", row))) for row in table.split("<tr>")[3:]]
    assert len(parts) > 3
    asked = re.search(r'scope="row">教育督导责任区</th><td><a [^>]*>([\d.]+)</a>', html)
    assert asked
    assert round(sum(part[0] for part in parts) / 12, 1) == float(asked[1])
    assert 'id="duties"' not in desk.get("/reports/burden?unit=没有的单位")


def test_a_team_member_finds_his_year_on_his_task_and_others_do_not(
    place: Place, rules: Jurisdiction, term: Database
) -> None:
    with term.read() as session:
        [task] = session.scalars(
            select(Task).where(
                Task.obligation == "team-annual-summary", Task.subject == "杨地湾学校·法制副校长"
            )
        )
    own = place.browser(HOLDER)
    html = own.get(f"/tasks/{task.id}/summary")
    assert "每季度一堂法治讲座" in html
    own.get(f"/tasks/{task.id}/summary/document")
    made = Document(BytesIO(own.answer.content))
    assert any(HOLDER in line.text for line in made.paragraphs)
    place.browser(REVIEWER).get(f"/tasks/{task.id}/summary", status=404)


def test_a_period_that_is_none_is_not_found(desk: Browser) -> None:
    for path in ("meeting?period=x", "meeting/document?period=2026-Q9", "information?period=9999"):
        desk.get(f"/reports/{path}", status=404)
