"""/api/v1: evidence, 代录, B岗, notices, calendar, the living notice, roster and plan, as on the pages."""

from __future__ import annotations

import pytest

from obligations.ladder import RungKind
from tests.plans.folders import texts
from tests.rounds.town import HERE
from tests.web.conftest import DEPUTY, HOLDER, LEADER, SCHOOL, SUPERVISOR, Place
from tests.web.test_api import VALUES, Program, program
from tests.web.test_papers import paper_of
from tests.web.test_units import visit

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(unit: Program, task: int, name: str, content: bytes) -> tuple[int, dict[str, object]]:
    path = f"/api/v1/tasks/{task}/evidence"
    answer = unit.client.post(path, files={"file": (name, content)}, headers=unit.headers)
    return answer.status_code, answer.json()


def test_a_file_is_sent_handed_in_and_fetched_again(place: Place) -> None:
    task, unit = visit(place).id, program(place, HOLDER, "read", "hand-in")
    status, kept = upload(unit, task, "签到表.pdf", PDF)
    assert status == 200, kept
    values = {**VALUES, "现场资料": [str(kept["id"])]}
    assert unit.post(f"/tasks/{task}/hand-in", {"values": values}).status_code == 200
    listed = unit.get(f"/tasks/{task}/evidence").json()
    assert [(one["name"], one["version"]) for one in listed] == [("签到表.pdf", 1)]
    assert unit.get(f"/tasks/{task}/evidence/{kept['id']}").content == PDF


def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(place: Place) -> None:
    unit = program(place, HOLDER, "hand-in")
    status, said = upload(unit, visit(place).id, "签到表.pdf", b"MZ\x90\x00" + b"0" * 200)
    assert status == 409
    assert said["title"]


def test_another_unit_neither_sends_nor_sees_files(place: Place) -> None:
    other, task = program(place, SCHOOL, "read", "hand-in"), visit(place).id
    assert upload(other, task, "a.pdf", PDF)[0] in (403, 404)
    assert program(place, "鲁例暖").get(f"/tasks/{task}/evidence").status_code == 404


def test_what_was_told_by_telephone_is_recorded_for_one_who_answers(place: Place) -> None:
    office, task = program(place, SUPERVISOR, "read", "supervise"), visit(place).id
    wrong = office.post(f"/tasks/{task}/record", {"values": VALUES, "told_by": SUPERVISOR})
    assert wrong.status_code == 409
    assert HOLDER in wrong.json()["title"]
    right = office.post(f"/tasks/{task}/record", {"values": VALUES, "told_by": HOLDER})
    assert right.json()["state"] == "submitted"
    assert office.get(f"/tasks/{task}").json()["hand_ins"][0]["recorded_for"] == HOLDER


def test_a_task_is_handed_to_the_deputy_with_a_link_to_hand_on(place: Place) -> None:
    unit = program(place, SCHOOL, "read", "hand-in")
    task = unit.get("/tasks").json()["items"][0]["id"]
    answer = unit.post(f"/tasks/{task}/deputy").json()
    assert answer["deputy"] == DEPUTY
    assert "/k/" in answer["link"]


