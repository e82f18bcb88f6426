"""What a unit asks for: more time, 不适用, its B岗."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tasks import commands
from tasks.excusing import is_waiver_asked
from tasks.tables import Extension, Nudge, Task
from tests.rounds.town import morning
from tests.web.conftest import ACT, HOLDER, POLICE, SCHOOL, Place
from tests.web.test_units import again, visit


def told(place: Place, task: Task) -> list[tuple[str, str]]:
    with place.town.database.read() as session:
        rows = session.scalars(
            select(Nudge).where(Nudge.task_id == task.id, Nudge.clock == "event")
        )
        return [(row.kind, row.post) for row in rows]


def test_more_time_is_asked_for_with_a_date_and_a_reason(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/extend", {"until": "2026-10-10", "reason": "外出培训"})
    assert answer.headers["location"] == f"{path}?said=asked"
    assert "已申请延到 2026-10-10" in browser.get(path)
    with place.town.database.read() as session:
        assert session.scalars(select(Extension)).one().reason == "外出培训"
    assert told(place, task) == [("asked", "平安办")]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"until": "", "reason": "外出"}, "请选申请延到哪一天"),
        ({"until": "2026-09-10", "reason": "外出"}, "应晚于到期日"),
        ({"until": "2026-10-10", "reason": ""}, "请写明理由"),
    ],
)
def test_a_request_that_cannot_be_is_refused_with_the_reason(
    place: Place, values: dict[str, str], says: str
) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/extend", values)
    assert answer.status_code == 422
    assert says in answer.text
    assert told(place, task) == []


def test_not_applicable_is_asked_of_the_supervisor_and_can_be_refused(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/not-applicable", {"phrase": "本期没有这类情况"})
    assert answer.headers["location"] == f"{path}?said=asked_waiver"
    assert is_waiver_asked(again(place, task).flag)
    page = browser.get(path)
    assert "本期没有这类情况" in page
    assert "等待督办岗答复" in page
    with place.town.database.write() as session:
        commands.refuse_waiver(session, task.id, by="平安办", now=place.now, reason="仍应到校")
    assert again(place, task).flag == ""
    assert told(place, task) == [("waiver_asked", "平安办"), ("waiver_refused", task.post)]


def test_not_applicable_can_be_agreed_to_and_the_unit_hears_of_it(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    browser.fill(path, f"{path}/not-applicable", {"phrase": "本期没有这类情况"})
    with place.town.database.write() as session:
        commands.waive(session, task.id, by="平安办", now=place.now, reason="同意")
    assert again(place, task).state == "waived"
    assert told(place, task)[-1] == ("waived", task.post)


def test_a_sensitive_duty_takes_a_phrase_and_no_free_text(place: Place) -> None:
    task = place.town.task("派出所", "monthly-screening")
    browser, path = place.browser(POLICE), f"/tasks/{task.id}"
    free = {"phrase": "", "reason": "张三的事"}
    assert browser.fill(path, f"{path}/not-applicable", free).status_code == 422
    chosen = {"phrase": "本期没有这类对象", "reason": "张三的事"}
    assert browser.fill(path, f"{path}/not-applicable", chosen).status_code == 303
    assert "张三" not in again(place, task).flag


def test_the_deputy_gets_a_link_that_lets_him_hand_in_this_task_alone(place: Place) -> None:
    task = place.town.task("杨地湾学校", "hotline-12355")
    other = place.town.task("杨地湾学校", "left-behind-parents")
    browser, path = place.browser(SCHOOL), f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/deputy")
    assert "许例问，请代尤例学办理" in answer.text
    [link] = re.findall(r"/k/[\w-]{43}", answer.text)
    deputy = place.browser()
    assert deputy.send(link).headers["location"] == path
    assert deputy.fill(path, f"{path}/hand-in", {f"f{task.id}-0": "张贴海报"}).status_code == 303
    deputy.get(f"/tasks/{other.id}", 404)
    assert "转给 B 岗" in browser.get(path)


def test_a_post_without_a_deputy_offers_none(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    assert "转给 B 岗" not in browser.get(path)
    answer = browser.send(f"{path}/deputy", {"csrf": browser.csrf()})
    assert answer.status_code == 422
    assert "没有 B 岗" in answer.text


def test_after_the_due_date_no_more_time_can_be_asked_for(place: Place) -> None:
    place.now = morning(ACT.replace(month=10, day=12))
    task = visit(place)
    page = place.browser(HOLDER).get(f"/tasks/{task.id}")
    assert "申请延期" not in page
    assert "这次不适用" in page
