"""A census on the pages: last month's number beside each field, and the ledger that adds the units up."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from tasks import commands
from tasks.tables import Task
from tests.rounds.town import morning
from tests.web.conftest import CONTACT, HOLDER, JUSTICE, LEADER, POLICE, REVIEWER, SUPERVISOR, Place

CENSUS = "monthly-screening"
UNITS = ("教育督导责任区", "派出所", "司法所", "民政办")
GROUPS = ("不良行为", "服刑人员子女", "流浪乞讨", "闲散", "留守")
ON, OCTOBER = date(2026, 9, 8), date(2026, 10, 9)


def task_of(place: Place, unit: str, period: str = "2026-09") -> Task:
    return place.town.task(unit, CENSUS, period)


def hand_in(place: Place, unit: str, on: date = ON, **other: Any) -> Task:
    task = task_of(place, unit, on.isoformat()[:7])
    values = {f"{group}本月": 20 for group in GROUPS} | other
    if unit != UNITS[0]:  # nobody stands before the first
        values["与其他单位重复"] = 5
    with place.town.database.write() as session:
        commands.submit(session, task.id, values, by=task.post, now=morning(on))
    return task


def all_in(place: Place, **police: Any) -> None:
    for unit in UNITS:
        task = hand_in(place, unit, **(police if unit == "派出所" else {}))
        with place.town.database.write() as session:
            later = morning(ON) + timedelta(hours=1)
            commands.accept(session, task.id, by="李例文", now=later)


@pytest.fixture
def october(place: Place) -> Place:
    """9 October: the census of September is accepted, that of October open."""
    all_in(place, 留守本月=1, 变动原因="集中排查")
    place.town.round(OCTOBER)
    place.now = morning(OCTOBER) + timedelta(hours=2)
    return place


def test_last_months_number_stands_beside_each_field_for_the_unit(october: Place) -> None:
    task = task_of(october, "派出所", "2026-10")
    police = october.browser(POLICE)
    html = police.get(f"/tasks/{task.id}")
    assert re.findall(r'class="hint"[^>]*>(上月[^<]*)<', html) == ["上月 20"] * 4 + ["上月 1"]
    assert 'value="集中排查">' in html  # there to choose, but not chosen because it was last time
    form = f"/tasks/{task.id}/hand-in"
    fields = re.findall(r'<label for="(f[\d-]+)">(.*?)(?:<span|</label>)', html)
    sent = {box: "25" for box, name in fields if name.endswith("本月")}
    answer = police.fill(f"/tasks/{task.id}", form, sent)
    assert answer.status_code == 422
    assert "“留守”对不上：上月 1 + 新增 0 - 退出 0 = 1，本月填的是 25" in answer.text
    assert answer.text.count("上月 20<") == 4


def test_the_form_says_whose_people_to_state_and_does_not_ask_the_first_unit(place: Place) -> None:
    police = place.browser(POLICE).get(f"/tasks/{task_of(place, '派出所').id}")
    assert "只填教育督导责任区也在数的" in police
    first = place.browser(REVIEWER).get(f"/tasks/{task_of(place, UNITS[0]).id}")
    assert "留守本月" in first
    assert "与其他单位重复" not in first


def test_the_first_month_says_that_there_is_none_before(place: Place) -> None:
    page = place.browser(POLICE).get(f"/tasks/{task_of(place, '派出所').id}")
    assert page.count("上月没有数，从这个月数起") == 5


def test_the_reviewer_reads_last_months_number_but_no_small_one(october: Place) -> None:
    hand_in(october, "派出所", OCTOBER, 留守本月=2, 留守新增=1)
    cards = october.browser(REVIEWER).get("/review")
    assert cards.count("20（上月 20）") == 4
    assert "&lt;3（上月 &lt;3）" in cards
    assert "上月" not in october.browser(LEADER).get("/review")


def test_nobody_else_reads_last_months_number(october: Place) -> None:
    task = task_of(october, "派出所", "2026-10")
    assert "上月" not in october.browser(SUPERVISOR).get(f"/tasks/{task.id}")


def test_the_ledger_is_seen_by_who_reports_to_it_reviews_it_or_oversees_all(place: Place) -> None:
    all_in(place, 留守本月=1)
    path = f"/ledgers/census/{CENSUS}"
    for person in (POLICE, JUSTICE, REVIEWER, SUPERVISOR, LEADER):
        place.browser(person).get(path)
    for person in (HOLDER, CONTACT):
        place.browser(person).get(path, 404)
        place.browser(person).get(f"{path}/file", 404)
    place.browser(SUPERVISOR).get("/ledgers/census/hotline-12355", 404)
    place.browser(SUPERVISOR).get(f"{path}?period=2020-01", 404)


def test_a_small_number_is_in_no_page_and_no_file_but_the_units_own(place: Place) -> None:
    all_in(place, 留守本月=1)
    path = f"/ledgers/census/{CENSUS}"
    row = r"<th scope=\"row\">留守</th>(.*?)</tr>"
    seen = {p: re.search(row, place.browser(p).get(path)) for p in (JUSTICE, POLICE)}
    told = {p: re.findall("<td>(.*?)</td>", found[1]) for p, found in seen.items() if found}
    assert told[JUSTICE] == ["20", "&lt;3", "20", "20", "不显示"]
    assert told[POLICE] == ["20", "1", "20", "20", "61"]
    justice = place.browser(JUSTICE)
    justice.get(f"{path}/file?period=2026-09")
    sheet = load_workbook(io.BytesIO(justice.answer.content)).active
    assert sheet is not None
    rows = [row for row in sheet.values if row[0] == "留守"]
    assert rows == [("留守", 20, "<3", 20, 20, "不显示")]


def test_the_ledgers_own_hand_in_already_holds_the_sum(place: Place) -> None:
    all_in(place)
    task = next(t for t in place.town.tasks() if t.obligation == "ledger-update")
    html = place.browser(REVIEWER).get(f"/tasks/{task.id}")
    assert f'value="{5 * 80 - 3 * 5}"' in html