def test_a_notice_is_signed_received_and_kept_from_others(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    office = program(october, SUPERVISOR, "read", "supervise")
    unit = program(october, HOLDER, "read", "hand-in")
    assert unit.get(path).status_code == 404
    assert "issue" in office.get(path).json()["may"]
    assert office.post(f"{path}/issue").json()["number"] == "督办〔2026〕1号"
    assert unit.get(path).json()["may"] == ["receive"]
    assert unit.post(f"{path}/issue").status_code == 403
    assert unit.post(f"{path}/receive", {"said": "本周办"}).json()["state"] == "received"
    assert office.get(path).json()["reply"] == "本周办"
    assert office.get(f"{path}/word").content.startswith(b"PK")


def test_only_a_token_that_may_sign_signs(october: Place) -> None:
    path = paper_of(october, RungKind.SUPERVISE)
    for person in (SUPERVISOR, LEADER):
        assert program(october, person, "read").post(f"{path}/issue").status_code == 403
    assert program(october, LEADER, "read", "review").post(f"{path}/issue").status_code == 200
    assert program(october, HOLDER, "read").post(f"{path}/receive").status_code == 403


def test_talks_are_listed_for_leaders_alone(october: Place) -> None:
    kinds = {
        person: {
            one["kind"]
            for one in program(october, person).get("/papers", limit=200).json()["items"]
        }
        for person in (SUPERVISOR, LEADER)
    }
    assert "talk" not in kinds[SUPERVISOR]
    assert "talk" in kinds[LEADER]


def test_papers_come_in_pages_narrowed_by_kind_and_unit(october: Place) -> None:
    office, seen, after = program(october, SUPERVISOR, "read", "supervise"), [], ""
    while after is not None:
        page = office.get("/papers", whose="mine", limit=20, cursor=after).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) > 20
    asked = {"kind": "bulletin", "unit": "杨地湾学校", "limit": 200}
    narrowed = office.get("/papers", **asked).json()["items"]
    assert {one["kind"] for one in narrowed} == {"bulletin"}
    assert {one["id"] for one in narrowed} < set(seen)
    assert office.get("/papers", state="nie").status_code == 422


def test_the_calendar_has_every_day_and_hides_the_number_of_children(place: Place) -> None:
    days = program(place, SUPERVISOR).get("/calendar/2026").json()
    assert len(days) == 365
    last = next(day for day in days if day["day"] == "2026-09-30")
    counts = {(one["duty"], one["unit"]): one["count"] for one in last["due"]}
    assert counts["team-monthly-guidance", "派出所"] == 5
    assert counts["care-contact", "云溪村"] is None


def test_the_notice_says_which_duties_its_words_carry_and_how_they_stand(place: Place) -> None:
    read = program(place, SUPERVISOR).get("/notice").json()
    found = {
        duty: light
        for paragraph in read
        for piece in paragraph
        for duty, light in piece["duties"].items()
    }
    assert found["team-monthly-guidance"] == "open"
    assert len(found) > 40


@pytest.fixture
def office(place: Place) -> Program:
    return program(place, SUPERVISOR, "read", "supervise")


def test_days_without_school_are_added_and_dropped_again(office: Program) -> None:
    body = {
        "kind": "suspensions",
        "first": "2026-09-10",
        "last": "2026-09-11",
        "reason": "高温停课",
    }
    assert office.post("/roster/days", {**body, "dry_run": True}).json()["version"] == 1
    assert office.post("/roster/days", body).json()["version"] == 2
    days = [one for one in office.get("/terms").json()["days"] if one["reason"] == "高温停课"]
    assert [one["first"] for one in days] == ["2026-09-10"]
    gone = {"kind": "suspensions", "place": days[0]["place"]}
    assert office.post("/roster/days/drop", gone).json()["version"] == 3
    left = office.get("/terms").json()["days"]
    assert all(one["reason"] != "高温停课" for one in left)


def test_villages_terms_and_absences_change_the_roster(office: Program) -> None:
    village = {"name": "新例村", "contact": "新例人", "since": "2026-09-08"}
    assert office.post("/roster/villages", village).status_code == 200
    assert office.post("/roster/villages", village).status_code == 409
    end = {"name": "新例村", "last": "2026-12-31"}
    assert office.post("/roster/villages/end", end).status_code == 200
    away = {"first": "2026-09-14", "last": "2026-09-18"}
    assert office.post(f"/roster/{'杨地湾学校'}/away", away).status_code == 200
    terms = [
        {"first": "2027-09-01", "last": "2028-01-21"},
        {"first": "2028-02-21", "last": "2028-07-07"},
    ]
    assert office.post("/roster/terms", {"year": "2027-28", "terms": terms}).status_code == 200
    assert "2027-28-T1" in {one["id"] for one in office.get("/terms").json()["terms"]}


