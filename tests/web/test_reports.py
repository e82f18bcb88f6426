"""The bulletin on its pages: every number opens its tasks, who may do what, and an excuse on a task."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from sqlalchemy import select

from reports.tables import Objection
from tests.reports.autumn import OWED, VALUES, VISIT
from tests.rounds.town import from_month
from tests.web.conftest import HOLDER, LEADER, REVIEWER, SCHOOL, SUPERVISOR, Browser, Place
from tests.web.test_board import later, words

QUARTER = "2026-Q3"
DRAFT = f"/reports/bulletin?period={QUARTER}"


@pytest.fixture
def october(place: Place) -> Place:
    """13 October: nobody has handed in what was due in September."""
    for day in ("2026-09-30", "2026-10-13"):
        later(place, day)
    return place


def freeze(place: Place) -> str:
    """The draft of the third quarter, frozen; its address."""
    office = place.browser(SUPERVISOR)
    answer = office.fill(DRAFT, "/reports/bulletin/freeze")
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("?")[0]


def announce(place: Place) -> str:
    address = freeze(place)
    answer = place.browser(SUPERVISOR).fill(address, f"{address}/announce")
    assert answer.status_code == 303
    return address


def test_a_supervisor_finds_the_reports_under_more(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    assert "/reports" in office.get("/more")
    assert "/reports/bulletin" in office.get("/reports")
    assert "2026年第三季度" in office.get("/reports/bulletin")


def test_every_number_of_the_bulletin_opens_as_many_tasks(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    cells = re.findall(r'<a href="(/reports/items\?[^"]+)">(\d+)</a>', office.get(DRAFT))
    assert len(cells) > 20
    for address, count in {*cells}:
        opened = office.get(address.replace("&amp;", "&"))
        assert opened.count('class="standing ') == int(count), address


def test_the_bulletin_goes_along_in_word(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    office.get(f"/reports/bulletin/document?period={QUARTER}")
    answer = office.answer
    assert answer.headers["content-disposition"].startswith("attachment;")
    made = Document(io.BytesIO(answer.content))
    assert "关于2026年第三季度职责落实情况的通报" in [p.text for p in made.paragraphs]


def test_a_period_that_is_none_is_not_found(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    for path in (
        "/reports/bulletin?period=2026-Q7",
        "/reports/items?period=x",
        "/reports/frozen/77",
    ):
        office.get(path, status=404)
    office.get("/reports/items?period=2026-Q3&report=77", status=404)


def test_units_see_a_bulletin_only_when_it_is_announced(october: Place) -> None:
    address = freeze(october)
    october.browser(SCHOOL).get(address, status=404)
    office = october.browser(SUPERVISOR)
    assert office.fill(address, f"{address}/announce").status_code == 303
    seen = october.browser(SCHOOL).get(address)
    assert "公示中" in seen
    assert "/reports/items" not in seen
    assert f'href="{address}"' in october.browser(HOLDER).get(f"/tasks/{visit_of(october)}")


def visit_of(place: Place) -> int:
    """The visit that HOLDER's post answers for."""
    return place.town.task("杨地湾学校·法制副校长", VISIT).id


def test_a_unit_objects_the_office_answers_and_a_leader_signs(october: Place) -> None:
    address = announce(october)
    unit, office, leader = (october.browser(who) for who in (HOLDER, SUPERVISOR, LEADER))
    said = {"post": "杨地湾学校·法制副校长", "reason": "当天停课"}
    assert unit.fill(address, f"{address}/object", said).status_code == 303
    later(october, "2026-10-19")
    assert "签发后编号，数字不再改" in leader.get(address)
    refused = leader.fill(address, f"{address}/publish")
    assert refused.status_code == 422
    assert "没有答复" in refused.text
    answered = {"answer": "reject", "reason": "可以另约时间"}
    assert office.fill(address, f"{address}/answer", answered).status_code == 303
    assert leader.fill(address, f"{address}/publish").status_code == 303
    page = unit.get(address)
    for told in ("通报〔2026〕1号", "当天停课", "可以另约时间", "收到异议 1 条"):
        assert told in page


