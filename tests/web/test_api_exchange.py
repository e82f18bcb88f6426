"""/api/v1/exchange and the bulk hand-in: by the door of the pages, within the posts of the token."""

from __future__ import annotations

import pytest

from tasks import plans
from tasks.lifecycle import State
from tasks.tables import Task
from tests.rounds.town import HERE
from tests.web.conftest import (
    CONTACT,
    HEAD,
    JUSTICE,
    PASSWORD,
    POLICE,
    SCHOOL,
    SUPERVISOR,
    Browser,
    Place,
)
from tests.web.test_api import KEYS, Program, program
from tests.web.test_exchange import ASKED, POLICE_HEAD, asked, head_of_police
from tests.web.test_signin import make_link
from tests.web.test_units import LESSON, again, visit
from web import accounts

ALL = ("read", "hand-in", "review")


def approver(place: Place) -> Program:
    """The police station's head, who had no account before."""
    head_of_police(place)
    return program(place, POLICE_HEAD, *ALL)


def test_from_asking_to_the_answer_through_the_api(place: Place) -> None:
    police, head, school = (
        program(place, POLICE, *ALL),
        approver(place),
        program(place, SCHOOL, *ALL),
    )
    can = police.get("/exchange/choices").json()
    assert (can["senders"], ASKED["need"] in can["needs"]) == (["派出所"], True)
    made = police.post("/exchange", ASKED).json()
    path = f"/exchange/{made['reference']}"
    assert (made["state"], made["may"]) == ("asked", [])
    assert school.get(path).status_code == 404
    assert head.get(path).json()["may"] == ["approve", "refuse"]
    assert head.post(f"{path}/approve").json()["state"] == "sent"
    arrived = school.get(path).json()
    assert (arrived["may"], police.get(path).json()["task"]) == (["receive"], None)
    assert school.get(f"/tasks/{arrived['task']}").json()["task"]["state"] == "pending"
    early = school.post(f"{path}/answer", {"answer": "已落实措施"})
    assert (early.status_code, "可以：签收" in early.json()["title"]) == (409, True)
    assert school.post(f"{path}/receive").json()["may"] == ["answer"]
    assert school.post(f"{path}/answer", {"answer": "小明已经好了"}).status_code == 409
    assert school.post(f"{path}/answer", {"answer": "已落实措施"}).json()["state"] == "answered"
    assert police.get(path).json()["answer"] == "已落实措施"


def test_what_is_wrong_with_a_notification_is_said_and_nothing_that_was_typed(place: Place) -> None:
    police = program(place, POLICE, *ALL)
    answer = police.post("/exchange", ASKED | {"need": "小明", "article": "他家的事"})
    assert answer.status_code == 409
    assert "请选择需要" in answer.json()["title"]
    assert "法律条款应写成" in answer.json()["title"]
    assert "小明" not in answer.text
    assert police.post("/exchange", ASKED | {"sender": "司法所"}).status_code == 409
    assert police.get("/exchange").json()["items"] == []


@pytest.mark.parametrize("person", [CONTACT, JUSTICE, SUPERVISOR, HEAD])
def test_another_unit_finds_nothing_and_takes_no_step(place: Place, person: str) -> None:
    _, reference = asked(place)
    other = program(place, person, *ALL, "supervise")
    assert reference not in other.get("/exchange").text
    assert other.get(f"/exchange/{reference}").status_code == 404
    for step in ("approve", "refuse", "receive", "answer"):
        body = {"answer": "已落实措施"} if step == "answer" else None
        assert other.post(f"/exchange/{reference}/{step}", body).status_code in (403, 404)


def test_nobody_approves_through_the_api_what_he_asked_for_himself(place: Place) -> None:
    _, reference = asked(place)
    police = place.browser(POLICE)
    sent = {"sec-fetch-site": "same-origin", "x-csrf-token": police.csrf()}
    answer = police.client.post(f"/api/v1/exchange/{reference}/receive", headers=sent)
    assert (answer.status_code, "不由您办理" in answer.json()["title"]) == (409, True)


