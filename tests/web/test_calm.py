"""What keeps the pages calm: one line for what is one thing, dates as people write them, a way back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from obligations.ladder import Clock, RungKind
from tasks.tables import Nudge, Task
from tests.web.conftest import DEPUTY, HOLDER, LEADER, SCHOOL, SUPERVISOR, Place
from tests.web.test_board import words
from tests.web.test_units import LESSON, visit
from web import leaders
from web.wording import nudge_label

ISO = re.compile(r"\d{4}-\d\d-\d\d")


def test_what_several_were_told_at_one_moment_is_one_line_of_the_timeline(october: Place) -> None:
    with october.town.database.read() as session:
        asked = select(Task.id).where(Task.obligation == LESSON, Task.subject == "杨地湾学校")
        late = session.scalars(asked.where(Task.period == "2026-W37")).one()
    told = words(october.browser(SCHOOL).get(f"/tasks/{late}")).partition("经过")[2]
    assert "督办 → 杨地湾学校、杨地湾学校·负责人、平安办 已告知" in told
    assert told.count("督办") == 1


@pytest.mark.parametrize(
    ("clock", "kind", "label"),
    [
        (Clock.REVIEW, RungKind.OPENED, "请审核"),
        (Clock.REVIEW, RungKind.URGE, "审核催办"),
        (Clock.REVIEW, RungKind.TALK, "约谈建议"),
        (Clock.HAND_IN, RungKind.OPENED, "新开"),
        (Clock.HAND_IN, RungKind.URGE, "催办"),
    ],
)
def test_the_reviewer_is_chased_in_words_of_his_own(
    clock: Clock, kind: RungKind, label: str
) -> None:
    assert nudge_label(Nudge(clock=clock.value, kind=kind.value)) == label


def test_the_leader_reads_whose_review_is_late(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaders, "SHOWN", 99)
    task = visit(place)
    unit = place.browser(HOLDER)
    unit.fill(f"/tasks/{task.id}", f"/tasks/{task.id}/hand-in", {f"f{task.id}-1": "听课"})
    for day in (14, 16, 18, 24, 28):
        place.town.round(date(2026, 9, day))
    place.now = place.now.replace(day=28)
    page = words(place.browser(LEADER).get("/leaders"))
    assert "9月8日提交，等平安办审核" in page
    assert "9月14日审核催办" in page


def test_a_reviewer_reads_days_and_not_their_digits(place: Place) -> None:
    task = visit(place)
    unit = place.browser(HOLDER)
    unit.fill(f"/tasks/{task.id}", f"/tasks/{task.id}/hand-in", {f"f{task.id}-1": "听课"})
    queue = words(place.browser(SUPERVISOR).get("/review"))
    assert "时间 9月8日" in queue
    assert not ISO.search(queue)
    assert "时间 9月8日" in words(unit.get(f"/tasks/{task.id}"))


@pytest.mark.parametrize("path", ["/roster/terms", "/roster/posts/平安办"])
def test_the_pages_of_the_office_write_days_in_words(place: Place, path: str) -> None:
    assert not ISO.search(words(place.browser(SUPERVISOR).get(path)))


@pytest.mark.parametrize(
    ("path", "label"),
    [("/board", "督办台"), ("/board/tasks", "督办台"), ("/notice", "文件"), ("/roster", "更多")],
)
def test_the_menu_marks_where_one_is(place: Place, path: str, label: str) -> None:
    page = place.browser(SUPERVISOR).get(path)
    [marked] = re.findall(r'<a href="[^"]*" aria-current="page">(.*?)</a>', page, re.DOTALL)
    assert words(marked) == label


def test_a_count_over_the_notice_leads_to_the_first_sentence_that_stands_so(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/notice")
    wanted = re.findall(r'class="count-of" href="#([\w-]+)"', page)
    ids = re.findall(r'<a class="words ([\w-]+)"[^>]* id="([\w-]+)"', page)
    assert wanted
    assert {one for one, _ in ids} >= set(wanted)
    assert all(kind == name for kind, name in ids)
    assert len({name for _, name in ids}) == len(ids)


def test_the_way_back_leads_to_where_the_reader_came_from(place: Place) -> None:
    task = f"/tasks/{visit(place).id}"
    assert '<p class="back"><a href="/board">' in place.browser(SUPERVISOR).get(task)
    assert '<p class="back"><a href="/tasks">' in place.browser(HOLDER).get(task)


def test_what_went_wrong_is_said_with_what_to_do_and_without_a_number(place: Place) -> None:
    browser = place.browser(DEPUTY)
    refused, missing = browser.get("/board", 403), browser.get("/tasks/999999", 404)
    assert "请联系督办岗" in refused
    assert "从首页找一找" in missing
    for page in (refused, missing):
        assert not re.search(r"\b(403|404)\b", words(page))


def test_a_message_that_arrived_at_once_takes_one_line(place: Place) -> None:
    page = words(place.browser(SUPERVISOR).get("/deliveries"))
    assert "每日一条 · 站内信" in page
    assert "站内信：已送达" not in page


def test_a_ledger_is_asked_for_by_words_and_not_by_the_id_of_a_period(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    page = browser.get("/ledgers")
    assert '<option value="2026-09">2026年9月</option>' in page
    assert '<option value="2026-Q3">2026年第三季度</option>' in page
    assert 'type="text"' not in page
    browser.get("/ledgers/file?duty=team-monthly-guidance&period=2026-09")
    assert browser.answer.headers["content-disposition"].startswith("attachment")