def test_nobody_objects_in_anothers_name(october: Place) -> None:
    address = announce(october)
    unit = october.browser(HOLDER)
    assert unit.fill(address, f"{address}/object", {"post": OWED, "reason": "x"}).status_code == 403


def test_an_objection_with_a_sensitive_word_is_refused_and_says_which(october: Place) -> None:
    address = announce(october)
    said = {"post": "杨地湾学校·法制副校长", "reason": "那天在谈留守的事"}
    unit = october.browser(HOLDER)
    answer = unit.fill(address, f"{address}/object", said)
    assert answer.status_code == 422
    assert "请换掉“留守”" in answer.text
    with october.town.database.read() as session:
        assert session.scalars(select(Objection)).all() == []


def test_the_office_and_a_reviewer_cannot_sign(october: Place) -> None:
    address = announce(october)
    later(october, "2026-10-19")
    for who in (SUPERVISOR, REVIEWER):
        browser = october.browser(who)
        browser.send(f"{address}/publish", {"csrf": browser.csrf()})
        assert browser.answer.status_code == 403


def test_what_changes_after_freezing_is_shown_beside_the_old_figures(october: Place) -> None:
    address = freeze(october)
    office = october.browser(SUPERVISOR)
    assert "项变动" not in office.get(address)
    figures = bulletin(office, address)
    october.town.submit("杨地湾学校·法制副校长", VALUES, from_month("10-13"), VISIT)
    assert "冻结之后有 1 项变动" in office.get(address)
    assert bulletin(office, address) == figures
    assert bulletin(office, DRAFT) != figures


def bulletin(browser: Browser, address: str) -> list[str]:
    """The numbers in the tables of a bulletin."""
    return re.findall(r"<td[^>]*>(?:<a[^>]*>)?(\d+)", browser.get(address))


def test_a_task_is_excused_on_its_page_and_the_unit_sees_why(october: Place) -> None:
    office, task = october.browser(SUPERVISOR), visit_of(october)
    reason = {"phrase": "停课、放假或天气原因", "reason": "大雪封路"}
    assert office.fill(f"/tasks/{task}", f"/tasks/{task}/excuse", reason).status_code == 303
    seen = words(october.browser(HOLDER).get(f"/tasks/{task}"))
    assert "免责：停课、放假或天气原因，大雪封路（褚例宁）" in seen.replace(" ", "")
    assert 'class="standing no-fault"' in office.get(
        f"/reports/items?period={QUARTER}&duty={VISIT}"
    )
    assert office.fill(f"/tasks/{task}", f"/tasks/{task}/excuse", reason).status_code == 303
    assert "免责：" not in words(october.browser(HOLDER).get(f"/tasks/{task}")).replace(" ", "")


def test_only_a_late_task_has_the_form_and_a_sensitive_one_takes_phrases_only(
    october: Place,
) -> None:
    office = october.browser(SUPERVISOR)
    sensitive = next(t for t in october.town.tasks() if t.obligation == "monthly-screening")
    own = {"csrf": office.csrf(), "reason": "某某同学请假", "phrase": ""}
    refused = office.send(f"/tasks/{sensitive.id}/excuse", own)
    assert (refused.status_code, "选一个" in refused.text) == (422, True)
    fresh = next(t for t in october.town.tasks() if t.due > from_month("10-13") and not t.closed_on)
    assert "标为免责" not in office.get(f"/tasks/{fresh.id}")


def test_the_duty_to_draw_up_the_bulletin_leads_to_its_draft(october: Place) -> None:
    task = next(t for t in october.town.tasks() if t.obligation == "supervision-bulletin")
    page = october.browser(SUPERVISOR).get(f"/tasks/{task.id}")
    assert f'href="/reports/bulletin?period={task.period}"' in page