def test_how_a_post_is_told_is_changed_for_that_post_alone(office: Program) -> None:
    body = {"address": "139-0000-0000", "quiet_from": "12:00", "quiet_to": "14:00"}
    assert office.post("/roster/司法所/contact", {"address": "023-4800"}).status_code == 200
    assert office.post("/roster/派出所/contact", body).status_code == 200
    told = office.get("/roster/派出所/contact").json()
    assert {name: told[name] for name in body} == body
    assert office.get("/roster/司法所/contact").json()["address"] == "023-4800"
    for wrong in (
        {"quiet_from": "12:00"},
        {"quiet_from": "12:00", "quiet_to": "25:99"},
        {"channel": "没有的渠道"},
        {"fallback": "站内信"},
    ):
        assert office.post("/roster/派出所/contact", wrong).status_code == 409
    assert office.get("/roster/派出所/contact").json() == told
    assert office.get("/roster/无此岗位/contact").status_code == 404


def test_a_file_of_a_version_is_fetched(office: Program) -> None:
    assert office.get("/plan/versions/1/calendar.yaml").text == texts(HERE)["calendar.yaml"]
    assert office.get("/plan/versions/9/calendar.yaml").status_code == 404


def test_the_next_plan_is_checked_and_then_loaded(office: Program) -> None:
    assert office.get("/plan").json()["version"] == 1
    wrong = office.post("/plan/next", {"files": {"plan.yaml": "id: [}"}}).json()
    assert wrong["faults"]
    assert wrong["version"] == 1
    calendar = {"calendar.yaml": texts(HERE)["calendar.yaml"] + "# 已核对\n"}
    seen = office.post("/plan/next", {"files": calendar, "dry_run": True}).json()
    assert (seen["faults"], seen["version"]) == ([], 1)
    assert office.post("/plan/next", {"files": calendar}).json()["version"] == 2


def test_no_right_to_supervise_changes_no_roster(place: Place) -> None:
    reader = program(place, SUPERVISOR, "read")
    body = {"kind": "rest", "first": "2026-09-10", "last": "2026-09-10", "reason": "试"}
    assert reader.post("/roster/days", body).status_code == 403


def test_assigned_work_is_listed_the_newest_first(place: Place, office: Program) -> None:
    for title in ("修好路灯", "补齐台账"):
        body = {"title": title, "lead": "派出所", "due": "2026-11-02"}
        assert office.post("/assigned", body).status_code == 200
    listed = [one["name"] for one in office.get("/assigned").json()]
    assert ["补齐台账" in listed[0], "修好路灯" in listed[1]] == [True, True]
    assert program(place, HOLDER).get("/assigned").status_code == 403


def test_a_task_that_sends_nothing_on_has_no_package(place: Place, office: Program) -> None:
    task = visit(place).id
    assert office.get(f"/tasks/{task}/package").status_code == 404
    assert office.get(f"/tasks/{task}/package/zip").status_code == 404


@pytest.mark.parametrize("move", ["pause", "cancel", "waive", "reassign"])
def test_of_a_sensitive_duty_what_others_owe_changes_for_a_listed_reason_only(
    place: Place, move: str
) -> None:
    """What is said is journalled, and a journal forgets nothing."""
    office = program(place, SUPERVISOR, "read", "supervise")
    sensitive = {one["id"] for one in office.get("/duties").json() if one["sensitive"]}
    lines = office.get("/tasks", limit=200).json()["items"]
    others = (x for x in lines if x["post"] != "平安办" and x["duty"] != "care-contact")
    task = next(x["id"] for x in others if x["duty"] in sensitive)
    post = {"post": "民政办"} if move == "reassign" else {}
    own = office.post(f"/tasks/{task}/{move}", {**post, "reason": "某某家里有事"})
    assert (own.status_code, "情况有误，不该这样计" in own.json()["title"]) == (409, True)
    listed = office.post(f"/tasks/{task}/{move}", {**post, "reason": "情况有误，不该这样计"})
    assert listed.status_code == 200
    assert "某某" not in office.get(f"/tasks/{task}").text