def test_a_token_sees_and_does_what_its_posts_may_and_no_more(place: Place) -> None:
    office = program(place, SUPERVISOR, *ALL)
    reference = office.post("/exchange", ASKED | {"sender": "民政"}).json()["reference"]
    one = account(place, "陈例安")
    whole, lecturer = (token(place, one, posts) for posts in (HIS, HIS[1:]))
    assert whole.get(f"/exchange/{reference}").json()["may"] == ["approve", "refuse"]
    assert lecturer.get("/exchange").status_code == 404
    assert lecturer.post(f"/exchange/{reference}/approve").status_code in (403, 404)
    reads = token(place, one, HIS, "read")
    assert reads.post(f"/exchange/{reference}/approve").status_code == 403
    assert whole.post(f"/exchange/{reference}/approve").json()["state"] == "sent"


#: 陈例安 holds both; the first approves what 平安办 sends for an agency.
HIS = ["平安办·负责人", "杨地湾学校·法治讲师"]


def account(place: Place, person: str) -> Browser:
    with place.town.database.write() as session:
        accounts.add(session, plans.current(session, HERE), person, PASSWORD, now=place.now)
    return place.browser(person)


def token(place: Place, browser: Browser, posts: list[str], *scopes: str) -> Program:
    asked_for = {"name": "测试", "post": posts, "scope": scopes or ALL}
    page = browser.fill(KEYS, f"{KEYS}/tokens", asked_for).text
    secret = page.partition('<code class="secret">')[2].partition("<")[0]
    return Program(place.browser().client, secret)


def test_the_list_comes_in_pages_with_what_is_open_first(place: Place) -> None:
    police = program(place, POLICE, *ALL)
    made = [police.post("/exchange", ASKED).json()["reference"] for _ in range(4)]
    approver(place).post(f"/exchange/{made[3]}/refuse")
    first = police.get("/exchange", limit=3).json()
    assert [one["reference"] for one in first["items"]] == [made[2], made[1], made[0]]
    rest = police.get("/exchange", limit=3, cursor=first["next"]).json()
    assert [one["reference"] for one in rest["items"]] == [made[3]]
    assert rest["next"] is None


def test_by_a_link_nobody_gets_in(place: Place) -> None:
    guest = place.browser()
    guest.send(make_link(place, visit(place).id))
    assert guest.client.get("/api/v1/exchange").status_code == 403
    assert guest.client.get("/api/v1/exchange/choices").status_code == 403


# --- A month of lessons ---


def lessons(place: Place) -> list[int]:
    return [place.town.task("杨地湾学校", LESSON, p).id for p in ("2026-W36", "2026-W37")]


def filled(unit: Program, task: int) -> dict[str, object]:
    fields = unit.get(f"/tasks/{task}").json()["fields"]
    return {name: 12 for name, kind in fields.items() if kind == "count"}


def test_several_lessons_are_handed_in_by_one_call(place: Place) -> None:
    unit, both = program(place, SCHOOL, "read", "hand-in"), lessons(place)
    body = {"hand_ins": [{"task": task, "values": filled(unit, task)} for task in both]}
    made = unit.post(f"/tasks/together/{LESSON}", body)
    assert made.status_code == 200, made.text
    assert [(one["id"], one["state"]) for one in made.json()] == [(n, "submitted") for n in both]


def test_one_wrong_lesson_keeps_all_of_them_back(place: Place) -> None:
    unit, (first, second) = program(place, SCHOOL, "read", "hand-in"), lessons(place)
    good, bad = filled(unit, first), dict.fromkeys(filled(unit, second), "十二")
    sent = [{"task": first, "values": good}, {"task": second, "values": bad}]
    answer = unit.post(f"/tasks/together/{LESSON}", {"hand_ins": sent})
    assert answer.status_code == 409
    assert f"任务 {second}：" in answer.json()["title"]
    assert f"任务 {first}：" not in answer.json()["title"]
    assert again(place, first_of(place)).state == State.PENDING


def first_of(place: Place) -> Task:
    return place.town.task("杨地湾学校", LESSON, "2026-W36")


def test_anothers_task_and_the_same_one_twice_are_refused(place: Place) -> None:
    unit, (first, _) = program(place, SCHOOL, "read", "hand-in"), lessons(place)
    strange = place.town.task("羊角学校", LESSON, "2026-W36").id
    for numbers in ([first, strange], [first, first]):
        sent = [{"task": task, "values": filled(unit, first)} for task in numbers]
        assert unit.post(f"/tasks/together/{LESSON}", {"hand_ins": sent}).status_code == 409
    assert again(place, first_of(place)).state == State.PENDING
    body = {"hand_ins": [{"task": first, "values": {}}]}
    assert program(place, CONTACT, *ALL).post(f"/tasks/together/{LESSON}", body).status_code == 404
