"""/api/v1: what the office's desk holds: requests, what a meeting decided, the census, each message's deliveries."""

from __future__ import annotations

from tasks import commands
from tests.rounds.town import morning
from tests.web.conftest import ACT, CONTACT, HOLDER, POLICE, REVIEWER, SUPERVISOR, Place
from tests.web.test_api import program
from tests.web.test_assigning import CHECK, MEETING, TOWN
from tests.web.test_census import CENSUS, all_in
from tests.web.test_units import LESSON, visit


def test_a_request_waits_for_whom_it_is_answered_by_and_is_gone_when_answered(place: Place) -> None:
    task, unit = visit(place).id, program(place, HOLDER, "read", "hand-in")
    asked = {"until": "2026-10-10", "reason": "外出培训"}
    assert unit.post(f"/tasks/{task}/extension", asked).status_code == 200
    office = program(place, SUPERVISOR, "read", "review")
    (request,) = office.get("/requests").json()
    told = {name: request[name] for name in ("kind", "until", "reason", "answers", "mine")}
    assert told == {"kind": "extension", **asked, "answers": "平安办", "mine": True}
    assert request["task"]["id"] == task
    assert program(place, REVIEWER, "review").get("/requests").json() == []
    granted = {"granted": True, "reason": "情况属实"}
    assert office.post(f"/tasks/{task}/extension/answer", granted).status_code == 200
    assert office.get("/requests").json() == []


def test_what_a_meeting_decided_is_assigned_out_of_it_through_the_api(place: Place) -> None:
    meeting = place.town.task(TOWN, MEETING, "2026-Q3").id
    said = {"会议时间": "2026-09-08", "会议纪要": "开了会", "议定事项": "装路灯\n清理网吧周边"}
    with place.town.database.write() as session:
        commands.submit(session, meeting, said, by="平安办", now=morning(ACT))
    office = program(place, SUPERVISOR, "read", "supervise")
    here = f"/tasks/{meeting}/assignable"
    assert office.get(here).json()["decided"] == ["装路灯", "清理网吧周边"]
    body = {"title": "装路灯", "lead": "派出所", "due": "2026-09-30", "source_task": meeting}
    assert office.post("/assigned", body).status_code == 200
    assert office.get(here).json()["decided"] == ["清理网吧周边"]
    assert [one["name"] for one in office.get("/assigned", source=meeting).json()] == [
        "交办：装路灯"
    ]
    lesson = place.town.task("羊角学校", LESSON, "2026-W37").id
    assert office.get(f"/tasks/{lesson}/assignable").status_code == 404
    assert office.post("/assigned", {**body, "source_task": lesson}).status_code == 404


def test_a_check_tells_what_is_not_done_and_in_which_words_it_is_urged(place: Place) -> None:
    office = program(place, SUPERVISOR, "read", "supervise")
    found = office.get(f"/tasks/{place.town.task(TOWN, CHECK).id}/assignable").json()
    school = next(one for one in found["undone"] if one["post"] == "羊角学校")
    assert school["title"].startswith("督促办理：每周思想道德法治安全课")
    late = {office.get(f"/tasks/{n}").json()["task"]["light"] for n in school["late"]}
    assert late == {"late"}


def test_the_census_hides_small_numbers_from_others_and_is_not_there_for_strangers(
    place: Place,
) -> None:
    all_in(place, 留守本月=1, 变动原因="集中排查")
    path = f"/ledgers/census/{CENSUS}"
    rows = {
        person: {row[0]: row for row in program(place, person).get(path).json()["rows"]}
        for person in (SUPERVISOR, POLICE)
    }
    assert rows[SUPERVISOR]["留守"][2] == "<3"
    assert str(rows[POLICE]["留守"][2]) == "1"
    assert program(place, CONTACT).get(path).status_code == 404
    office = program(place, SUPERVISOR)
    assert office.get(f"{path}/file").content.startswith(b"PK")
    assert office.get(path, period="2020-01").status_code == 404


def test_messages_tell_what_was_said_and_what_became_of_each(place: Place) -> None:
    office = program(place, SUPERVISOR)
    first = office.get("/messages", limit=5).json()["items"][0]
    assert "您好" in first["body"]
    assert [one["state"] for one in first["deliveries"]][-1:] == (
        [] if first["state"] == "inbox" else [first["state"]]
    )
    assert office.get("/messages", only="failed").json()["items"] == []
    assert office.get("/messages", only="nie").status_code == 422
