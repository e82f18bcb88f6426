"""交办 and 外部通报 on the pages, and the door of the API."""

from __future__ import annotations

import re

from sqlalchemy import select

from tasks import commands
from tasks.links import Assignment
from tasks.tables import Task
from tests.rounds.town import morning
from tests.web.conftest import ACT, HOLDER, LEADER, POLICE, SCHOOL, SUPERVISOR, Place

MEETING, CHECK = "quarterly-joint-meeting", "team-supervision"
TOWN = "安稳镇"


def given(place: Place) -> list[tuple[str, str]]:
    """(title, post) of everything that was assigned."""
    with place.town.database.read() as session:
        rows = select(Assignment.title, Task.post).join(Task, Task.id == Assignment.task_id)
        return list(session.execute(rows.order_by(Assignment.number)).tuples())


def order(n: int = 0, **more: str) -> dict[str, str]:
    said = {"title": "修好校门口的路灯", "lead": "派出所", "due": "2026-09-18", **more}
    return {f"{name}-{n}": value for name, value in said.items()}


def test_a_leader_gives_work_away_and_the_unit_finds_it_under_its_title(place: Place) -> None:
    leader = place.browser(LEADER)
    sent = order() | {"support-0": "杨地湾学校", "words": "镇长办公会"}
    assert leader.fill("/assign", "/assign", sent).headers["location"] == "/assign?said=assigned"
    assert "修好校门口的路灯" in leader.get("/assign")
    page = place.browser(POLICE).get("/tasks")
    assert "交办：修好校门口的路灯" in page
    (task,) = re.findall(r'href="/tasks/(\d+)">(?:(?!</a>).)*?修好校门口', page, re.DOTALL)
    shown = place.browser(POLICE).get(f"/tasks/{task}")
    for words in (f"{LEADER}交办", "镇长办公会", "配合：杨地湾学校", "办理情况"):
        assert words in shown
    support = place.browser(SCHOOL)
    assert "交办：修好校门口的路灯" in support.get("/tasks")
    assert "hand-in" not in support.get(f"/tasks/{task}")
    place.browser(HOLDER).get(f"/tasks/{task}", 404)


def test_what_is_wrong_is_said_at_its_row_and_nothing_is_assigned(place: Place) -> None:
    leader = place.browser(LEADER)
    answer = leader.fill("/assign", "/assign", order(title="走访留守儿童"))
    assert answer.status_code == 422
    assert "请换掉“留守”" in answer.text
    assert 'value="走访留守儿童"' in answer.text
    assert leader.fill("/assign", "/assign", order(lead="")).status_code == 422
    assert leader.fill("/assign", "/assign", order(due="")).status_code == 422
    assert "太远了" in leader.fill("/assign", "/assign", order(due="9999-12-31")).text
    assert "还没有写交办什么" in leader.fill("/assign", "/assign").text
    assert given(place) == []


def test_two_taps_assign_once(place: Place) -> None:
    leader = place.browser(LEADER)
    leader.fill("/assign", "/assign", order())
    leader.send("/assign", leader.sent)
    assert given(place) == [("修好校门口的路灯", "派出所")]


def test_the_decisions_of_a_meeting_are_rows_to_be_assigned_and_leave_the_page_as_they_are(
    place: Place,
) -> None:
    meeting = place.town.task(TOWN, MEETING, "2026-Q3")
    said = {"会议时间": "2026-09-08", "会议纪要": "开了会", "议定事项": "装路灯\n清理网吧周边"}
    with place.town.database.write() as session:
        commands.submit(session, meeting.id, said, by="平安办", now=morning(ACT))
    office = place.browser(SUPERVISOR)
    assert f'href="/assign?source={meeting.id}"' in office.get(f"/tasks/{meeting.id}")
    path = f"/assign?source={meeting.id}"
    page = office.get(path)
    assert 'value="装路灯"' in page
    assert 'value="清理网吧周边"' in page
    sent = order(title="装路灯") | order(1, title="", lead="")
    assert office.fill(path, "/assign", sent).status_code == 303
    assert given(place) == [("装路灯", "派出所")]
    left = office.get(path)
    assert 'value="装路灯"' not in left
    assert 'value="清理网吧周边"' in left
    assert "季度联席会议" in office.get(f"/tasks/{_number(place)}")


def test_a_check_starts_from_what_is_missing_and_urges_whom_it_ticks(place: Place) -> None:
    check = place.town.task(TOWN, CHECK)
    office, path = place.browser(SUPERVISOR), f"/assign?source={check.id}"
    page = office.get(path)
    assert "每周思想道德法治安全课" in page
    assert "1 项逾期" in page
    sent = {"urge": "羊角学校", "until": "2026-09-15"}
    assert office.fill(path, "/assign", sent).status_code == 303
    ((title, post),) = given(place)
    assert post == "羊角学校"
    assert title.startswith("督促办理：每周思想道德法治安全课（8月31日当周）")
    again = office.get(path)
    assert "已督促：羊角学校" in again
    assert 'value="羊角学校"' not in again.partition("另外交办")[0]


def test_work_comes_out_of_meetings_and_checks_only(place: Place) -> None:
    lesson = place.town.task("羊角学校", "weekly-law-lesson", "2026-W37")
    office = place.browser(SUPERVISOR)
    office.get(f"/assign?source={lesson.id}", 404)
    assert "/assign" not in office.get(f"/tasks/{lesson.id}")


def test_a_unit_sees_no_way_to_assign(place: Place) -> None:
    browser = place.browser(SCHOOL)
    browser.get("/assign", 403)


def test_the_api_assigns_as_the_page_does(place: Place) -> None:
    leader = place.browser(LEADER)
    body = {"title": "装路灯", "lead": "派出所", "due": "2026-09-18", "support": ["杨地湾学校"]}
    headers = {"x-csrf-token": leader.csrf(), "sec-fetch-site": "same-origin"}
    answer = leader.client.post("/api/v1/assigned", json=body, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (200, "交办：装路灯")
    refused = leader.client.post(
        "/api/v1/assigned", json={**body, "lead": "消防队"}, headers=headers
    )
    assert refused.status_code == 409
    assert given(place) == [("装路灯", "派出所")]


def _number(place: Place) -> int:
    with place.town.database.read() as session:
        return session.scalars(select(Assignment.task_id)).one()
